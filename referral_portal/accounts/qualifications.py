"""The qualifications of members of staff, which programmes and pathways ask for."""

from django.db.models import TextChoices


class Qualification(TextChoices):
    """A background that qualifies a facilitator for a programme, or a coordinator for a pathway.

    One of those listed is enough.
    """

    PSYCHOLOGY = "psychology", "psychology background"
    COUNSELLING = "counselling", "counselling background"
    PROBATION_OFFICER = "probation_officer", "qualified Probation Officer"
    DA_OFFICER = "da_officer", "comprehensively trained DA Officer"
    STALKING = "stalking", "trained about stalking"
