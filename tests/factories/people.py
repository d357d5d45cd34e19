"""Participants, each with a person of its own, as the submission of a form makes them."""

from referrals.models import Participant, Person, search_keys


def make_participant(**fields) -> Participant:
    """Make a participant; `person` joins it to a human who is known already."""
    own = Person.objects.create()
    typed = {
        name: fields[name] for name in ("name", "known_as", "phone", "email") if name in fields
    }
    return Participant.objects.create(
        own_person=own, **{"person": own} | search_keys(**typed) | fields
    )
