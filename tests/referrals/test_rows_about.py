"""The rows about one referral: what is left unread is only what has nothing to say."""

import datetime as dt

import pytest
from django.db import connection

from referral_portal.accounts.roles import Role
from referrals.admin.referral.reading import Reading
from referrals.enums import CallOutcome, EndingCode, MatchAnswer, Status
from referrals.models import ContactLog, Participant, SetAsideChange, Task
from referrals.same_person import here_before
from referrals.silence import deaths
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "01632960555", "invented@example.com"


def task(referral, words, **fields):
    number = referral.tasks.count() + 1
    fields = {"due_on": NOW.date(), "added_at": NOW} | fields
    return Task.objects.create(referral=referral, number=number, words=words, **fields)


def same_person(referral):
    make_referral(person=make_person("Other", person=referral.participant.person))


def possible_match(referral):
    make_match(referral.participant, make_referral(name="Other").participant)


def answered_match(referral):
    other = make_referral(person=make_person("Other", phone=PHONE))
    make_match(other.participant, referral.participant, answer=MatchAnswer.NOT_SAME)


def same_name(referral):
    make_referral(person=make_person(referral.participant.name))


def same_telephone(referral):
    make_referral(person=make_person("Other", phone=PHONE))


def same_email(referral):
    make_referral(person=make_person("Other", email=EMAIL))


def call_back(referral):
    CallBackFactory(phone=PHONE)


def call_back_before(referral):
    CallBackFactory(referral=referral)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "happens",
    [
        same_person, possible_match, answered_match, same_name, same_telephone, same_email, call_back,
        call_back_before,
    ],
)  # fmt: skip
def test_what_belongs_to_the_person_is_never_left_unread(happens):
    referral = make_referral(person=make_person("First", phone=PHONE, email=EMAIL))
    stranger = make_referral(person=make_person("Stranger", phone="", email=""))
    CallBackFactory(phone="01632960999")
    user = staff(coordinator=True)
    assert Reading(referral, user, NOW).before == here_before(referral, user)
    happens(referral)

    assert Reading(referral, user, NOW).before == here_before(referral, user)
    assert Reading(stranger, user, NOW).before == here_before(stranger, user)


@pytest.mark.sqlite
@pytest.mark.parametrize("is_restricted", [False, True])
@pytest.mark.parametrize("is_match", [False, True])
def test_a_death_is_known_from_every_form_even_from_one_that_the_reader_does_not_see(
    is_restricted, is_match
):
    referral = make_referral()
    person = (
        make_person("Other")
        if is_match
        else make_person("Other", person=referral.participant.person)
    )
    died = make_referral(
        person=person,
        status=Status.WITHDRAWN,
        ended_at=NOW,
        ending_code=EndingCode.DIED,
        is_restricted=is_restricted,
    )
    if is_match:
        make_match(referral.participant, person)
    user = staff(coordinator=True)

    assert Reading(referral, user, NOW).death == deaths([referral])[referral.pk]
    assert Reading(died, user, NOW).death == deaths([died])[died.pk]
    assert Reading(make_referral(name="Stranger"), user, NOW).death is None


@pytest.mark.sqlite
def test_the_users_of_all_rows_are_named_by_one_query(django_assert_num_queries):
    referral, reader = make_referral(), staff(coordinator=True)
    assert reader.has_role(Role.COORDINATOR), "the roles are read once for each request"
    users = [staff(coordinator=True) for _ in range(3)]
    for user in users:
        task(referral, "Call", added_by=user, assignee=user, done_by=reader, done_at=NOW)
        SetAsideChange.objects.create(
            referral=referral, is_set_aside=True, reason="Twice.", at=NOW, by=user
        )

    with django_assert_num_queries(2):
        reading = Reading(referral, reader, NOW)
        named = [str(one.assignee) for one in reading.tasks]
        named += [str(one.by) for one in reading.rows["set_aside_changes"]]
        assert sorted(named) == sorted([str(user) for user in users] * 2)
        assert {one.done_by for one in reading.tasks} == {reader}


@pytest.mark.sqlite
def test_open_tasks_come_first_by_their_day_then_the_last_one_done():
    referral, user = make_referral(), staff(coordinator=True)
    for words, days, done in (
        ("c", 2, None),
        ("a", 1, None),
        ("e", 1, 1),
        ("d", 3, 2),
        ("b", 1, None),
    ):
        fields = {"done_at": NOW + dt.timedelta(hours=done), "done_by": user} if done else {}
        day = NOW.date() + dt.timedelta(days=days)
        task(referral, words, added_by=user, due_on=day, **fields)

    assert [one.words for one in Reading(referral, user, NOW).tasks] == ["a", "b", "c", "d", "e"]


@pytest.mark.sqlite
def test_the_contacts_of_a_call_back_that_became_the_form_are_among_its_contacts():
    referral, user = make_referral(), staff(coordinator=True)
    calls = CallBackFactory(referral=referral), CallBackFactory(phone=referral.participant.phone)
    of_calls = [
        ContactLog.objects.create(
            call_back=call, number=1, result=CallOutcome.NO_ANSWER, at=NOW, by=user
        )
        for call in calls
    ]
    assert Reading(referral, user, NOW).contacts == of_calls[:1]
    own = ContactLog.objects.create(
        referral=referral, number=1, result=CallOutcome.NO_ANSWER, by=user,
        at=NOW + dt.timedelta(hours=1),
    )  # fmt: skip

    assert Reading(referral, user, NOW).contacts == [own, of_calls[0]]


def test_a_name_with_its_birthday_is_found_by_one_index():
    """Not by the index of parts of names, which takes milliseconds among a million people."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    person = make_referral().participant
    same = Participant.objects.filter(search_name=person.search_name, born_on=person.born_on)
    assert "participant_birthday" in same.explain()
    assert same.get() == person


def test_what_a_page_does_not_show_is_not_read_and_cannot_be_asked_for():
    referral, user = make_referral(), staff(coordinator=True)
    task(referral, "Call", added_by=user)
    whole = Reading(referral, user, NOW)
    less = Reading(referral, user, NOW, without=frozenset({"tasks", "contacts"}))

    assert whole.tasks
    with pytest.raises(KeyError, match="tasks"):
        less.tasks  # noqa: B018 (reading it is the point)
    assert less.rows.keys() == whole.rows.keys() - {"tasks", "contacts"}
    assert less.before == whole.before
