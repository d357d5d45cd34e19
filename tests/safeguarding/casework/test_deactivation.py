"""A link worker who has left gets in nowhere, and their cases wait for a colleague."""

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from safeguarding.access.break_glass import exclude
from safeguarding.casework.cases import give_case, handle_alert, take_case
from safeguarding.casework.deactivation import activate, deactivate
from safeguarding.models import Alert, SafeguardingEvent, VictimCase, Worker
from safeguarding.sign_in.invitations import invite, invited
from safeguarding.sign_in.sessions import open_session, sign_in, worker_for
from tests.factories.safeguarding import PASSWORD, client_of, make_case, make_worker, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def manager():
    return make_worker(is_manager=True)


def leave(worker, by):
    return deactivate(worker=worker, by=by, now=timezone.now())


def test_every_session_and_every_link_ends_at_once(worker, manager, settings):
    settings.SECOND_FACTOR = False
    now = timezone.now()
    token = open_session(worker=worker, is_complete=True, now=now)
    link = invite(worker=worker, by=manager, now=now)
    assert worker_for(token, now=now) == worker
    assert invited(link, now=now) == worker
    leave(worker, manager)
    assert not worker.sessions.exists()
    assert worker_for(token, now=now) is None
    assert invited(link, now=now) is None
    with pytest.raises(Refusal, match="not right"):
        sign_in(username=worker.username, password=PASSWORD, network="n", now=now)
    activate(worker=worker, by=manager, now=now)
    # What ended stays ended; the link worker signs in anew.
    assert worker_for(token, now=now) is None
    assert invited(link, now=now) is None
    assert sign_in(username=worker.username, password=PASSWORD, network="n", now=now)


def test_their_cases_are_untaken_with_an_alert_each(case, worker, manager):
    other, kept = make_case(owner=worker), make_case(owner=make_worker())
    assert leave(worker, manager) == 2
    assert not worker.cases.exists()
    assert VictimCase.objects.get(pk=kept.pk).owner == kept.owner
    waiting = Alert.objects.visible_to(manager).waiting().filter(kind="untaken")
    assert {alert.case_id for alert in waiting} == {case.pk, other.pk}
    colleague = make_worker()
    with pytest.raises(Refusal, match="Take the case"):
        handle_alert(
            case_id=case.pk,
            alert_id=waiting.get(case=case).pk,
            outcome="done",
            by=colleague,
            now=timezone.now(),
        )
    take_case(case_id=case.pk, by=colleague, now=timezone.now())
    assert case.alerts.get(kind="untaken").outcome == "taken"
    assert other.alerts.get(kind="untaken").handled_at is None


def test_a_second_leaver_of_the_same_case_raises_a_second_alert(case, worker, manager):
    leave(worker, manager)
    second = make_worker()
    give_case(case_id=case.pk, to=second, by=manager, now=timezone.now())
    leave(second, manager)
    assert case.alerts.filter(kind="untaken", handled_at=None).count() == 1
    assert case.alerts.filter(kind="untaken").count() == 2


def test_a_case_from_which_the_manager_is_blocked_is_not_left_behind(case, worker, manager):
    second = make_worker(is_manager=True)
    exclude(case_id=case.pk, worker=manager, reason="Kin.", by=second, now=timezone.now())
    assert leave(worker, manager) == 1
    assert not Alert.objects.visible_to(manager).filter(case=case).exists()
    assert Alert.objects.visible_to(second).filter(case=case, kind="untaken").exists()


def test_the_last_manager_stays(worker, manager):
    with pytest.raises(Refusal, match="only manager"):
        leave(manager, manager)
    second = make_worker(is_manager=True)
    leave(second, manager)
    with pytest.raises(Refusal, match="only manager"):
        leave(manager, manager)
    assert Worker.objects.get(pk=manager.pk).is_active
    activate(worker=second, by=manager, now=timezone.now())
    leave(manager, manager)
    assert not Worker.objects.get(pk=manager.pk).is_active


def test_only_a_manager_does_it_and_once(worker, manager):
    for verb in (deactivate, activate):
        with pytest.raises(Refusal, match="Only the manager"):
            verb(worker=worker, by=make_worker(), now=timezone.now())
    with pytest.raises(Refusal, match="is active"):
        activate(worker=worker, by=manager, now=timezone.now())
    leave(worker, manager)
    with pytest.raises(Refusal, match="already"):
        leave(worker, manager)


def test_no_case_is_given_to_a_leaver(case, worker, manager):
    leaver = make_worker()
    leave(leaver, manager)
    for verb in (
        lambda: give_case(case_id=case.pk, to=leaver, by=manager, now=timezone.now()),
        lambda: take_case(case_id=make_case().pk, by=leaver, now=timezone.now()),
    ):
        with pytest.raises(Refusal, match="deactivated"):
            verb()
    assert VictimCase.objects.get(pk=case.pk).owner == worker


def test_each_step_is_on_record(case, worker, manager):
    leave(worker, manager)
    activate(worker=worker, by=manager, now=timezone.now())
    events = SafeguardingEvent.objects.filter(worker_id=manager.pk)
    told = {(event.action, event.target_id) for event in events}
    assert {
        ("worker.deactivate", str(worker.pk)),
        ("worker.end_sessions", str(worker.pk)),
        ("case.untake", str(case.pk)),
        ("worker.activate", str(worker.pk)),
    } <= told
    assert events.get(action="case.untake").data == {"earlier": worker.pk}


def test_the_pages_are_for_the_manager(case, worker, manager):
    theirs, path = client_of(worker), f"/safeguarding/account/{worker.pk}/"
    for page in ("deactivate/", "activate/"):
        assert client_of(make_worker()).post(f"{path}{page}").status_code == 404
    assert client_of(make_worker()).get(f"{path}deactivate/").status_code == 404
    here = client_of(manager)
    assert worker.name in here.get(f"{path}deactivate/").content.decode()
    assert theirs.get(url(case)).status_code == 200
    said = here.post(f"{path}deactivate/", follow=True).content.decode()
    assert "can no longer sign in" in said
    assert "Deactivated" in said
    assert theirs.get(url(case))["Location"].startswith("/safeguarding/sign-in/")
    assert here.post(f"{path}end-sessions/", {"invite": "1"}).status_code == 404
    assert "Its link worker has been deactivated" in here.get("/safeguarding/").content.decode()
    assert "Take this case" in here.get(url(case)).content.decode()
    here.post(f"{path}activate/")
    assert Worker.objects.get(pk=worker.pk).is_active


def test_the_last_manager_is_told_why(manager):
    here, path = client_of(manager), f"/safeguarding/account/{manager.pk}/deactivate/"
    assert "only manager" in here.post(path, follow=True).content.decode()
    make_worker(is_manager=True)
    assert here.post(path)["Location"] == "/safeguarding/sign-in/"
    assert not Worker.objects.get(pk=manager.pk).is_active
