"""Words of the catalogue that are choices: behaviour, setting and what staff must be trained in."""

from django.db.models import TextChoices

# The code of the one programme that is rolled out by district and announced with its months.
DISTRICT_PROGRAMME = "district-community"


class Pathway(TextChoices):
    """Which behaviour a programme is about."""

    STALKING = "stalking", "Stalking"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"


class Mode(TextChoices):
    """Whether a participant comes alone or in a group."""

    ONE_TO_ONE = "one_to_one", "One to one"
    GROUP = "group", "Group"


class Qualification(TextChoices):
    """A background that qualifies somebody to deliver a programme; any one listed is enough."""

    PSYCHOLOGY = "psychology", "psychology background"
    COUNSELLING = "counselling", "counselling background"
    PROBATION_OFFICER = "probation_officer", "qualified Probation Officer"
    DA_OFFICER = "da_officer", "comprehensively trained DA Officer"


class StoryKind(TextChoices):
    PARTICIPANT = "participant", "Somebody who took part"
    VOLUNTEER = "volunteer", "A volunteer"

    @property
    def heading(self) -> str:
        """The heading over the stories of this kind on the public page."""
        return {"participant": "Latest personal stories", "volunteer": "From our volunteers"}[self]
