"""Participants, each with a person of its own, as the submission of a form makes them."""

import datetime as dt

from referrals.models import Participant, Person, search_keys
from tests.factories.pairs import Form

BORN = dt.date(1988, 4, 5)
COMPARED_AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def make_participant(name="Invented Person", **fields) -> Participant:
    """Make a participant that was compared with others and matched nobody, unless told otherwise.

    `person` joins it to a human who is known already.
    """
    own = Person.objects.create()
    typed = {key: fields[key] for key in ("known_as", "phone", "email") if key in fields}
    return Participant.objects.create(
        own_person=own,
        name=name,
        **{"person": own, "born_on": BORN, "compared_at": COMPARED_AT}
        | search_keys(name=name, **typed)
        | fields,
    )


def participant_of(form: Form) -> Participant:
    """Make the participant of an invented form."""
    return make_participant(
        name=f"{form.first} {form.last}",
        known_as=form.known_as,
        born_on=form.born_on,
        phone=form.phone,
        email=form.email,
        postcode=form.postcode,
        address=f"{form.house} {form.street} Road",
        compared_at=None,
    )
