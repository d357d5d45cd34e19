"""Querysets of the catalogue, and the lock on published versions.

Participants were accepted to a published version and cohorts run by it. So no code may change it,
its sessions or its criteria; a change is a new version.
"""

import datetime as dt

from django.db import models
from django.db.models import OuterRef, Q, Subquery


class PublishedVersionError(TypeError):
    """A published version cannot change; make a new draft instead."""

    def __init__(self):
        super().__init__("A published version cannot be changed. Make a new draft version instead.")


class FrozenQuerySet(models.QuerySet):
    """A queryset that refuses bulk changes to published versions and their parts."""

    published = Q()

    def refuse_published(self) -> None:
        """Raise PublishedVersionError if any row in this queryset is published."""
        # A slice cannot be filtered further, and a changed row needs its own id anyway.
        if self.model._base_manager.filter(self.published, pk__in=self.values("pk")).exists():
            raise PublishedVersionError

    def update(self, **kwargs):
        self.refuse_published()
        return super().update(**kwargs)

    def delete(self):
        self.refuse_published()
        return super().delete()


class VersionPartQuerySet(FrozenQuerySet):
    """The sessions and criteria of versions."""

    published = Q(version__published_at__isnull=False)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        version = self.model._meta.get_field("version").related_model
        ids = {obj.version_id for obj in objs}
        if version.objects.published_only().filter(pk__in=ids).exists():
            raise PublishedVersionError
        return super().bulk_create(objs, *args, **kwargs)


class ProgrammeVersionQuerySet(FrozenQuerySet):
    """Versions of programmes."""

    published = Q(published_at__isnull=False)

    def visible_to(self, user) -> "ProgrammeVersionQuerySet":
        """Return the current versions; the catalogue is public."""
        return self.current()

    def drafts(self) -> "ProgrammeVersionQuerySet":
        """Return the versions that are not published yet."""
        return self.filter(published_at__isnull=True)

    def published_only(self) -> "ProgrammeVersionQuerySet":
        """Return the published versions."""
        return self.filter(self.published)

    def current(self) -> "ProgrammeVersionQuerySet":
        """Return the highest published version of each programme on offer."""
        newest = (
            self.model._base_manager.filter(self.published, programme=OuterRef("programme"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest), programme__is_active=True)

    def in_catalogue_order(self) -> "ProgrammeVersionQuerySet":
        """Return the versions with their programmes, in the order of the catalogue."""
        return self.select_related("programme").order_by("programme__position", "programme__code")


class FundingPeriodQuerySet(models.QuerySet):
    """Funding periods."""

    def covering(self, on: dt.date) -> "FundingPeriodQuerySet":
        """Return the periods that include the date `on`, even as their first or last day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class ActiveQuerySet(models.QuerySet):
    """Rows of the catalogue that can be deactivated."""

    def active(self) -> "ActiveQuerySet":
        """Return the rows that can still be chosen."""
        return self.filter(is_active=True)


class ClockRuleQuerySet(models.QuerySet):
    """Clock rules."""

    def valid(self, pathway: str, on: dt.date) -> "ClockRuleQuerySet":
        """Return the rules of `pathway` that count on the day `on`, the valid one first."""
        return self.filter(pathway=pathway, starts_on__lte=on).order_by("-starts_on")


class StoryQuerySet(models.QuerySet):
    """Stories about the programmes."""

    def visible_to(self, user) -> "StoryQuerySet":
        """Return the published stories, which are public."""
        return self.filter(is_published=True).order_by("position", "pk")
