"""Stories on the public page, by participants and by volunteers.

The administrator writes them. A story about a real person needs their agreement and another name.
The page marks stories that are invented for demonstration.
"""

from django.db import models

from programmes.enums import StoryKind
from programmes.querysets import StoryQuerySet


class Story(models.Model):
    """One story by a participant or a volunteer."""

    kind = models.CharField("told by", max_length=20, choices=StoryKind)
    title = models.CharField("title", max_length=100, unique=True)
    body = models.TextField(
        "story",
        max_length=3000,
        help_text="Change every name. Leave out anything by which a person could be recognised.",
    )
    position = models.PositiveSmallIntegerField("position", default=0)
    is_published = models.BooleanField("published", default=False)
    is_demo = models.BooleanField(
        "invented for demonstration", default=False, help_text="This story is invented."
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the story.

        An empty line begins a new one.
        """
        return [part for part in self.body.split("\n\n") if part.strip()]
