"""One referral, in the order a coordinator reads it.

First what is urgent, then the participant and the referrer, the criteria, the answers, earlier
referrals, the history and the messages. Status and history are read-only.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.roles import Role
from referral_portal.common.dates import age_on, local_today
from referral_portal.common.methods import READ_ONLY
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.admin.access import opened
from referrals.admin.answers import answer_pages, calls
from referrals.admin.decision_pages import possible_decisions
from referrals.admin.eligibility import criteria_rows, latest_check, programme_rows
from referrals.admin.letters import letters_ready
from referrals.admin.queue import FINAL_COLOUR, STATUS_COLOURS
from referrals.enums import WITH_PLACE, EndingCode, MessageEvent, Status
from referrals.models import (
    CardAudience,
    EligibilityCheck,
    Referral,
    ReleasedCard,
)
from referrals.permissions import can_read_referrals
from referrals.transitions import history_words

MOST_DUPLICATES = 10
CARDS_FOR = {Role.COORDINATOR: CardAudience.COORDINATOR, Role.MANAGER: CardAudience.MANAGER}


def read(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show one referral and record that it was opened."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    referral = opened(request.user, referral_id, page="referral")
    today = local_today(timezone.now())
    check = latest_check(referral)
    decisions = possible_decisions(referral, request.user)
    waits = referral.status == Status.AWAITING_TRIAGE
    context = {
        "referral": referral,
        "colour": STATUS_COLOURS.get(referral.status, FINAL_COLOUR),
        "waits": waits,
        "is_overdue": waits and referral.due_on < today,
        "is_review_over": bool(referral.review_on) and referral.review_on < today,
        "is_today": waits and referral.due_on == today,
        "accepted_for": accepted_for(referral, check),
        "ending": EndingCode(referral.ending_code).label if referral.ending_code else "",
        "calls": calls(referral),
        "person": person_rows(referral, today),
        "referrer": referrer_rows(referral),
        "check": check,
        "criteria": criteria_rows(check) if check else [],
        "programmes": programme_rows(check) if check else [],
        "pages": answer_pages(referral),
        "duplicates": duplicates(referral, request.user),
        "cards": released_cards(referral, request.user, today),
        "history": history(referral),
        "messages_out": messages_out(referral),
        "letters": letters_ready(referral, timezone.now()),
        "steps": [
            {
                "text": page.link_for(referral),
                "is_warning": page.is_warning,
                "url": reverse(f"admin:referrals_referral_{page.slug}", args=[referral.pk]),
            }
            for page in decisions
        ],
        "note_url": reverse("admin:referrals_referral_note", args=[referral.pk]),
        "has_place": referral.status in WITH_PLACE,
    }
    return TemplateResponse(request, "admin/referrals/referral.html", context)


def accepted_for(referral: Referral, check: EligibilityCheck | None) -> str:
    """Return the name of the programme it was accepted for, as it was called when checked."""
    if referral.programme is None:
        return ""
    code = referral.programme.code
    names = {item["code"]: item.get("name") for item in check.programmes} if check else {}
    return names.get(code) or str(referral.programme)


def person_rows(referral: Referral, today) -> list[dict]:
    """Return the rows about the participant: who they are and how to reach them safely."""
    person = referral.participant
    message = "Yes, saying who we are" if person.may_leave_message else "No"
    shared = "Yes" if person.phone_is_shared else "No"
    rows = [
        ("Full name", person.name),
        ("Likes to be called", person.known_as),
        ("Pronouns", person.pronouns),
        ("Date of birth", f"{person.born_on:%-d %B %Y} (aged {age_on(person.born_on, today)})"),
        ("Telephone", person.phone),
        ("Leave a message?", message if person.phone else ""),
        ("Is the telephone shared?", shared if person.phone else ""),
        ("Best time to call", person.best_time),
        ("Email", person.email),
        ("Address", ", ".join(filter(None, (person.address, person.postcode)))),
        ("District", referral.district.name),
        ("Reason for attending", referral.get_attendance_basis_display()),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def referrer_rows(referral: Referral) -> list[dict]:
    """Return the rows about the referrer of an agency referral; none for a self-referral."""
    sender = referral.referrer
    if sender is None:
        return []
    rows = [
        ("Name", sender.name),
        ("Agency", sender.agency.name),
        ("Role", sender.job_title),
        ("Team", sender.team),
        ("Email", sender.email),
        ("Telephone", sender.phone),
        ("Manager", sender.manager),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def duplicates(referral: Referral, user) -> list[dict]:
    """Return other referrals with the same name and birthday, telephone or email."""
    found = (
        Referral.objects.visible_to(user)
        .perhaps_of_the_same_person(referral)
        .order_by("-submitted_at", "-id")
        .values("id", "reference", "status", "submitted_at")[:MOST_DUPLICATES]
    )
    return [
        row
        | {
            "status": Status(row["status"]).label,
            "url": reverse("admin:referrals_referral_change", args=[row["id"]]),
        }
        for row in found
    ]


def released_cards(referral: Referral, user, today) -> list[ReleasedCard]:
    """Return the newest note released to each of the reader's roles, while it may be shown.

    A newer note replaces an older one for good, even when the newer one has expired.
    """
    audiences = [audience for role, audience in CARDS_FOR.items() if user.has_role(role)]
    newest = {}
    cards = ReleasedCard.objects.filter(referral_id=referral.pk, audience__in=audiences)
    for card in cards.order_by("sequence"):
        newest[card.audience] = card
    return [card for card in newest.values() if card.expires_on >= today]


def history(referral: Referral) -> list[dict]:
    """Return the status changes of a referral, newest first."""
    changes = referral.status_changes.select_related("by").order_by("-number")
    return [
        {
            "at": change.at,
            "done": history_words(change.verb),
            "to": change.get_to_status_display(),
            "reason": change.get_code_display() if change.code else "",
            "words": change.words,
            "risk_holder": change.risk_holder,
            "by": str(change.by) if change.by else "",
        }
        for change in changes
    ]


def messages_out(referral: Referral) -> list[dict]:
    """Return the messages about a referral: what each is about, for whom, and its status."""
    rows = OutgoingMessage.objects.filter(referral_id=referral.pk).order_by("-created_at", "pk")
    return [
        {
            "event": MessageEvent(row["event"].rsplit("_", 1)[0]).label,
            "audience": Audience(row["audience"]).label,
            "status": MessageStatus(row["status"]).label,
            "reason": CancelReason(because).label if (because := row["cancelled_because"]) else "",
            "at": row["sent_at"] or row["created_at"],
        }
        for row in rows.values(
            "event", "audience", "status", "cancelled_because", "created_at", "sent_at"
        )
    ]
