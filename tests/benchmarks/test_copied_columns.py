"""A column of which nobody said what its copies hold stops the benchmark."""

import pytest
from django.db import models

from benchmarks import copied_columns
from benchmarks.copied_columns import MOST_COPIES, RULES, SAME, Columns, UnknownColumnError
from benchmarks.multiplying import MODELS
from benchmarks.run import MOST_TIMES
from cohorts.models import Cohort
from referral_portal.audit.models import AuditEvent
from referrals.models import Participant, Referral

LAST = {model: None if isinstance(model._meta.pk, models.UUIDField) else 7 for model in MODELS}


def columns(copy: int = 1) -> Columns:
    return Columns(LAST, copy)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_of_every_table_has_an_expression(model):
    assert len(columns().of(model)) == len(model._meta.concrete_fields)


def test_a_unique_column_without_a_rule_is_named(monkeypatch):
    monkeypatch.delitem(RULES, (Cohort, "name"))

    with pytest.raises(UnknownColumnError, match=r"^Cohort: name must be unique"):
        columns().of(Cohort)


def test_a_number_that_may_name_a_row_is_named(monkeypatch):
    monkeypatch.setattr(copied_columns, "SAME", SAME - {(AuditEvent, "actor_id")})

    with pytest.raises(UnknownColumnError, match=r"^AuditEvent\.actor_id may be the number"):
        columns().of(AuditEvent)


def test_keys_follow_and_the_catalogue_stays():
    found = dict(
        zip(
            [field.name for field in Referral._meta.concrete_fields],
            columns(2).of(Referral),
            strict=True,
        )
    )

    assert found["participant"] == f't."participant_id" + {2 * LAST[Participant]}'
    assert found["envelope"] == columns(2).id('t."envelope_id"')
    assert found["district"] == 't."district_id"'
    assert found["id"] == """overlay(t."id"::text placing '1' from 15)::uuid"""


def test_there_is_a_digit_for_each_copy():
    assert MOST_TIMES == MOST_COPIES + 1
    assert len({columns(copy).digit for copy in range(1, MOST_COPIES + 1)}) == MOST_COPIES
    assert len({columns(copy).letter for copy in range(1, MOST_COPIES + 1)}) == MOST_COPIES
