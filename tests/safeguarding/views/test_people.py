"""The pages of the people at risk on a case."""

import pytest
from django.utils import timezone

from safeguarding.models import (
    ContactNote,
    PersonAtRisk,
    PersonJoin,
    PersonOnCase,
    SafeContact,
)
from tests.factories.safeguarding import (
    contact_for,
    decide,
    make_case,
    make_worker,
    person_for,
    url,
)
from tests.safeguarding.casework.test_named import HARMED
from tests.safeguarding.helpers import queries_of

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ANSWERS = {
    "legal_name": "Jo Example", "aliases": " Jojo \n\nJ Canary", "born_on-day": "5",
    "born_on-month": "4", "born_on-year": "1988", "kind": "partner", "is_new_partner": "yes",
    "source": "police", "must_be_told": "yes",
}  # fmt: skip


def test_a_person_is_added_changed_and_verified(client, worker, case):
    assert client.post(url(case, "people/add/"), ANSWERS).status_code == 302
    person = PersonAtRisk.objects.get()
    assert (person.aliases, person.born_on) == ("Jojo\nJ Canary", "1988-04-05")
    shown = client.get(url(case)).content.decode()
    for words in ("Jo Example", "new partner", "Jojo, J Canary", "5 April 1988", "Unverified"):
        assert words in shown
    page = url(case, f"people/{person.pk}/")
    assert "Jojo\nJ Canary" in client.get(page).content.decode()
    client.post(f"{page}verify/")
    assert f"By {worker.name}" in client.get(url(case)).content.decode()
    why = {"must_be_told": "no", "untold_why": "She asked not to be told"}
    client.post(page, ANSWERS | why | {"legal_name": "Jo Changed"})
    shown = client.get(url(case)).content.decode()
    assert "Jo Changed" in shown
    assert "Not told of decisions: She asked not to be told" in shown


def test_a_reason_is_asked_for_beside_not_told(client, case):
    answer = client.post(url(case, "people/add/"), ANSWERS | {"must_be_told": "no"})
    assert "Enter why this person is not told" in answer.content.decode()
    assert not PersonAtRisk.objects.exists()


def test_the_form_names_a_person_who_is_added_in_one_step(client, worker):
    case = make_case(owner=worker, parts=HARMED)
    shown = client.get(url(case)).content.decode()
    assert "The form names <strong>Zoë O’Canary</strong>" in shown
    done = client.post(url(case, "people/add/harmed_name/"))
    assert "done=person_named" in done.url
    shown = client.get(url(case)).content.decode()
    assert "The form names <strong>Zoë O’Canary</strong>" not in shown
    assert "zoe@example.org" in shown
    child = client.get(url(case, "people/add/?from=children")).content.decode()
    assert "The form says: Tim 4, Ann 7" in child


def test_two_people_are_joined_and_parted(client, worker, case):
    other = make_case(owner=worker)
    contact_for(other, worker, person="Joanna Example", value="07700 900777")
    jo, joanna = person_for(case, worker), person_for(other, worker, "Joanna Example")
    client.post(url(case, f"people/{jo.pk}/join/{joanna.pk}/"))
    shown = client.get(url(case)).content.decode()
    assert "Joined with Joanna Example" in shown
    assert "07700 900777" in shown
    assert f"Recorded on {other.reference}." in shown
    client.post(url(case, f"joins/{PersonJoin.objects.get().pk}/undo/"))
    shown = client.get(url(case)).content.decode()
    assert "Joanna Example" not in shown
    assert "07700 900777" not in shown


def test_a_person_of_another_case_is_not_opened_under_this_one(client, case):
    strangers = make_case(owner=make_worker())
    theirs = person_for(strangers, strangers.owner)
    for page in ("", "not-told/"):
        assert client.get(url(case, f"people/{theirs.pk}/{page}")).status_code == 404
    client.post(url(case, f"people/{theirs.pk}/verify/"))
    assert PersonOnCase.objects.get().verified_at is None


def test_a_case_costs_the_same_with_3_and_with_30_people(client, worker, case):
    now = timezone.now()
    common = {"added_by": worker, "added_at": now}

    def add(numbers):
        for number in numbers:
            person = PersonAtRisk.objects.create(legal_name=f"Jo Example {number}", **common)
            PersonOnCase.objects.create(
                case=case, person=person, kind="partner", source="police", **common
            )
            SafeContact.objects.create(
                case=case, person=person, method="call", value=f"07700 9{number:05}",
                source="agency", **common,
            )  # fmt: skip
            ContactNote.objects.create(
                case=case, person=person, method="call", result="spoke", at=now, by=worker,
                written_at=now,
            )  # fmt: skip

    pages = [url(case), url(case, "release/"), "/safeguarding/"]
    decide(case.referral_id)
    add(range(3))
    client.get("/safeguarding/")
    few = [queries_of(client, page) for page in pages]
    assert few[0] == {"default": 6, "safeguarding": 13}
    add(range(3, 30))
    assert [queries_of(client, page) for page in pages] == few


def test_a_case_costs_the_same_with_many_joins(client, worker, case):
    other, jo = make_case(owner=worker, parts={}), person_for(case, worker)

    def join(numbers):
        for number in numbers:
            person = person_for(other, worker, f"Other Example {number}")
            client.post(url(case, f"people/{jo.pk}/join/{person.pk}/"))

    join(range(1))
    few = queries_of(client, url(case))
    join(range(1, 6))
    assert queries_of(client, url(case)) == few
