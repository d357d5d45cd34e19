"""Put alerts and opened envelopes into words for the screen.

Pure; the templates escape the words.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from cohorts.enums import Mark
from referral_portal.common.dates import local
from referral_portal.outbox.enums import MessageStatus
from referrals.enums import EndingCode, MessageEvent, Status
from referrals.transitions import NEWS as STEP_NEWS
from safeguarding.enums import (
    CONCERN_COLOURS,
    CONCERN_LEVELS,
    DANGER_COLOURS,
    DANGER_TAGS,
    AlertKind,
)
from safeguarding.models import Alert

# The events of messages that no step of a referral sends.
OTHER_NEWS = {
    MessageEvent.MEETING: "One session has been cancelled",
    MessageEvent.APPOINTMENT: "A session has been booked",
    MessageEvent.MOVED: "A session has been moved",
    MessageEvent.PROGRESS: "The referrer can see the progress",
    MessageEvent.UPHELD: "A review has left the decision as it was",
    MessageEvent.COMPLAINT: "We have received a complaint",
    MessageEvent.ANSWERED: "We have looked into a complaint",
    MessageEvent.LETTER: "A decision letter waits to be posted",
}
NEWS: dict[str, str] = {**STEP_NEWS, **{event.value: words for event, words in OTHER_NEWS.items()}}

# The colour of an alert's tag, by its urgency at most.
COLOURS = ((10, "red"), (20, "orange"), (30, "yellow"), (40, "purple"))


# The pages of a case in the access history, by the name in the access record.
PAGES = {
    "case": "Case",
    "take": "Take this case",
    "give": "Give this case",
    "close": "Close this case",
    "add person": "Add a person at risk",
    "person": "Details of a person",
    "verify person": "Verify a person",
    "not told": "Reason for not telling a person",
    "join people": "Join two people",
    "part people": "Undo a join",
    "contact whose": "Say whose contact details these are",
    "note whose": "Say who a contact was with",
    "add contact": "Add contact details",
    "confirm contact": "Confirm contact details",
    "retire contact": "Stop using contact details",
    "add note": "Record a contact",
    "release": "Messages waiting to be sent",
    "alert": "Alert",
    "concern": "Concern",
    "check": "Session check",
    "card": "Share information with staff",
    "keep apart": "Keep apart",
    "end keep apart": "Stop keeping apart",
    "looks": "Access history",
    "exclude": "Block a colleague’s access",
    "end exclusion": "Unblock a colleague",
    "access request": "Access request",
    "opening": "Access request",  # in records made before the page had its present name
}


@dataclass(frozen=True)
class Section:
    """One page of a form, as the sender filled it in."""

    title: str
    rows: list[dict[str, str]]


def alert_words(alert: Alert, *, with_level: bool = True) -> str:
    """Return the words of an alert: what happened, on which referral, and the tries since.

    `with_level` is False where a tag says the level of a concern.
    """
    words = _what_happened(alert, with_level)
    if reference := alert.detail.get("of"):
        words += f" This is about {reference}, another referral of the participant."
    if alert.needs_second:
        words += " A link worker said that there is nobody to tell: a second one must agree."
    if alert.tries:
        tries = "1 try" if alert.tries == 1 else f"{alert.tries} tries"
        words += f" Not reached in {tries}."
        if alert.next_try_on:
            words += f" Next try: {alert.next_try_on.day} {alert.next_try_on:%B}."
        if alert.tries >= settings.UNREACHABLE_AFTER_TRIES:
            words += " The manager can record that a person cannot be reached."
    return words


def _what_happened(alert: Alert, with_level: bool) -> str:
    detail = alert.detail
    match AlertKind(alert.kind):
        case AlertKind.TELL_FIRST:
            event = event_words(detail.get("event", ""))
            if alert.handled_at and (detail.get("messages") or detail.get("waits")):
                return f"{event}. A message waited for a release."
            if detail.get("messages"):
                return f"{event}. A message is waiting for you to release it."
            if detail.get("waits"):
                return f"{event}. Tell the people on this case before the message is released."
            return f"{event}. No message is waiting. The participant may still hear by phone or letter."
        case AlertKind.OVERTAKEN:
            event = event_words(detail.get("event", ""))
            if alert.override:
                return f"{event}{_override_words(alert)}"
            return f"{event}. The message was sent before the person at risk was told."
        case AlertKind.ENDING:
            code = detail.get("code", "")
            reason = f": {EndingCode(code).label.lower()}" if code else ""
            return f"{Status(detail['status']).label}{reason}."
        case AlertKind.ABSENCE | AlertKind.LEFT | AlertKind.CORRECTED:
            when = local(dt.datetime.fromisoformat(detail["starts_at"]))
            words = Mark(detail["mark"]).label
            if alert.kind == AlertKind.CORRECTED:
                words = f"Now: {words.lower()}"
            return f"{words}. Session {detail['session']}, {when.day} {when:%B, %H:%M}."
        case AlertKind.MISSING_MARK:
            when = local(dt.datetime.fromisoformat(detail["starts_at"]))
            session = f"session {detail['session']} on {when.day} {when:%B, %H:%M}"
            return f"No mark yet for {session}. The participant may not be there."
        case AlertKind.CHECK | AlertKind.CHECK_LATE:
            when = local(dt.datetime.fromisoformat(detail["starts_at"]))
            check = f"the check of session {detail['session']} on {when.day} {when:%B, %H:%M}"
            if alert.kind == AlertKind.CHECK:
                return f"Nobody has answered {check}."
            return f"Nobody answered {check}. The manager decides."
        case AlertKind.CONCERN:
            if "note" in detail:
                return "Staff have sent a note."
            return _concern_words(detail, with_level)
        case AlertKind.OPENED:
            if "until" not in detail:
                return "A colleague has been given access to this case. Read the access history."
            until = local(dt.datetime.fromisoformat(detail["until"]))
            return f"A colleague has access until {until.day} {until:%B, %H:%M}. Read the access history."
        case AlertKind.ALSO_PARTICIPANT:
            reference = detail.get("reference", "")
            return f"A person named on this case has the same details as the participant of {reference}."
        case AlertKind.SAME_PARTICIPANT:
            return f"{detail.get('reference', '')} is about the same participant."
        case AlertKind.DUPLICATE:
            return f"Closed as a duplicate of {detail.get('reference', '')}. Everything on this case is kept."
        case AlertKind.UNTAKEN:
            return "Its link worker has been deactivated. This case has no link worker."
        case _:
            return "This case has no link worker yet."


def _override_words(alert: Alert) -> str:
    """Return the words about an override: who released which message, why, and when it left."""
    override, message = alert.override, alert.message
    if override.by:
        who = f"{override.by.name}, the link workers’ manager,"
    else:
        who = f"{override.name}, a programme manager," if override.name else "A programme manager"
    to = f": to {message.get_audience_display()}" if message else ""
    why = f" Reason: “{override.why}”" if override.why else ""
    if message is None or message.status == MessageStatus.CANCELLED:
        left = "It was cancelled."
    elif message.sent_at:
        at = local(message.sent_at)
        left = f"It left on {at.day} {at:%B} at {at:%H:%M}."
    else:
        left = "It has not left yet."
    return f"{to}. {who} released this message before everyone was told.{why} {left}"


def _concern_words(detail: dict, with_level: bool) -> str:
    level = CONCERN_LEVELS.get(detail.get("level")) if with_level else ""
    words = f"Staff have raised a concern. {level}." if level else "Staff have raised a concern."
    return f"{words} A second person must agree to close it." if detail.get("second") else words


def alert_colour(alert: Alert) -> str:
    """Return the colour of an alert's tag; the least urgent have none."""
    if alert.kind == AlertKind.CONCERN and "concern" in alert.detail:
        return CONCERN_COLOURS.get(alert.detail.get("level"), "orange")
    return next((colour for most, colour in COLOURS if alert.urgency <= most), "")


def level_tag(alert: Alert) -> tuple[str, str]:
    """Return the words and the colour of the tag that says how urgent an alert is.

    A concern has the level of its own, any other alert the danger of its case.
    """
    if alert.kind == AlertKind.CONCERN and "level" in alert.detail:
        level = alert.detail["level"]
        return CONCERN_LEVELS[level], CONCERN_COLOURS[level]
    level = alert.case.danger_level
    return DANGER_TAGS[level], DANGER_COLOURS.get(level, "")


def page_words(page: str) -> str:
    """Return the words of a page in the access history."""
    return PAGES.get(page, page.capitalize())


def event_words(event: str) -> str:
    """Return the news of a step's verb, or of a message's event with its audience at the end."""
    return NEWS.get(event) or NEWS.get(event.rsplit("_", 1)[0], "There is a new decision")


def sections(contents: dict | None) -> list[Section]:
    """Return the pages of an envelope that have answers."""
    found = []
    for name, part in (contents or {}).items():
        if not part:
            continue
        title = part.get("page") or _spoken(name)
        answers = part.get("answers", {key: part[key] for key in part if key != "page"})
        rows = _listed(answers) if isinstance(answers, list) else _named(answers)
        if rows:
            found.append(Section(title, rows))
    return found


def _listed(answers: list) -> list[dict[str, str]]:
    return [
        {"key": str(row.get("label", "")), "value": _value(row.get("value"))}
        for row in answers
        if isinstance(row, dict)
    ]


def _named(answers) -> list[dict[str, str]]:
    if not isinstance(answers, dict):
        return [{"key": "Answer", "value": _value(answers)}]
    return [{"key": _spoken(name), "value": _value(value)} for name, value in answers.items()]


def _spoken(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _value(value) -> str:
    if isinstance(value, list):
        return "\n".join(_value(item) for item in value)
    if isinstance(value, dict):
        return "\n".join(f"{_spoken(name)}: {_value(item)}" for name, item in value.items())
    return {True: "Yes", False: "No", None: ""}.get(value, str(value))
