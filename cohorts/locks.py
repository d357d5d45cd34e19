"""Lock a person, a cohort, or an enrolment with its cohort, before a verb changes who is in it.

Lock order: persons taken as one (in order of their keys), cohort, enrolment, referral. Giving a place
locks the persons first, so that two cohorts cannot give one person two places, not even for two
referrals. A verb that joins persons must lock them first too, in the same order. Whether a change is
allowed belongs to the verbs.
"""

import uuid

from cohorts.models import Cohort, Enrolment, Place
from referral_portal.common.refusals import Refusal
from referrals.identity import taken_as_one
from referrals.models import Participant, Person

CHANGED_NOW = (
    "A user decided just now who is the same person as this participant. Check it, then try again."
)


def lock_person_of(referral_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Lock and return the persons that safety takes as one with the participant of a referral.

    Raises Refusal where a coordinator has decided about them while this waited for the lock.
    """
    persons = _as_one(referral_id)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk"))
    # A new statement, so that PostgreSQL shows what the last holder of the lock committed.
    if _as_one(referral_id) != persons:
        raise Refusal(CHANGED_NOW)
    return persons


def _as_one(referral_id: uuid.UUID) -> frozenset[uuid.UUID]:
    person_id = Participant.objects.values_list("person_id", flat=True).get(referrals=referral_id)
    return taken_as_one([person_id])[person_id]


def lock_cohort(cohort_id: uuid.UUID) -> Cohort:
    """Lock and return a cohort, so that changes of its participants wait for each other."""
    return (
        Cohort.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version", "venue")
        .get(pk=cohort_id)
    )


def locked(enrolment_id: uuid.UUID) -> tuple[Enrolment, Cohort]:
    """Lock and return an active enrolment and its cohort; raise Refusal when it has ended."""
    cohort = lock_cohort(Place.objects.get(enrolments=enrolment_id).cohort_id)
    enrolment = Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment_id)
    if enrolment.ended_at:
        raise Refusal("This place has already ended.")
    return enrolment, cohort
