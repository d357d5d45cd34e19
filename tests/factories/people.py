"""Participants, each with a person of its own, as the submission of a form makes them."""

from referrals.models import Participant, Person


def make_participant(**fields) -> Participant:
    """Make a participant; `person` joins it to a human who is known already."""
    own = Person.objects.create()
    return Participant.objects.create(own_person=own, **{"person": own} | fields)
