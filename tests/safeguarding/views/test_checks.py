"""The pages of the session checks."""

import re
import uuid

import pytest
from django.utils import timezone

from safeguarding.models import Concern, Handback, VictimCase
from tests.drawn import opened, token_of
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import (
    client_of,
    enrolled,
    make_worker,
    nothing_waits,
)
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_checks_cost_the_same_for_many(client, worker):
    cohort = make_cohort()
    for session in cohort.sessions.all()[:1]:
        session.starts_at = timezone.now() + timezone.timedelta(days=1)
        session.ends_at = session.starts_at + timezone.timedelta(hours=2)
        session.save()
    place_somebody(cohort)
    client.get("/safeguarding/")
    few = queries_of(client, "/safeguarding/checks/")
    for _ in range(6):
        place_somebody(cohort)
    client.get("/safeguarding/")
    assert queries_of(client, "/safeguarding/checks/") == few
    page = client.get("/safeguarding/checks/").content
    assert page.count(b"This case has no link worker yet.") == 7
    assert page.count(b'name="check"') == 0
    nothing_waits(VictimCase.objects.values_list("pk", flat=True), worker)
    page = client.get("/safeguarding/checks/").content
    assert page.count(b'name="check"') == 7
    assert queries_of(client, "/safeguarding/checks/") == few


def soon(enrolment, *, days=1, number=1):
    """Move a session of the participant's cohort to some days from now."""
    session = enrolment.place.cohort.sessions.get(number=number)
    session.starts_at = timezone.now() + timezone.timedelta(days=days)
    session.ends_at = session.starts_at + timezone.timedelta(hours=2)
    session.save()
    return session


def test_the_page_offers_a_box_for_each_name_and_ticks_none(worker, client, settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0
    (calm, calm_case), (loud, loud_case) = enrolled(worker), enrolled(worker)
    nothing_waits([calm_case.pk, loud_case.pk], worker)
    now = timezone.now()
    Concern.objects.create(
        pk=uuid.uuid4(), case=loud_case, contents={}, raised_at=now, state_at=now
    )
    sessions = {enrolment.pk: soon(enrolment) for enrolment in (calm, loud)}
    keys = {pk: f"{session.pk}:{pk}" for pk, session in sessions.items()}
    page = client.get("/safeguarding/checks/").content.decode()
    assert re.findall(r'name="check"\s+type="checkbox"\s+value="([^"]+)"', page) == [keys[calm.pk]]
    assert "checked" not in page
    assert "1 concern has not been closed." in page
    # Nothing ticked, and a box that was not on the page.
    for ticked, said in (
        ([], "Tick the name of each participant"),
        ([keys[calm.pk], keys[loud.pk]], "must be opened"),
    ):
        answer = client.post("/safeguarding/checks/", {"check": ticked})
        assert (answer.status_code, said in answer.content.decode()) == (200, True), ticked
    assert not Handback.objects.filter(kind="cohorts.SessionCheck").exists()
    assert client.post("/safeguarding/checks/", {"check": [keys[calm.pk]]}).status_code == 302
    (row,) = Handback.objects.filter(kind="cohorts.SessionCheck")
    assert row.target == keys[calm.pk]


def test_what_arrives_after_the_page_was_read_is_read_before_the_answer(worker, client, settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0
    enrolment, case = enrolled(worker)
    nothing_waits([case.pk], worker)
    session = soon(enrolment)
    path = f"/safeguarding/checks/{session.pk}/{enrolment.pk}/"
    read = opened(client, path)
    now = timezone.now()
    Concern.objects.create(pk=uuid.uuid4(), case=case, contents={}, raised_at=now, state_at=now)
    answer = client.post(path, {"state": "green"} | read)
    said = answer.content.decode()
    assert "Something has changed since you opened this page" in said
    assert "1 concern has not been closed" in said
    assert not Handback.objects.filter(kind="cohorts.SessionCheck").exists()
    assert client.post(path, {"state": "green"} | token_of(answer)).status_code == 302
    assert Handback.objects.get(kind="cohorts.SessionCheck").payload["state"] == "green"


def test_checks_of_cases_of_somebody_else_are_not_listed(client):
    enrolment, case = enrolled(make_worker())
    session = enrolment.place.cohort.sessions.get(number=1)
    session.starts_at = timezone.now() + timezone.timedelta(days=1)
    session.ends_at = session.starts_at + timezone.timedelta(hours=2)
    session.save()
    path = f"/safeguarding/checks/{session.pk}/{enrolment.pk}/"
    owner = client_of(case.owner)
    assert enrolment.referral.participant.name in owner.get(path).content.decode()
    assert client.get(path).status_code == 404
    assert case.reference not in client.get("/safeguarding/checks/").content.decode()
    owner.post(path, {"state": "hold"})
    assert Handback.objects.get(kind="cohorts.SessionCheck").payload["state"] == "hold"
    client.post("/safeguarding/checks/", {"check": [f"{session.pk}:{enrolment.pk}"]})
    assert Handback.objects.filter(kind="cohorts.SessionCheck").count() == 1


def test_two_checks_of_one_participant_have_links_of_different_names(worker, client):
    """A link worker who hears the links one after the other must not answer for the wrong session."""
    enrolment, case = enrolled(worker)
    for days, number in ((1, 1), (3, 2)):
        session = enrolment.place.cohort.sessions.get(number=number)
        session.starts_at = timezone.now() + timezone.timedelta(days=days)
        session.ends_at = session.starts_at + timezone.timedelta(hours=2)
        session.save()

    page = client.get("/safeguarding/checks/").content.decode()

    names = re.findall(r"Answer<span[^>]*> (for [^<]+)</span>", page)
    assert names == [f"for {case.reference}, session {number}" for number in (1, 2)]
