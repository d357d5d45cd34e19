"""PostgreSQL's own second line about cover: a page that forgets a filter shows only what it may."""

import datetime as dt

import pytest
from django.utils import timezone

from safeguarding.models import Cover, Exclusion
from safeguarding.transactions import acting_as
from tests.factories.safeguarding import make_worker
from tests.rights.conftest import become  # noqa: F401
from tests.safeguarding.test_columns import known  # noqa: F401
from tests.safeguarding.test_transactions import NOTHING, as_web, rows, stranger  # noqa: F401

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_database_shows_the_cases_of_a_cover_and_never_a_blocked_one(
    as_web,  # noqa: F811
    worker,
    stranger,  # noqa: F811
):
    now, manager = timezone.now(), make_worker(is_manager=True)
    days = {"starts_at": now - dt.timedelta(days=1), "named_by": manager, "named_at": now}
    over = {
        **days,
        "covered": worker,
        "colleague": stranger,
        "ends_at": now - dt.timedelta(hours=1),
    }
    Cover.objects.create(**over)
    with acting_as(stranger.pk):
        assert rows() == NOTHING, "this cover is over"
    cover = Cover.objects.create(**over | {"ends_at": now + dt.timedelta(days=1)})
    with acting_as(stranger.pk):
        assert min(rows().values()) > 0
    with acting_as(make_worker().pk):
        assert rows() == NOTHING
    block = Exclusion.objects.create(
        case=as_web, worker=stranger, reason="Kin.", added_by=manager, added_at=now
    )
    with acting_as(stranger.pk):
        assert rows() == NOTHING
    block.ended_at, block.ended_by = now, manager
    block.save()
    with acting_as(stranger.pk):
        assert min(rows().values()) > 0
    cover.ended_at, cover.ended_by = now, manager
    cover.save()
    with acting_as(stranger.pk):
        assert rows() == NOTHING
