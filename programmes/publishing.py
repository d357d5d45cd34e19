"""Verbs that bring a version of a programme into the world: draft, then published, then final.

Drafts copy the newest published version. Publishing checks that the version is whole; afterwards
nothing about it changes, because cohorts and eligibility results refer to it.
"""

import datetime as dt
import hashlib
import json
from operator import itemgetter

from django.db import transaction

from programmes.models import EligibilityCriterion, Programme, ProgrammeVersion, SessionPlan
from programmes.permissions import check_can_write_catalogue
from referral_portal.audit.recorder import record

NOT_CONTENT = {"id", "programme", "number", "published_at", "content_hash"}
CONTENT_FIELDS = tuple(
    field.attname for field in ProgrammeVersion._meta.fields if field.name not in NOT_CONTENT
)
PLAN_FIELDS = ("number", "title", "minutes")
CRITERION_FIELDS = ("code", "person_wording", "agency_wording", "position")


class CannotPublish(Exception):
    """The version is not whole, or a newer one exists; the text is a sentence for the screen."""


class DraftExists(Exception):
    """The programme has a draft already; the text is a sentence for the screen."""


@transaction.atomic
def make_draft_version(*, programme_id: int, by, now: dt.datetime) -> ProgrammeVersion:
    """Copy the newest published version of a programme into a new draft, and return it.

    Raises DraftExists if one is being written, CannotPublish if nothing was published yet.
    """
    check_can_write_catalogue(by)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.versions.drafts().exists():
        raise DraftExists("This programme has a draft already. Change that one.")
    newest = programme.versions.published_only().order_by("-number").first()
    if newest is None:
        raise CannotPublish("This programme has no published version to copy.")
    draft = ProgrammeVersion.objects.create(
        programme=programme,
        number=newest.number + 1,
        **{name: getattr(newest, name) for name in CONTENT_FIELDS},
    )
    add_parts(version=draft, **_parts(newest))
    record(
        "programmes.draft_version",
        actor=by,
        target=draft,
        now=now,
        programme=programme.code,
        number=draft.number,
    )
    return draft


@transaction.atomic
def publish_version(*, version_id: int, by, now: dt.datetime) -> ProgrammeVersion:
    """Make a draft the current version of its programme, for good, and return it.

    Raises CannotPublish if it is published already, older than the current version or not whole.
    """
    check_can_write_catalogue(by)
    programme_id = ProgrammeVersion.objects.values_list("programme_id", flat=True).get(
        pk=version_id
    )
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    version = ProgrammeVersion.objects.get(pk=version_id)
    _check_whole(version, programme)
    version.published_at = now
    version.content_hash = fingerprint(version=version, **_parts(version))
    version.save(update_fields=["published_at", "content_hash"])
    record(
        "programmes.publish_version",
        actor=by,
        target=version,
        now=now,
        programme=programme.code,
        number=version.number,
    )
    return version


def add_parts(*, version: ProgrammeVersion, plans: list[dict], criteria: list[dict]) -> None:
    """Give a draft its sessions and criteria, as dictionaries of their fields."""
    SessionPlan.objects.bulk_create(SessionPlan(version=version, **plan) for plan in plans)
    EligibilityCriterion.objects.bulk_create(
        EligibilityCriterion(version=version, **criterion) for criterion in criteria
    )


def fingerprint(*, version: ProgrammeVersion, plans: list[dict], criteria: list[dict]) -> str:
    """Return a hash over everything a version says, to tell two contents apart.

    `plans` and `criteria` are dictionaries of their fields, so that a data file can be compared.
    """
    content = {
        "version": {name: getattr(version, name) for name in CONTENT_FIELDS},
        "plans": sorted(plans, key=itemgetter("number")),
        "criteria": sorted(criteria, key=itemgetter("position", "code")),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(version: ProgrammeVersion) -> dict[str, list[dict]]:
    return {
        "plans": list(version.session_plans.values(*PLAN_FIELDS)),
        "criteria": list(version.criteria.values(*CRITERION_FIELDS)),
    }


def _check_whole(version: ProgrammeVersion, programme: Programme) -> None:
    if version.is_published:
        raise CannotPublish("This version is published already.")
    if programme.versions.published_only().filter(number__gt=version.number).exists():
        raise CannotPublish("A newer version is published already.")
    numbers = list(version.session_plans.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, version.session_count + 1)):
        raise CannotPublish(
            f"The session plan must number {version.session_count} sessions from 1 without a gap."
        )
    longest = version.max_minutes
    if longest and version.session_plans.filter(minutes__gt=longest).exists():
        raise CannotPublish(f"A session is longer than the {longest} minutes of this programme.")
    if not version.criteria.exists():
        raise CannotPublish("A version needs at least one eligibility criterion.")
