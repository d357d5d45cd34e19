"""The restores of this side's database, by the timelines of its server."""

from referral_portal.outbox.models import Timeline


class ProtectedTimeline(Timeline):
    """A timeline of the safeguarding database."""

    class Meta:
        verbose_name = "timeline"
        verbose_name_plural = "timelines"
