"""What the page of a case shows of each person, and of what belongs to nobody yet."""

import pytest
from django.utils import timezone

from referral_portal.common.dates import local_today
from safeguarding.casework.people import join_people
from safeguarding.casework.people_view import people_view
from safeguarding.models import PersonAtRisk, SafeContact
from tests.factories.safeguarding import contact_for, make_case, make_worker, person_for, speak

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def view(case, worker):
    return people_view(case=case, worker=worker, today=local_today(timezone.now()))


def test_each_person_has_their_own_details_attempts_offers_and_refusals(case, worker):
    contact_for(case, worker, person="Ann Example", value="07700 900777")
    contact_for(case, worker)
    speak(case, worker, person="Ann Example", offered=True)
    speak(case, worker, person="Ann Example", result="declined")
    speak(case, worker, person=None)
    ann, jo = view(case, worker).cards
    assert (ann.person.legal_name, jo.person.legal_name) == ("Ann Example", "Jo Example")
    assert [one.contact.value for one in ann.contacts] == ["07700 900777"]
    assert all((ann.reached_at, ann.offered_at, ann.declined_at))
    assert not any((jo.reached_at, jo.offered_at, jo.declined_at))
    assert [attempt.person for attempt in view(case, worker).attempts].count(None) == 1


def test_what_belongs_to_nobody_yet_stands_apart(case, worker):
    contact_for(case, worker)
    SafeContact.objects.update(person=None)
    shown = view(case, worker)
    assert (len(shown.loose), shown.cards[0].contacts) == (1, [])


def test_details_of_a_case_that_is_not_theirs_stay_there(case, worker):
    strangers = make_case(owner=make_worker())
    manager = make_worker(is_manager=True)
    contact_for(strangers, strangers.owner, person="Joanna Example", value="07700 900777")
    jo, joanna = person_for(case, worker), person_for(strangers, strangers.owner, "Joanna Example")
    join_people(
        case_id=case.pk, person_id=jo.pk, other_id=joanna.pk, by=manager, now=timezone.now()
    )
    assert view(case, worker).cards[0].contacts == []
    theirs = view(case, manager).cards[0].contacts
    assert [one.reference for one in theirs] == [strangers.reference]


def test_details_of_people_joined_on_other_cases_are_on_no_third_case(case, worker):
    first, second = (make_case(owner=worker, parts={}) for _ in range(2))
    for one in (first, second):
        contact_for(one, worker, value="07700 900777")
    here, there = person_for(first, worker), person_for(second, worker)
    join_people(
        case_id=first.pk, person_id=here.pk, other_id=there.pk, by=worker, now=timezone.now()
    )
    assert view(case, worker).loose == []
    person_for(case, worker, "Ann Example")
    shown = view(case, worker)
    assert (shown.loose, shown.cards[0].contacts) == ([], [])
    assert shown.cases_shown == set()
    assert len(view(first, worker).cards[0].contacts) == 2


def test_a_birthday_that_is_none_is_left_out(case, worker):
    person_for(case, worker)
    person = PersonAtRisk.objects.get()
    person.born_on = "in spring"
    person.save()
    assert view(case, worker).cards[0].born_on is None
