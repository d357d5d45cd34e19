"""The verbs that make a draft version of a programme and publish it.

A draft is a copy of the newest published version. A published version never changes, because
cohorts and eligibility results refer to it.
"""

import datetime as dt
import hashlib
import json
from operator import itemgetter

from django.db import transaction

from programmes.models import EligibilityCriterion, Programme, ProgrammeVersion, SessionPlan
from programmes.permissions import check_can_write_catalogue
from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal

NOT_CONTENT = {"id", "programme", "number", "published_at", "content_hash"}
CONTENT_FIELDS = tuple(
    field.attname for field in ProgrammeVersion._meta.fields if field.name not in NOT_CONTENT
)
PLAN_FIELDS = ("number", "title", "minutes")
CRITERION_FIELDS = ("code", "person_wording", "agency_wording", "position")


@transaction.atomic
def make_draft_version(*, programme_id: int, by, now: dt.datetime) -> ProgrammeVersion:
    """Copy the newest published version of a programme into a new draft, and return it.

    Raises Refusal if the programme has a draft, or no published version.
    """
    check_can_write_catalogue(by)
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    if programme.versions.drafts().exists():
        raise Refusal("This programme already has a draft. Change that draft.")
    newest = programme.versions.published_only().order_by("-number").first()
    if newest is None:
        raise Refusal("This programme has no published version to copy.")
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
    """Publish a draft as the current version of its programme, and return it.

    Raises Refusal if it is already published, older than the current version or incomplete.
    """
    check_can_write_catalogue(by)
    programme_id = ProgrammeVersion.objects.values_list("programme_id", flat=True).get(
        pk=version_id
    )
    programme = Programme.objects.select_for_update().get(pk=programme_id)
    version = ProgrammeVersion.objects.get(pk=version_id)
    _check_complete(version, programme)
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
    """Return a hash of everything a version says, to compare two versions.

    `plans` and `criteria` are dictionaries of their fields, so that a data file can be compared too.
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


def _check_complete(version: ProgrammeVersion, programme: Programme) -> None:
    if version.is_published:
        raise Refusal("This version is already published.")
    if programme.versions.published_only().filter(number__gt=version.number).exists():
        raise Refusal("A newer version is already published.")
    numbers = list(version.session_plans.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, version.session_count + 1)):
        raise Refusal(
            f"The session plan must have sessions 1 to {version.session_count}, each of them once."
        )
    longest = version.max_minutes
    if longest and version.session_plans.filter(minutes__gt=longest).exists():
        raise Refusal(f"A session is longer than the {longest} minutes of this programme.")
    if not version.criteria.exists():
        raise Refusal("A version needs at least one eligibility criterion.")
