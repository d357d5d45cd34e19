"""A colleague works on the cases of a link worker who is away, from a day to a day and no longer."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from referral_portal.common.dates import at_local
from referral_portal.common.refusals import Refusal
from safeguarding.access.break_glass import exclude
from safeguarding.access.cover import end_cover, name_cover
from safeguarding.casework.cases import give_case, take_case
from safeguarding.casework.deactivation import deactivate
from safeguarding.models import Alert, Cover, SafeguardingEvent, VictimCase
from tests.factories.safeguarding import client_of, decide, make_case, make_worker, speak, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
FIRST, LAST = dt.date(2026, 12, 14), dt.date(2026, 12, 18)


@pytest.fixture
def manager():
    return make_worker(is_manager=True)


@pytest.fixture
def colleague():
    return make_worker(name="Robin Cover")


@pytest.fixture
def day():
    """A clock that stands still on the day before the cover."""
    with time_machine.travel(at_local(dt.date(2026, 12, 13), dt.time(12)), tick=False) as clock:
        yield clock


def let_cover(covered, colleague, by, first=FIRST, last=LAST):
    return name_cover(
        covered=covered, colleague=colleague, first=first, last=last, by=by, now=timezone.now()
    )


def sees(worker, case):
    """Whether both ways to a row show it: of the case, and of its alerts, in parts too."""
    seen = VictimCase.objects.visible_to(worker).filter(pk=case.pk).exists()
    alerts = Alert.objects.visible_to(worker).filter(case=case)
    assert alerts.exists() is seen
    assert sum(part.count() for part in alerts.in_parts(worker)) == (alerts.count() if seen else 0)
    return seen


def test_it_begins_and_ends_by_itself(day, case, worker, manager, colleague):
    let_cover(worker, colleague, manager)
    for when, is_seen in (
        (at_local(FIRST, dt.time(0)) - dt.timedelta(seconds=1), False),
        (at_local(FIRST, dt.time(0)), True),
        (at_local(LAST, dt.time(23, 59, 59)), True),
        (at_local(LAST + dt.timedelta(days=1), dt.time(0)), False),
    ):
        day.move_to(when)
        assert sees(colleague, case) is is_seen, when
        assert sees(worker, case)
        assert not sees(make_worker(), case)


def test_other_cases_and_the_other_way_round_stay_closed(day, case, worker, manager, colleague):
    other, own = make_case(owner=make_worker()), make_case(owner=colleague)
    let_cover(worker, colleague, manager)
    third = make_worker()
    let_cover(colleague, third, manager)
    day.move_to(at_local(FIRST, dt.time(9)))
    assert not sees(colleague, other)
    assert not sees(worker, own)
    assert sees(third, own)
    assert not sees(third, case), "cover is not passed on"


def test_a_blocked_colleague_stays_blocked(day, case, worker, manager, colleague):
    second = make_case(owner=worker)
    exclude(case_id=case.pk, worker=colleague, reason="Kin.", by=manager, now=timezone.now())
    let_cover(worker, colleague, manager)
    day.move_to(at_local(FIRST, dt.time(9)))
    assert not sees(colleague, case)
    assert sees(colleague, second)
    exclude(case_id=second.pk, worker=colleague, reason="Kin.", by=manager, now=timezone.now())
    assert not sees(colleague, second)


def test_it_follows_the_case(day, case, worker, manager, colleague):
    let_cover(worker, colleague, manager)
    day.move_to(at_local(FIRST, dt.time(9)))
    give_case(case_id=case.pk, to=make_worker(), by=manager, now=timezone.now())
    assert not sees(colleague, case)


def test_the_colleague_works_on_the_case_and_does_not_take_it(case, worker, manager, colleague):
    today = timezone.localdate()
    cover = let_cover(worker, colleague, manager, today, today)
    speak(case, colleague)
    with pytest.raises(Refusal, match="Another link worker"):
        take_case(case_id=case.pk, by=colleague, now=timezone.now())
    end_cover(cover_id=cover.pk, by=manager, now=timezone.now())
    with pytest.raises(VictimCase.DoesNotExist):
        speak(case, colleague)


def test_two_covers_of_the_same_days_show_an_alert_once(day, case, worker, manager, colleague):
    let_cover(worker, colleague, manager)
    let_cover(worker, colleague, manager)
    day.move_to(at_local(FIRST, dt.time(9)))
    assert sees(colleague, case)


def test_the_manager_ends_it_early_and_once(day, case, worker, manager, colleague):
    cover = let_cover(worker, colleague, manager)
    day.move_to(at_local(FIRST, dt.time(9)))
    with pytest.raises(Refusal, match="Only the manager"):
        end_cover(cover_id=cover.pk, by=worker, now=timezone.now())
    assert sees(colleague, case)
    end_cover(cover_id=cover.pk, by=manager, now=timezone.now())
    assert not sees(colleague, case)
    with pytest.raises(Refusal, match="over already"):
        end_cover(cover_id=cover.pk, by=manager, now=timezone.now())


def test_what_cannot_be_named(day, worker, manager, colleague):
    leaver = make_worker()
    deactivate(worker=leaver, by=manager, now=timezone.now())
    for wrong, words in (
        ({"by": worker}, "Only the manager"),
        ({"colleague": worker}, "two different"),
        ({"colleague": leaver}, "deactivated"),
        ({"worker": leaver}, "deactivated"),
        ({"first": LAST, "last": FIRST}, "first day or later"),
        ({"first": dt.date(2026, 12, 1), "last": dt.date(2026, 12, 12)}, "today or later"),
    ):
        said = {"worker": worker, "colleague": colleague, "by": manager} | wrong
        covered = said.pop("worker")
        with pytest.raises(Refusal, match=words):
            let_cover(covered, **said)
    assert not Cover.objects.exists()


def test_the_cover_of_a_leaver_ends(day, case, worker, manager, colleague):
    cover = let_cover(worker, colleague, manager)
    deactivate(worker=colleague, by=manager, now=timezone.now())
    cover.refresh_from_db()
    assert cover.ended_by == manager


def test_each_step_is_on_record(day, worker, manager, colleague):
    cover = let_cover(worker, colleague, manager)
    end_cover(cover_id=cover.pk, by=manager, now=timezone.now())
    added, ended = SafeguardingEvent.objects.filter(target_kind="cover").order_by("pk")
    assert (added.action, added.worker_id) == ("cover.add", manager.pk)
    assert added.data == {
        "covered": worker.pk,
        "colleague": colleague.pk,
        "first": "2026-12-14",
        "last": "2026-12-18",
    }
    assert (ended.action, ended.target_id) == ("cover.end", str(cover.pk))


def test_the_worklist_the_case_and_the_access_history(case, worker, manager, colleague):
    decide(case.referral_id)
    theirs, today = client_of(colleague), timezone.localdate()
    assert case.reference not in theirs.get("/safeguarding/").content.decode()
    assert theirs.get(url(case)).status_code == 404
    cover = let_cover(worker, colleague, manager, today, today)
    assert case.reference in theirs.get("/safeguarding/").content.decode()
    assert theirs.get(url(case)).status_code == 200
    # Cover that has not begun, and of a link worker who never had the case, is not shown.
    later = today + dt.timedelta(days=9)
    let_cover(worker, make_worker(name="Later Cover"), manager, later, later)
    let_cover(make_worker(), make_worker(name="Other Cover"), manager, today, today)
    said = f"Robin Cover for {worker.name}"
    history = client_of(worker).get(url(case, "looks/")).content.decode()
    assert said in " ".join(history.split())
    assert "Later Cover" not in history
    assert "Other Cover" not in history
    end_cover(cover_id=cover.pk, by=manager, now=timezone.now())
    give_case(case_id=case.pk, to=make_worker(), by=manager, now=timezone.now())
    assert theirs.get(url(case)).status_code == 404
    history = client_of(manager).get(url(case, "looks/")).content.decode()
    assert said in " ".join(history.split()), "of the link worker who had it before, too"
