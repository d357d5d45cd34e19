"""The choices of the catalogue: behaviour, setting, qualifications and kinds of story."""

from django.db.models import TextChoices

# The programme that starts district by district, in months that are announced.
DISTRICT_PROGRAMME = "district-community"


class Pathway(TextChoices):
    """The behaviour that a programme or a referral is about."""

    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    STALKING = "stalking", "Stalking"


class Mode(TextChoices):
    """Whether participants attend alone or in a group."""

    ONE_TO_ONE = "one_to_one", "One to one"
    GROUP = "group", "Group"


class StoryKind(TextChoices):
    PARTICIPANT = "participant", "A participant"
    VOLUNTEER = "volunteer", "A volunteer"

    @property
    def heading(self) -> str:
        """The heading over the stories of this kind on the public page."""
        return {"participant": "Latest personal stories", "volunteer": "From our volunteers"}[self]
