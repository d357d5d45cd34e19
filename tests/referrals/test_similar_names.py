"""Names that are spelt nearly like what was typed."""

import pytest

from referrals.similar_names import similar_people
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def user():
    return staff(coordinator=True)


def names(*names, **fields):
    return [make_referral(person=make_person(name), **fields) for name in names]


def similar(user, typed):
    return similar_people(typed.split(), user)


@pytest.mark.parametrize(
    "typed",
    [
        "kenneth mrash",
        "marsh keneth",
        "marsch kenneth",
        "kenneth mash",
        "jenneth marsh",
        "kenneth narsh",
    ],
)
def test_one_wrong_word_finds_the_name_in_any_order(user, typed):
    (wanted,) = names("Kenneth Marsh")
    names("Invented Person", "Kenneth Quill", "Zebedee Marsh")

    assert similar(user, typed) == [wanted.participant_id]


def test_the_nearest_comes_first_and_a_person_once(user):
    near, nearer = names("Kenneth Hillfeild", "Kenneth Hillfield")
    make_referral(person=near.participant)

    assert similar(user, "kenneth hillfielt") == [nearer.participant_id, near.participant_id]


def test_a_name_that_begins_as_typed_is_enough(user):
    (elsewhere,) = names("Anna Kenneth Marsh")
    assert similar(user, "kenneth mrash") == [elsewhere.participant_id]

    (first,) = names("Kenneth Marsh")
    assert (
        similar(user, "kenneth mrash") == similar(user, "mrash kenneth") == [first.participant_id]
    )


def test_every_word_may_be_wrong_where_no_name_has_the_others_as_typed(user):
    (wanted,) = names("Kenneth Marsh")
    assert similar(user, "keneth mrash") == [wanted.participant_id]

    (closer,) = names("Keneth Marsh")
    assert similar(user, "keneth mrash") == [closer.participant_id]


def test_a_single_word_may_be_wrong_and_a_short_one_never(user):
    (wanted,) = names("Kenneth Marsh")

    assert similar(user, "kenneht") == [wanted.participant_id]
    assert similar(user, "kenneht ma") == []
    assert similar(user, "zebedee") == []


def test_a_name_that_the_user_may_not_see_is_not_compared(user):
    (hidden,) = names("Kenneth Marsh", is_restricted=True)
    other = staff(coordinator=True)
    hidden.named_users.create(user=other, at=NOW)

    for typed in ("kenneth mrash", "keneth mrash", "kenneht"):
        assert similar(user, typed) == []
        assert similar(other, typed) == [hidden.participant_id]
