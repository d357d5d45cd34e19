"""What stands beside a telephone number at the desk, and the rows of the contact log.

Next to a number stands what is safe: whether we may leave a message, whether another person uses the
telephone, and that nobody calls after a death. "Not known" is never taken as safe.
"""

import uuid
from collections.abc import Iterable

from referral_portal.common.dates import local
from referrals.enums import ContactWith
from referrals.models import ClosedSign, ContactLog, NextTry, Participant, Referral
from referrals.open_signs import OpenSign
from referrals.silence import Death, deaths

DIED = "This person has died. Do not call."
SAY_NOTHING = "If someone else answers, say nothing about why you called."


def who_to_call(referral: Referral) -> dict:
    """Return the rows on reaching the participant, and the warnings that stand beside the number."""
    return who_is_called(referral, deaths([referral]).get(referral.pk))


def who_is_called(referral: Referral, death: Death | None) -> dict:
    """Return the same where the death that silences `referral`, if any, was read already."""
    person = referral.participant
    warnings = safe_channel(person)
    if death:
        warnings = [DIED if death.is_same_form or death.is_same_person else death.words, *warnings]
    return {
        "rows": contact_rows(referral),
        "warnings": warnings,
        "death": death.words if death else "",
    }


def safe_channel(person: Participant) -> list[str]:
    """Return the warnings before a call to the participant; "not known" is never taken as safe."""
    if not person.phone:
        return []
    found = []
    if person.may_leave_message is None:
        found.append(f"Not known whether we may leave a message: do not leave one. {SAY_NOTHING}")
    elif not person.may_leave_message:
        found.append(f"Do not leave a message. {SAY_NOTHING}")
    if person.phone_is_shared is None:
        found.append(
            "Not known whether another person uses this telephone. Make sure who you are speaking "
            "to before you say anything."
        )
    elif person.phone_is_shared:
        found.append(
            "Another person uses this telephone. Make sure who you are speaking to before you say "
            "anything."
        )
    return found


def contact_rows(referral: Referral) -> list[dict]:
    """Return the rows on reaching the participant safely, by telephone or by post, and the referrer."""
    person, sender = referral.participant, referral.referrer
    rows = [
        ("Name", person.name),
        ("Likes to be called", person.known_as),
        ("Telephone", person.phone or "We have no number"),
        ("Best time to call", person.best_time),
    ]
    if person.phone:
        rows += [
            ("Leave a message?", person.message_words),
            ("Is the telephone shared?", person.shared_words),
        ]
    rows += [("Address", ", ".join(filter(None, (person.address, person.postcode))))]
    if sender:
        rows += [
            ("Referrer", f"{sender.name}, {sender.agency.name}"),
            ("Their number", sender.phone),
        ]
    return [{"key": key, "value": value} for key, value in rows if value]


def sign_rows(waiting: Iterable[OpenSign]) -> list[dict]:
    """Return the key and the words of each open sign; with signs of two forms, each names its form."""
    waiting = list(waiting)
    forms = {one.referral.pk for one in waiting}
    return [
        {
            "key": one.key,
            "words": f"{one.sign.words} ({one.referral.reference})"
            if len(forms) > 1
            else one.sign.words,
        }
        for one in waiting
    ]


def closed_rows(closed: Iterable[ClosedSign], own: uuid.UUID) -> dict[str, str]:
    """Return, by the code of a closed sign of the form `own`, the words on its closing."""
    return {
        one.code: f"{'Spoken about' if one.contact_id else 'Closed without a call'} on "
        f"{local(one.at):%-d %B %Y, %H:%M}, {one.by}{f': {one.words}' if one.words else ''}"
        for one in closed
        if one.referral_id == own
    }


def log_rows(contacts: Iterable[ContactLog], *, own=None) -> list[dict]:
    """Return the rows of the contact log; `own` is the id of the referral or call-back that is read."""
    return [
        {
            "result": one.get_result_display(),
            "how": one.get_how_display(),
            "with_referrer": one.with_whom == ContactWith.REFERRER,
            "at": one.at,
            "by": one.by.get_full_name() or str(one.by),
            "words": one.words,
            "next_try": next_try_words(one),
            "elsewhere": elsewhere(one, own),
        }
        for one in contacts
    ]


def elsewhere(one: ContactLog, own) -> str:
    """Return the other form or call-back that a contact was recorded on, or an empty text."""
    if own in (one.referral_id, one.call_back_id):
        return ""
    return f"On {one.referral.reference}" if one.referral else "On a call-back"


def next_try_words(one: ContactLog) -> str:
    """Return the day and time of the next try after a contact, or an empty text."""
    try:
        found = one.next_try
    except NextTry.DoesNotExist:
        return ""
    when = try_words(found)
    return f"{when} (ended by a later contact)" if found.ended_at else when


def try_words(one: NextTry) -> str:
    """Return the day of a next try, and the hour unless it may be any time of that day."""
    moment = local(one.at)
    is_any_time = (moment.hour, moment.minute) == (0, 0)
    return f"{moment:%-d %B %Y}" if is_any_time else f"{moment:%-d %B %Y, %H:%M}"
