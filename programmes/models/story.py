"""Stories on the public page: of people who changed, and of volunteers who helped.

The administrator writes them. A real person is in one only if they agreed, and under another name;
what is invented for demonstration says so on the page.
"""

from django.db import models

from programmes.enums import StoryKind
from programmes.querysets import StoryQuerySet


class Story(models.Model):
    """One story in somebody's own words."""

    kind = models.CharField("told by", max_length=20, choices=StoryKind)
    title = models.CharField("title", max_length=100, unique=True)
    body = models.TextField(
        "story",
        max_length=3000,
        help_text="Change every name. Leave out anything by which somebody could be recognised.",
    )
    position = models.PositiveSmallIntegerField("position", default=0)
    is_published = models.BooleanField("published", default=False)
    is_demo = models.BooleanField(
        "invented for demonstration", default=False, help_text="Nobody has told this."
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
        """The story as it is set on the page; an empty line begins a paragraph."""
        return [part for part in self.body.split("\n\n") if part.strip()]
