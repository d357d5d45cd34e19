"""A concern leaves sealed: what stays is that it was raised, by whom and when."""

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.concerns import raise_concern, send_note
from cohorts.models import RaisedConcern
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.sealing.models import SealedEnvelope
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody

pytestmark = pytest.mark.django_db
ANSWERS = [{"name": "words", "label": "What was said?", "value": "CANARY he said where she works"}]


def test_the_words_are_sealed_and_the_row_shares_the_envelopes_id():
    cohort = make_cohort()
    enrolment = place_somebody(cohort)
    by = cohort.staffing.first().user

    raised = raise_concern(enrolment_id=enrolment.pk, answers=ANSWERS, by=by, now=PLANNED_AT)

    envelope = SealedEnvelope.objects.get(pk=raised.pk)
    others = SealedEnvelope.objects.exclude(pk=raised.pk)
    assert b"CANARY" not in bytes(envelope.blob)
    assert {len(bytes(other.blob)) for other in others} == {len(bytes(envelope.blob))}
    assert "CANARY" not in str(AuditEvent.objects.get(action="concern.raise").data)
    assert (raised.enrolment, raised.raised_by) == (enrolment, by)


def test_a_facilitator_raises_nothing_in_another_cohort():
    enrolment = place_somebody(make_cohort())
    stranger = make_cohort().staffing.first().user

    with pytest.raises(PermissionDenied):
        raise_concern(enrolment_id=enrolment.pk, answers=ANSWERS, by=stranger, now=PLANNED_AT)


def test_a_concern_too_long_for_its_box_leaves_nothing_behind():
    cohort = make_cohort()
    enrolment = place_somebody(cohort)

    with pytest.raises(Refusal, match="too long") as refusal:
        raise_concern(
            enrolment_id=enrolment.pk,
            answers=[{"name": "words", "label": "What was said?", "value": "x" * 7000}],
            by=cohort.staffing.first().user,
            now=PLANNED_AT,
        )

    assert refusal.value.field == "words"
    assert not RaisedConcern.objects.exists()


def test_a_note_is_audited_by_id_and_not_kept_as_a_concern():
    cohort = make_cohort()
    enrolment = place_somebody(cohort)
    before = SealedEnvelope.objects.count()

    send_note(
        enrolment_id=enrolment.pk, words="CANARY", by=cohort.staffing.first().user, now=PLANNED_AT
    )

    assert SealedEnvelope.objects.count() == before + 1
    assert not RaisedConcern.objects.exists()
    event = AuditEvent.objects.get(action="referral.note")
    assert (event.target_id, event.data) == (str(enrolment.referral_id), {})


def test_a_facilitator_writes_about_nobody_in_another_cohort():
    enrolment = place_somebody(make_cohort())
    stranger = make_cohort().staffing.first().user
    before = SealedEnvelope.objects.count()

    with pytest.raises(PermissionDenied):
        send_note(enrolment_id=enrolment.pk, words="CANARY", by=stranger, now=PLANNED_AT)

    assert SealedEnvelope.objects.count() == before
