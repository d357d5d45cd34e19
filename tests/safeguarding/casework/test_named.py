"""Who a form names, and the one step that makes a person of it."""

import datetime as dt

import pytest
from django.utils import timezone

from referrals.models import Referral
from safeguarding.casework.named import add_named, not_added
from safeguarding.casework.sealed_answers import people_named
from safeguarding.models import PersonAtRisk, PersonOnCase, SafeContact, VictimCase
from tests.factories.safeguarding import make_case, make_worker
from tests.safeguarding.casework.test_cases import refused

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def form(**answers):
    rows = [{"name": name, "label": name, "value": value} for name, value in answers.items()]
    return {"person": {"page": "The person harmed", "answers": rows}}


HARMED = form(
    harmed_name="Zoë O’Canary", harmed_born_on="5 April 1988", harmed_alias="Zo",
    harmed_phone="07700900777", harmed_email="zoe@example.org", harmed_time="Mornings",
    current_partner="Bea Example", former_partners="Cleo Example, 2019", children="Tim 4, Ann 7",
)  # fmt: skip


@pytest.fixture
def named(worker):
    return make_case(owner=worker, parts=HARMED)


def test_who_is_named_and_what_has_to_be_read_by_a_person():
    found = {one.key: one for one in people_named(HARMED)}
    assert found["harmed_name"].born_on == dt.date(1988, 4, 5)
    assert found["current_partner"].is_new_partner
    texts = [key for key, one in found.items() if one.is_text]
    assert texts == ["former_partners", "children"]
    assert found["children"].kind == "child"


@pytest.mark.parametrize(
    "contents",
    [None, {}, form(harmed_name="None known."), form(harmed_name=" not known"),
     form(former_partners="Two"), {"person": {"answers": [None, {"name": "harmed_name"}]}}],
)  # fmt: skip
def test_nobody_is_nobody(contents):
    assert people_named(contents) == []


def test_no_name_becomes_a_person_by_itself(named):
    assert not PersonAtRisk.objects.exists()
    assert [one.key for one in not_added(named)][:2] == ["harmed_name", "current_partner"]


def test_one_step_adds_everything_unverified(named, worker):
    step = {"case_id": named.pk, "key": "harmed_name", "by": worker}
    add_named(**step, now=timezone.now())
    link = PersonOnCase.objects.get()
    assert (link.person.legal_name, link.person.born_on) == ("Zoë O’Canary", "1988-04-05")
    assert (link.source, link.verified_at, link.must_be_told) == ("agency", None, True)
    ways = SafeContact.objects.order_by("method").values_list("method", "safety", "source")
    assert list(ways) == [("call", "unknown", "form"), ("email", "unknown", "form")]
    assert {one.when for one in SafeContact.objects.all()} == {"Mornings"}
    assert "harmed_name" not in [one.key for one in not_added(named)]
    assert "on the case already" in refused(add_named, **step)[0]
    assert "does not name" in refused(add_named, **(step | {"key": "children"}))[0]


def test_the_participants_own_number_is_not_kept_as_theirs(worker):
    case = make_case(owner=worker, parts=form(their_first_name="Zoë", their_contact="07700 900123"))
    add_named(case_id=case.pk, key="their_first_name", by=worker, now=timezone.now())
    assert PersonOnCase.objects.get().source == "self"
    assert Referral.objects.get(pk=case.referral_id).participant.phone == "07700900123"
    assert not SafeContact.objects.exists()


def test_a_case_that_is_not_theirs_gives_no_name(named):
    with pytest.raises(VictimCase.DoesNotExist):
        add_named(case_id=named.pk, key="harmed_name", by=make_worker(), now=timezone.now())
