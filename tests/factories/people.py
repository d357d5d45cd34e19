"""Participants, each with a person of its own, as the submission of a form makes them."""

from referrals.models import Participant, Person, search_keys
from tests.factories.pairs import Form


def make_participant(**fields) -> Participant:
    """Make a participant; `person` joins it to a human who is known already."""
    own = Person.objects.create()
    typed = {
        name: fields[name] for name in ("name", "known_as", "phone", "email") if name in fields
    }
    return Participant.objects.create(
        own_person=own, **{"person": own} | search_keys(**typed) | fields
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
    )
