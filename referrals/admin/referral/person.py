"""Who the participant is, how to reach them safely, and who referred them."""

import datetime as dt

from referral_portal.common.dates import age_on
from referrals.admin.referral.reading import Reading
from referrals.models import Referral


def shown(reading: Reading) -> dict:
    """Return the rows about the participant and the referrer, and what to know before a call."""
    return {
        "channel": reading.who["warnings"],
        "person": person_rows(reading.referral, reading.today),
        "referrer": referrer_rows(reading.referral),
    }


def person_rows(referral: Referral, today: dt.date) -> list[dict]:
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
        ("Filled in with the caller by", str(referral.filled_in_by or "")),
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
