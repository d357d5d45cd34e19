"""Two people and a reason open a case for a while; an excluded worker stays out by every door."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.access.break_glass import (
    access_lists,
    decide_access,
    end_exclusion,
    exclude,
    request_access,
    requests_for,
)
from safeguarding.casework.cases import give_case, handle_alert, take_case
from safeguarding.casework.search import find_cases, index_waiting
from safeguarding.models import (
    Alert,
    CaseOpening,
    ProtectedMessage,
    SafeguardingEvent,
    VictimCase,
)
from safeguarding.transactions import acting_as
from tests.factories.safeguarding import CANARY, client_of, contact_for, make_case, make_worker, url
from tests.rights.conftest import become  # noqa: F401

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
WHY = "She rang; her worker is away today"


@pytest.fixture
def asker(worker):
    return make_worker()


@pytest.fixture
def second(worker):
    return make_worker()


def ask(case, by, now=None):
    request_access(reference=case.reference, reason=WHY, by=by, now=now or timezone.now())
    return CaseOpening.objects.filter(case=case, worker=by).order_by("asked_at").last()


def opened(case, by, second, now=None):
    now = now or timezone.now()
    opening = ask(case, by, now)
    decide_access(request_id=opening.pk, agrees=True, by=second, now=now)
    return opening


def sees(worker, case):
    return CANARY in client_of(worker).get(url(case)).content.decode()


# -- Two people ---------------------------------------------------------------------------------
def test_asking_alone_opens_nothing(case, asker):
    ask(case, asker)
    assert not sees(asker, case)
    with pytest.raises(Refusal):
        decide_access(
            request_id=CaseOpening.objects.get().pk, agrees=True, by=asker, now=timezone.now()
        )
    assert not sees(asker, case)
    opening = CaseOpening.objects.get()
    opening.decided_by, opening.decided_at = asker, timezone.now()
    opening.expires_at = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(IntegrityError), transaction.atomic(using="safeguarding"):
        opening.save()


def test_a_second_person_opens_it_for_a_while(case, asker, second, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        opened(case, asker, second)
        assert sees(asker, case)
        assert not sees(second, case)
        clock.move_to(start + dt.timedelta(hours=settings.BREAK_GLASS_HOURS, minutes=1))
        assert not sees(asker, case)


def test_whose_case_it_is_is_told_and_everything_is_on_record(
    case, worker, asker, second, settings
):
    settings.SAFEGUARDING_EMAIL = "duty@example.org"
    ProtectedMessage.objects.all().delete()
    opened(case, asker, second)
    alert = Alert.objects.get(kind="opened")
    assert alert in Alert.objects.visible_to(worker).waiting()
    assert (
        "A colleague has access until" in client_of(worker).get("/safeguarding/").content.decode()
    )
    assert ProtectedMessage.objects.count() == 1
    actions = SafeguardingEvent.objects.filter(action__startswith="opening.")
    assert list(actions.order_by("pk").values_list("action", "worker_id")) == [
        ("opening.ask", asker.pk),
        ("opening.agree", second.pk),
    ]
    assert sees(asker, case)
    text = client_of(worker).get(url(case, "looks/")).content.decode()
    assert WHY in text
    assert f"{asker.name}: {second.name} agreed on" in text


def test_who_opened_it_cannot_take_the_notice_away_or_the_case(case, worker, asker, second):
    opened(case, asker, second)
    alert = Alert.objects.get(kind="opened")
    settle = {"case_id": case.pk, "alert_id": alert.pk, "outcome": "done", "now": timezone.now()}
    with pytest.raises(Refusal, match="Only this case’s link worker"):
        handle_alert(**settle, by=asker)
    with pytest.raises(Refusal):
        take_case(case_id=case.pk, by=asker, now=timezone.now())
    handle_alert(**settle, by=worker)


def test_no_means_no_and_a_request_lapses(case, asker, second, settings):
    opening = ask(case, asker)
    decide_access(request_id=opening.pk, agrees=False, by=second, now=timezone.now())
    assert not sees(asker, case)
    with pytest.raises(Refusal):
        decide_access(request_id=opening.pk, agrees=True, by=second, now=timezone.now())
    again = ask(case, asker)
    later = timezone.now() + dt.timedelta(hours=settings.BREAK_GLASS_HOURS, minutes=1)
    with pytest.raises(Refusal):
        decide_access(request_id=again.pk, agrees=True, by=second, now=later)
    assert not Alert.objects.filter(kind="opened").exists()


# -- Excluded -----------------------------------------------------------------------------------
def exclude_from(case, worker, by=None):
    return exclude(
        case_id=case.pk, worker=worker, reason="Knows the family",
        by=by or make_worker(is_manager=True), now=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize("is_manager", [False, True])
def test_an_excluded_worker_stays_out_by_every_door(second, is_manager):
    case, out = make_case(), make_worker(is_manager=is_manager)
    contact_for(case, second, person="Tilda Canary")
    index_waiting(now=timezone.now())
    # Without the exclusion every one of these would show it: nobody has the case yet.
    assert sees(out, case)
    assert list(find_cases(typed="Tilda Canary", worker=out)) == [case]
    exclude_from(case, out)
    browser, now = client_of(out), timezone.now()
    assert browser.get(url(case)).status_code == 404
    assert browser.post(url(case, "take/")).status_code == 404
    for page in ("/safeguarding/", "/safeguarding/cases/"):
        assert case.reference not in browser.get(page).content.decode()
    found = browser.post("/safeguarding/search/", {"typed": "Tilda Canary"}).content.decode()
    assert case.reference not in found
    with pytest.raises(Refusal, match="blocked from the case"):
        give_case(case_id=case.pk, to=out, by=make_worker(is_manager=True), now=now)
    VictimCase.objects.filter(pk=case.pk).update(owner=second)
    assert ask(case, out) is None
    opening = ask(case, make_worker())
    assert opening not in requests_for(out, now=now)
    with pytest.raises(Refusal):
        decide_access(request_id=opening.pk, agrees=True, by=out, now=now)


def test_an_opening_ends_with_an_exclusion(case, asker, second):
    opened(case, asker, second)
    assert sees(asker, case)
    exclude_from(case, asker)
    assert not sees(asker, case)
    assert access_lists(asker, now=timezone.now()) == ([], [])


def test_a_request_of_somebody_since_excluded_cannot_be_agreed_to(case, asker, second):
    opening = ask(case, asker)
    exclude_from(case, asker)
    with pytest.raises(Refusal):
        decide_access(request_id=opening.pk, agrees=True, by=second, now=timezone.now())


def test_only_another_manager_excludes_and_lets_in_again(case, worker, second):
    manager = make_worker(is_manager=True)
    with pytest.raises(Refusal, match="Only the manager"):
        exclude_from(case, second, by=worker)
    with pytest.raises(Refusal, match="Give it to another link worker"):
        exclude_from(case, worker, by=manager)
    exclusion = exclude_from(case, manager)
    with pytest.raises(VictimCase.DoesNotExist):
        end_exclusion(case_id=case.pk, exclusion_id=exclusion.pk, by=manager, now=timezone.now())
    other = client_of(make_worker(is_manager=True))
    assert "Knows the family" in other.get(url(case)).content.decode()
    assert "Knows the family" not in client_of(worker).get(url(case)).content.decode()
    other.post(url(case, f"exclude/{exclusion.pk}/end/"))
    assert sees(manager, case)
    response = other.post(url(case, "exclude/"), {"worker": manager.pk, "reason": "Again"})
    assert response.headers["Location"] == f"{url(case)}?done=excluded"
    assert not sees(manager, case)


# -- The database says the same ------------------------------------------------------------------
def test_postgresql_opens_and_closes_the_same_cases(become, case, asker, second):  # noqa: F811
    manager = make_worker(is_manager=True)
    with become("safeguarding_app"):
        opened(case, asker, second)
        for person, there in ((asker, 1), (second, 0), (manager, 1)):
            with acting_as(person.pk):
                assert VictimCase.objects.count() == there
        with acting_as(manager.pk):
            exclude_from(case, asker, by=manager)
        with acting_as(manager.pk):
            exclude_from(case, manager, by=manager)
        for person in (asker, manager):
            with acting_as(person.pk):
                assert VictimCase.objects.count() == 0
