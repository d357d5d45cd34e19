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
from referrals.admin.contact_rows import closed_rows, log_rows, sign_rows, who_to_call
from referrals.admin.danger import COLOURS, as_said, danger_rows, who_said
from referrals.admin.decision_pages import possible_decisions
from referrals.admin.eligibility import criteria_rows, latest_check, programme_rows
from referrals.admin.letters import letters_ready
from referrals.admin.queue import FINAL_COLOUR, STATUS_COLOURS
from referrals.clocks import due_words
from referrals.contacts import contacts_of
from referrals.danger import level_of
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.enums import WITH_PLACE, EndingCode, MessageEvent, Status
from referrals.models import (
    CardAudience,
    EligibilityCheck,
    Referral,
    ReleasedCard,
    SetAsideChange,
    StatusChange,
)
from referrals.open_signs import signs_on
from referrals.permissions import can_read_referrals
from referrals.same_person import HereBefore, Kind, OtherForm, ending_words, here_before
from referrals.transitions import history_words

MOST_CONTACTS = 50
CARDS_FOR = {Role.COORDINATOR: CardAudience.COORDINATOR, Role.MANAGER: CardAudience.MANAGER}


def read(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show one referral and record that it was opened."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    referral = opened(request.user, referral_id, page="referral")
    now = timezone.now()
    today = local_today(now)
    who = who_to_call(referral)
    check = latest_check(referral)
    decisions = possible_decisions(referral, request.user)
    waits = referral.status == Status.AWAITING_TRIAGE
    before = here_before(referral, request.user)
    of_person = [one.referral for one in before.others if one.kind == Kind.SAME]
    known = signs_on([referral, *of_person])
    signs = known.found[referral.pk]
    has_died = EndingCode.DIED in {one.ending_code for one in (referral, *of_person)}
    due_at = before.due_at(referral)
    context = {
        "referral": referral,
        "colour": STATUS_COLOURS.get(referral.status, FINAL_COLOUR),
        "waits": waits,
        "due": due_words(due_at, month="%B"),
        "is_paused": referral.status == Status.INFORMATION_REQUESTED,
        "is_overdue": waits and due_at < now,
        "is_review_over": bool(referral.review_on) and referral.review_on < today,
        "is_today": waits and local_today(due_at) == today,
        "accepted_for": accepted_for(referral, check),
        "ending": ending_words(referral, before.duplicate_of),
        "danger": danger_rows(signs, closed_rows(known.closed, referral.pk)),
        "open_signs": sign_rows([] if has_died else known.open),
        "who_said": who_said(signs),
        "as_said": as_said(referral, signs),
        "is_dangerous": level_of(signs) == Level.SAME_DAY,
        "calls": calls(referral),
        "person": person_rows(referral, today),
        "referrer": referrer_rows(referral),
        "check": check,
        "criteria": criteria_rows(check) if check else [],
        "programmes": programme_rows(check) if check else [],
        "pages": answer_pages(referral),
        "here_before": here_before_rows(before, referral),
        "to_decide": [
            {"reference": one.referral.reference, "url": match_url(one)} for one in before.to_decide
        ],
        "asked_elsewhere": asked_elsewhere(before),
        "call_backs": before.call_backs,
        "death": who["death"],
        "beside_url": reverse("admin:referrals_possiblematch_beside", args=[referral.pk]),
        "cards": released_cards(referral, before, request.user, today),
        "history": history(referral, request.user),
        "set_aside": set_aside_row(referral),
        "named_url": reverse("admin:referrals_referral_named", args=[referral.pk]),
        "messages_out": messages_out(referral),
        "letters": letters_ready(referral, now),
        "steps": [
            {
                "text": page.link_for(referral),
                "is_warning": page.is_warning,
                "url": reverse(f"admin:referrals_referral_{page.slug}", args=[referral.pk]),
            }
            for page in decisions
        ],
        "log": log_rows(
            contacts_of([referral.pk, *(one.pk for one in of_person)])[:MOST_CONTACTS],
            own=referral.pk,
        ),
        "contact_url": reverse("admin:referrals_referral_contact", args=[referral.pk]),
        "channel": who["warnings"],
        "note_url": reverse("admin:referrals_referral_note", args=[referral.pk]),
        "has_place": referral.status in WITH_PLACE,
    }
    return TemplateResponse(request, "admin/referrals/referral/page.html", context)


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
    rows = [
        ("Full name", person.name),
        ("Likes to be called", person.known_as),
        ("Pronouns", person.pronouns),
        ("Date of birth", f"{person.born_on:%-d %B %Y} (aged {age_on(person.born_on, today)})"),
        ("Telephone", person.phone),
        ("Leave a message?", person.message_words if person.phone else ""),
        ("Is the telephone shared?", person.shared_words if person.phone else ""),
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


def here_before_rows(before: HereBefore, referral: Referral) -> list[dict]:
    """Return the other forms: whose they are, their status and ending, and what they ask for."""
    compare = "admin:referrals_possiblematch_by_hand"
    return [
        {
            "url": reverse("admin:referrals_referral_change", args=[one.referral.pk]),
            "reference": one.referral.reference,
            "kind": one.kind.label,
            "is_same": one.kind == Kind.SAME,
            "status": one.referral.get_status_display(),
            "submitted_at": one.referral.submitted_at,
            "ending": one.ending,
            "ended_at": one.referral.ended_at,
            "prompt_call": one.referral.needs_prompt_call,
            "wants_call": bool(one.referral.wants_call),
            "compare_url": match_url(one) or reverse(compare, args=[referral.pk, one.referral.pk]),
        }
        for one in before.others
    ]


def match_url(one: OtherForm) -> str:
    """Return the address on which a coordinator decides about another form, or an empty text."""
    name = "admin:referrals_possiblematch_change"
    return reverse(name, args=[one.match_id]) if one.match_id else ""


def asked_elsewhere(before: HereBefore) -> list[dict]:
    """Return the flags of other open forms of the person, or of one who may be the same."""
    return [
        {
            "reference": one.referral.reference,
            "is_same": one.kind == Kind.SAME,
            "prompt_call": one.referral.needs_prompt_call,
            "calls": calls(one.referral),
            "danger": LEVEL_WORDS[level]
            if (level := Level(one.referral.danger_level)) in COLOURS
            else "",
            "colour": COLOURS.get(Level(one.referral.danger_level), ""),
            "url": reverse("admin:referrals_referral_change", args=[one.referral.pk]),
        }
        for one in before.asking
        if one.referral.needs_prompt_call
        or one.referral.wants_call
        or one.referral.danger_level in COLOURS
    ]


def released_cards(referral: Referral, before: HereBefore, user, today) -> list[dict]:
    """Return the newest note about each form of the person, for each of the reader's roles.

    A newer note about a form replaces an older one for good, even when the newer one has expired.
    """
    forms = {one.referral.pk: one for one in before.others if one.kind != Kind.ALIKE}
    audiences = [audience for role, audience in CARDS_FOR.items() if user.has_role(role)]
    newest = {}
    cards = ReleasedCard.objects.filter(
        referral_id__in=[referral.pk, *forms], audience__in=audiences
    )
    for card in cards.order_by("sequence"):
        newest[card.referral_id, card.audience] = card
    return [
        {
            "card": card,
            "reference": forms[pk].referral.reference if pk in forms else "",
            "is_same": pk not in forms or forms[pk].kind == Kind.SAME,
        }
        for (pk, _), card in sorted(newest.items(), key=lambda one: one[0][0] in forms)
        if card.expires_on >= today
    ]


def history(referral: Referral, user) -> list[dict]:
    """Return the status changes of a referral, and when it was set aside, newest first."""
    changes = referral.status_changes.select_related("by", "duplicate_of").order_by("-number")
    rows = [
        {
            "at": change.at,
            "done": history_words(change.verb),
            "to": change.get_to_status_display(),
            "reason": reason_words(change, user),
            "words": change.words,
            "risk_holder": change.risk_holder,
            "by": str(change.by) if change.by else "",
        }
        for change in changes
    ]
    rows += [
        {
            "at": change.at,
            "done": "Set aside" if change.is_set_aside else "Brought back",
            "words": change.reason,
            "by": str(change.by),
        }
        for change in referral.set_aside_changes.select_related("by").order_by("-pk")
    ]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def set_aside_row(referral: Referral) -> SetAsideChange | None:
    """Return the change that set a referral aside, or None for one that is not set aside."""
    if referral.set_aside_at is None:
        return None
    return referral.set_aside_changes.select_related("by").order_by("-pk").first()


def reason_words(change: StatusChange, user) -> str:
    """Return the coded reason; a duplicate names the referral that stayed open, if `user` sees it."""
    other = Referral.objects.visible_to(user).filter(pk=change.duplicate_of_id)
    if change.duplicate_of and (not change.duplicate_of.is_restricted or other.exists()):
        return f"duplicate of {change.duplicate_of.reference}"
    return change.get_code_display() if change.code else ""


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
