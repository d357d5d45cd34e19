"""One page of the waiting list: its rows with their words, and the groups that are offered to each.

The order is that of `turn_at`, which says when each participant counts as waiting from; each row says
why. Nothing is scored.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet, UUIDField

from cohorts.models import Cohort
from cohorts.placement import held_places
from cohorts.waiting.fit import to_ask
from cohorts.waiting.groups import MOST_COMPARED, Offers, offers_for, wish_of, with_free_places
from programmes.models import ProgrammeVersion
from referral_portal.common.dates import local, local_today
from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referrals.assessment import facts_from
from referrals.eligibility import about_the_group
from referrals.enums import CallOutcome, ContactWith
from referrals.facts import ProgrammeCriteria
from referrals.models import ContactLog, Referral
from referrals.silence import deaths
from referrals.waiting import order_end

RESTRICTED = "This form is restricted: the facilitators must be named on it before a place."


@dataclass(frozen=True)
class WaitingRow:
    """One participant who waits: the turn and what stands in its way, in words, and the offers."""

    referral: Referral
    programme: str
    turn: str
    ask: tuple[str, ...]
    refusal: str
    last_contact: str
    is_late: bool
    has_died: bool
    offers: Offers


def rows_for(
    referrals: Sequence[Referral], versions: dict[int, ProgrammeVersion], *, by, now: dt.datetime
) -> list[WaitingRow]:
    """Return the rows of a page; `versions` are the current ones by programme.

    Participant, district and programme must be loaded. Makes ten queries, however many rows there are.
    """
    today = local_today(now)
    visible = Cohort.objects.visible_to(by, today)
    programmes = {row.programme_id for row in referrals}
    free = with_free_places(visible, programmes=programmes)
    cohorts = list(free[:MOST_COMPARED]) if referrals else []
    offers = offers_for(referrals, cohorts)
    held, died = held_places(referrals), deaths(referrals)
    spoken = _last_conversations(referrals)
    rows = []
    for row in referrals:
        version = versions.get(row.programme_id)
        is_silent = row.pk in died
        place = held.get(row.pk)
        rows.append(
            WaitingRow(
                referral=row,
                programme=version.name if version else str(row.programme or ""),
                turn=turn_words(row, today),
                ask=_ask(row, version, today),
                # The place of a restricted form is not told.
                refusal="" if place is None or place.is_hidden else place.refusal,
                last_contact=_spoken_words(spoken.get(row.participant.person_id)),
                is_late=bool(row.holding_due_at and row.holding_due_at < now),
                has_died=is_silent,
                offers=Offers([], []) if place or is_silent else offers[row.pk],
            )
        )
    return rows


def turn_words(referral: Referral, today: dt.date) -> str:
    """Return why the participant has this turn."""
    since = f"Form received on {_day(local_today(referral.submitted_at))}."
    ends_on = order_end(referral)
    if ends_on is None:
        return since
    ends = f"{since} The order {'ended' if ends_on < today else 'ends'} on {_day(ends_on)}"
    if referral.turn_at and referral.turn_at < referral.submitted_at:
        return f"{ends}, so this counts as waiting since {_day(local_today(referral.turn_at))}."
    return f"{ends}."


def _ask(referral: Referral, version: ProgrammeVersion | None, today: dt.date) -> tuple[str, ...]:
    """Return the sentences on what to ask or arrange before any place."""
    about_group: tuple[str, ...] = ()
    if version and version.is_group:
        facts = facts_from(pathway=referral.pathway, answers=referral.answers, on=today)
        about_group = about_the_group(facts, criteria_of(version))
    restricted = (RESTRICTED,) if referral.is_restricted else ()
    return (*restricted, *about_group, *to_ask(wish_of(referral)))


def criteria_of(version: ProgrammeVersion) -> ProgrammeCriteria:
    """Return a version of a programme as the rules about a group take it."""
    return ProgrammeCriteria(
        code=version.programme.code,
        name=version.name,
        pathway=version.pathway,
        criteria=(),
        is_group=version.is_group,
        men_only=version.men_only,
        for_heterosexual_relationships=version.for_heterosexual_relationships,
    )


def _last_conversations(referrals: Sequence[Referral]) -> dict[uuid.UUID, dt.datetime]:
    """Return when we last spoke to each person, on any form."""
    persons = {row.participant.person_id for row in referrals}
    return dict(_SPOKEN.read(persons=persons)) if persons else {}


def _spoken() -> QuerySet:
    spoken = ContactLog.objects.filter(
        OneOf("referral__participant__person", GivenMany("persons", UUIDField())),
        with_whom=ContactWith.PARTICIPANT,
        result=CallOutcome.REACHED,
    )
    by_person = spoken.order_by().values("referral__participant__person")
    return by_person.annotate(last=Max("at")).values_list("referral__participant__person", "last")


_SPOKEN = KeptRows(_spoken)


def _spoken_words(at: dt.datetime | None) -> str:
    return f"We last spoke on {_day(local(at).date())}." if at else "We have not spoken yet."


def _day(day: dt.date) -> str:
    return f"{day:%-d %b %Y}"
