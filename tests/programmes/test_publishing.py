"""Versions: drafts are copied and changed; published versions are final."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from programmes.models import EligibilityCriterion, ProgrammeVersion, SessionPlan
from programmes.publishing import make_draft_version, publish_version
from programmes.querysets import PublishedVersionError
from referral_portal.accounts.models import User
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM
from referral_portal.common.refusals import Refusal
from tests.factories.programmes import (
    EligibilityCriterionFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
    SessionPlanFactory,
)

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def draft_of(version):
    return make_draft_version(programme_id=version.programme_id, by=SYSTEM, now=NOW)


def publish(version):
    return publish_version(version_id=version.pk, by=SYSTEM, now=NOW)


def test_a_draft_is_a_whole_copy_with_the_next_number():
    version = ProgrammeVersionFactory(group=True)

    draft = draft_of(version)

    assert (draft.number, draft.is_published, draft.capacity) == (2, False, 8)
    assert draft.session_plans.count() == 12
    assert [c.code for c in draft.criteria.all()] == [c.code for c in version.criteria.all()]
    assert ProgrammeVersion.objects.current().get() == version


def test_publishing_a_draft_makes_it_current_and_leaves_the_old_one_alone():
    version = ProgrammeVersionFactory()
    draft = draft_of(version)
    ProgrammeVersion.objects.filter(pk=draft.pk).update(summary="Said better.")

    published = publish(draft)

    assert ProgrammeVersion.objects.current().get() == published
    assert published.published_at == NOW
    version.refresh_from_db()
    assert version.summary == "One-to-one sessions."
    assert published.content_hash != version.content_hash


def test_the_same_content_has_the_same_fingerprint():
    version = ProgrammeVersionFactory()

    assert publish(draft_of(version)).content_hash == version.content_hash


def test_both_verbs_are_recorded_with_codes_only():
    version = ProgrammeVersionFactory()
    draft = draft_of(version)
    publish(draft)

    events = AuditEvent.objects.filter(target_id=str(draft.pk)).order_by("pk")
    assert [event.action for event in events] == [
        "programmes.draft_version",
        "programmes.publish_version",
    ]
    assert events[0].data == {"programme": version.programme.code, "number": 2}


CHANGES = {
    "save": lambda v: v.save(),
    "save of a stale copy": lambda v: ProgrammeVersion(pk=v.pk, programme=v.programme).save(),
    "update": lambda v: ProgrammeVersion.objects.filter(pk=v.pk).update(capacity=12),
    "update of all": lambda v: ProgrammeVersion.objects.update(capacity=12),
    "delete": lambda v: v.delete(),
    "delete in bulk": lambda v: ProgrammeVersion.objects.filter(pk=v.pk).delete(),
    "bulk update": lambda v: ProgrammeVersion.objects.bulk_update([v], ["summary"]),
    "session added": lambda v: SessionPlanFactory(version=v, number=99),
    "session added in bulk": lambda v: SessionPlan.objects.bulk_create(
        [SessionPlan(version=v, number=99, title="More", minutes=60)]
    ),
    "session changed": lambda v: v.session_plans.first().save(),
    "session updated": lambda v: v.session_plans.update(minutes=5),
    "session removed": lambda v: v.session_plans.first().delete(),
    "criterion updated": lambda v: v.criteria.update(person_wording="Anything."),
    "criterion removed": lambda v: EligibilityCriterion.objects.all().delete(),
    "criterion added": lambda v: EligibilityCriterionFactory(version=v),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_about_a_published_version_changes(change):
    version = ProgrammeVersionFactory()
    before = (
        ProgrammeVersion.objects.values().get(),
        list(SessionPlan.objects.values()),
        list(EligibilityCriterion.objects.values()),
    )

    with pytest.raises(PublishedVersionError), transaction.atomic():
        change(version)

    assert before == (
        ProgrammeVersion.objects.values().get(),
        list(SessionPlan.objects.values()),
        list(EligibilityCriterion.objects.values()),
    )


def test_a_session_cannot_move_out_of_a_published_version():
    version = ProgrammeVersionFactory()
    plan = version.session_plans.first()
    plan.version = draft_of(version)
    plan.number = 99

    with pytest.raises(PublishedVersionError):
        plan.save()


def test_a_draft_can_be_changed():
    draft = ProgrammeVersionFactory(draft=True)

    draft.session_plans.update(minutes=90)
    draft.summary = "Shorter."
    draft.save()
    draft.criteria.first().delete()

    assert draft.session_plans.filter(minutes=90).count() == 10


def test_a_second_draft_is_refused_by_the_verb_and_by_the_database():
    version = ProgrammeVersionFactory()
    draft_of(version)

    with pytest.raises(Refusal, match="already has a draft"):
        draft_of(version)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeVersionFactory(programme=version.programme, number=3, draft=True)


def test_nothing_to_copy_is_refused():
    with pytest.raises(Refusal, match="no published version"):
        make_draft_version(programme_id=ProgrammeFactory().pk, by=SYSTEM, now=NOW)


def test_a_version_is_published_once():
    with pytest.raises(Refusal, match="already"):
        publish(ProgrammeVersionFactory())


def test_an_older_draft_cannot_overtake():
    version = ProgrammeVersionFactory(number=5)
    older = ProgrammeVersionFactory(programme=version.programme, number=4, draft=True)

    with pytest.raises(Refusal, match="newer"):
        publish(older)


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (
            lambda d: d.session_plans.filter(number=3).delete(),
            "sessions 1 to 10, each of them once",
        ),
        (lambda d: d.criteria.all().delete(), "at least one eligibility criterion"),
        (
            lambda d: (
                ProgrammeVersion.objects.filter(pk=d.pk).update(max_minutes=150),
                d.session_plans.filter(number=1).update(minutes=151),
            ),
            "longer than the 150 minutes",
        ),
    ],
)
def test_a_version_that_is_not_whole_is_not_published(break_it, words):
    draft = ProgrammeVersionFactory(draft=True)
    break_it(draft)

    with pytest.raises(Refusal, match=words):
        publish(draft)


def test_only_an_administrator_writes_the_catalogue():
    version = ProgrammeVersionFactory()
    someone = User.objects.create_user(username="somebody")

    with pytest.raises(PermissionDenied):
        make_draft_version(programme_id=version.programme_id, by=someone, now=NOW)
    draft = draft_of(version)
    with pytest.raises(PermissionDenied):
        publish_version(version_id=draft.pk, by=someone, now=NOW)
    draft.refresh_from_db()
    assert not draft.is_published
