"""Scopes of the catalogue, and the lock on what has been published.

A published version is what somebody was accepted to and what a cohort runs by, so neither it nor
its sessions and criteria may change afterwards, by whatever door. Changes are a new version.
"""

import datetime as dt

from django.db import models
from django.db.models import OuterRef, Q, Subquery


class PublishedVersionError(TypeError):
    """Somebody tried to change a published version; make a new draft instead."""

    def __init__(self):
        super().__init__("A published version is never changed. Make a new draft version instead.")


class FrozenQuerySet(models.QuerySet):
    """A queryset that refuses bulk changes to published versions and what belongs to them."""

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
    """Sessions and criteria of a version."""

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
        """The catalogue is public: everybody, signed in or not, sees what is current."""
        return self.current()

    def drafts(self) -> "ProgrammeVersionQuerySet":
        """Versions still being written."""
        return self.filter(published_at__isnull=True)

    def published_only(self) -> "ProgrammeVersionQuerySet":
        """Versions that are final."""
        return self.filter(self.published)

    def current(self) -> "ProgrammeVersionQuerySet":
        """The highest published version of each programme that is offered."""
        newest = (
            self.model._base_manager.filter(self.published, programme=OuterRef("programme"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest), programme__is_active=True)

    def in_catalogue_order(self) -> "ProgrammeVersionQuerySet":
        """With their programmes, in the order the catalogue shows them."""
        return self.select_related("programme").order_by("programme__position", "programme__code")


class FundingPeriodQuerySet(models.QuerySet):
    """Funding periods."""

    def covering(self, on: dt.date) -> "FundingPeriodQuerySet":
        """Periods in which the date `on` lies, first and last day included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class ActiveQuerySet(models.QuerySet):
    """Rows of the catalogue that can be switched off."""

    def active(self) -> "ActiveQuerySet":
        """Rows that may be chosen for something new."""
        return self.filter(is_active=True)


class StoryQuerySet(models.QuerySet):
    """Stories people tell about the programmes."""

    def visible_to(self, user) -> "StoryQuerySet":
        """The published ones are public: everybody, signed in or not, sees the same."""
        return self.filter(is_published=True).order_by("position", "pk")
