"""What other forms of a person say, and forms that may be of the same person."""

import datetime as dt

import pytest

from referral_portal.common.dates import end_of_day
from referral_portal.common.kept_rows import KeptRows
from referrals import workflow
from referrals.enums import EndingCode, MatchAnswer, Status
from referrals.models import Referral
from referrals.same_person import Kind, here_before, with_person
from tests.factories.accounts import UserFactory
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
EARLIER = TODAY - dt.timedelta(days=5)
COLUMNS = (
    "id", "participant__person", "status", "due_at", "wants_call", "needs_prompt_call", "danger_level",
)  # fmt: skip


@pytest.fixture
def coordinator():
    return UserFactory(coordinator=True)


def another_of(referral, **fields):
    """Make another form of the same person, without anything else in common."""
    person = make_person("Other Name", person=referral.participant.person)
    return make_referral(person=person, **fields)


def close_as_duplicate(closed, kept_open, coordinator):
    workflow.decline(
        referral_id=closed.pk,
        code=EndingCode.DUPLICATE,
        words="Twice.",
        duplicate_of=kept_open.pk,
        by=coordinator,
        now=NOW,
    )


def kinds(referral, user):
    return {one.referral.pk: one.kind for one in here_before(referral, user).others}


def test_forms_are_told_apart_by_what_is_known_of_them(coordinator):
    referral = make_referral(person=make_person(phone="01632960555"))
    same = another_of(referral)
    likely, not_known, not_same = make_referral(), make_referral(), make_referral()
    alike = make_referral(person=make_person("Third", phone="01632960555"))
    denied = make_referral(person=make_person("Fourth", phone="01632960555"))
    stranger = make_referral(name="Stranger")
    make_match(referral.participant, likely.participant)
    # The match is with the other form of the person.
    make_match(same.participant, not_known.participant, answer=MatchAnswer.NOT_KNOWN)
    for one in (not_same, denied):
        make_match(referral.participant, one.participant, answer=MatchAnswer.NOT_SAME)

    found = kinds(referral, coordinator)

    assert found == {
        same.pk: Kind.SAME,
        likely.pk: Kind.LIKELY,
        not_known.pk: Kind.LIKELY,
        alike.pk: Kind.ALIKE,
    }
    assert stranger.pk not in found


def test_what_is_to_decide_is_named_once_for_each_match(coordinator):
    referral, likely = make_referral(), make_referral(name="Likely")
    make_referral(person=likely.participant)
    match = make_match(referral.participant, likely.participant)
    assert [one.match_id for one in here_before(referral, coordinator).to_decide] == [match.pk]


def test_only_what_a_user_may_see_is_found():
    referral = make_referral()
    another_of(referral)
    before = here_before(referral, UserFactory(facilitator=True))
    assert (before.others, before.call_backs) == ([], [])


def test_a_duplicate_leaves_its_flags_and_its_date_to_the_open_form(coordinator):
    kept_open = make_referral()
    closed = another_of(
        kept_open, needs_prompt_call=True, wants_call=["responsibility"], due_on=EARLIER
    )
    close_as_duplicate(closed, kept_open, coordinator)

    before = here_before(kept_open, coordinator)

    (other,) = before.asking
    assert (other.referral.pk, other.ending) == (closed.pk, f"Duplicate of {kept_open.reference}")
    assert before.due_at(kept_open) == end_of_day(EARLIER)
    closed.refresh_from_db()
    assert here_before(closed, coordinator).duplicate_of == kept_open.reference


def test_a_form_that_has_ended_asks_for_nothing_now(coordinator):
    referral = make_referral()
    another_of(
        referral,
        needs_prompt_call=True,
        due_on=EARLIER,
        status=Status.DECLINED,
        ended_at=NOW,
        ending_code=EndingCode.NOT_READY,
    )
    before = here_before(referral, coordinator)
    assert before.asking == []
    assert before.due_at(referral) == referral.due_at
    assert [one.ending for one in before.others] == ["Not ready for this programme yet"]


def test_call_backs_of_the_person_and_of_the_same_number_are_shown(coordinator):
    referral = make_referral(person=make_person(phone="01632960555"))
    other, likely, stranger = another_of(referral), make_referral(), make_referral(name="S")
    make_match(referral.participant, likely.participant)
    wanted = [
        CallBackFactory(phone="01632960555"),
        CallBackFactory(referral=other),
        CallBackFactory(referral=likely),
    ]
    CallBackFactory(referral=stranger)
    found = here_before(referral, coordinator).call_backs
    assert {one.pk for one in found} == {one.pk for one in wanted}


def test_the_number_of_queries_does_not_grow(coordinator, django_assert_num_queries):
    assert coordinator.roles
    referral = make_referral()
    for number in range(2):
        for _ in range(10 * number):
            another_of(referral)
            make_match(referral.participant, make_referral().participant)
        with django_assert_num_queries(5):
            here_before(referral, coordinator)


# -- The queue ---------------------------------------------------------------------------------------
def rows_of(*referrals):
    found = Referral.objects.filter(pk__in=[one.pk for one in referrals]).order_by("submitted_at")
    return {row["id"]: row for row in with_person(found.values(*COLUMNS), staff(coordinator=True))}


def test_a_row_of_the_queue_shows_what_other_forms_of_the_person_ask_for(coordinator):
    kept_open, stranger = make_referral(), make_referral(name="Stranger")
    also_open = another_of(kept_open, needs_prompt_call=True, due_on=EARLIER)
    closed = another_of(kept_open, wants_call=["responsibility"], due_on=EARLIER)
    close_as_duplicate(closed, kept_open, coordinator)

    rows = rows_of(kept_open, stranger, closed)

    row = rows[kept_open.pk]
    assert (row["needs_prompt_call"], bool(row["wants_call"])) == (True, True)
    assert row["due_at"] == end_of_day(EARLIER)
    assert (rows[stranger.pk]["needs_prompt_call"], rows[stranger.pk]["wants_call"]) == (False, [])
    assert rows[closed.pk]["needs_prompt_call"] is False
    # The date of a form that is open itself stays with that form.
    Referral.objects.filter(pk=closed.pk).update(due_at=end_of_day(TODAY))
    assert rows_of(kept_open)[kept_open.pk]["due_at"] == end_of_day(TODAY)
    assert also_open.due_on == EARLIER


def test_a_duplicate_that_was_due_makes_the_open_form_overdue(coordinator):
    kept_open, stranger = make_referral(), make_referral(name="Stranger")
    closed = another_of(kept_open, due_on=EARLIER)
    close_as_duplicate(closed, kept_open, coordinator)
    assert list(Referral.objects.overdue(NOW)) == [kept_open]
    assert stranger.due_on > TODAY


def test_two_rows_of_a_person_on_one_page_ask_for_each_other(coordinator):
    first = make_referral(danger_level=1)
    second = another_of(first, needs_prompt_call=True)
    stranger = make_referral(name="Stranger")

    rows = rows_of(first, second, stranger)

    for one in (first, second):
        assert (rows[one.pk]["danger_level"], rows[one.pk]["needs_prompt_call"]) == (1, True)
    assert rows[stranger.pk]["needs_prompt_call"] is False


def test_a_row_alone_of_its_person_is_not_read_again(coordinator, monkeypatch):
    found = []
    read = KeptRows.read
    monkeypatch.setattr(
        KeptRows, "read", lambda *args, **given: found.extend(rows := read(*args, **given)) or rows
    )
    alone, first = make_referral(), make_referral()
    second = another_of(first)

    rows_of(alone, first, second)

    assert {pk for _, pk, *_ in found} == {first.pk, second.pk}


def test_a_page_of_ended_rows_asks_for_nothing(coordinator, django_assert_num_queries):
    ended = make_referral(status=Status.COMPLETED)
    rows = Referral.objects.filter(pk=ended.pk).values(*COLUMNS)
    with django_assert_num_queries(1):
        assert [row["id"] for row in with_person(rows, coordinator)] == [ended.pk]


def test_the_rows_of_a_page_cost_one_query(coordinator, django_assert_num_queries):
    referrals = [make_referral() for _ in range(10)]
    rows = list(Referral.objects.filter(pk__in=[one.pk for one in referrals]).values(*COLUMNS))
    assert coordinator.roles  # read once for each request
    with django_assert_num_queries(1):
        with_person(rows, coordinator)


def test_a_call_back_for_the_same_number_in_another_spelling_is_shown(coordinator):
    referral = make_referral(person=make_person(phone="+44 (0)1632 960555"))
    wanted = CallBackFactory(phone="01632960555")
    CallBackFactory(phone="01632960556")

    assert here_before(referral, coordinator).call_backs == [wanted]
