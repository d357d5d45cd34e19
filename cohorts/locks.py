"""Lock a cohort, or an enrolment with its cohort, before a verb changes who is in it.

Lock order: cohort, enrolment, referral. Whether a change is allowed belongs to the verbs.
"""

import uuid

from cohorts.models import Cohort, Enrolment, Place
from referral_portal.common.refusals import Refusal


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
