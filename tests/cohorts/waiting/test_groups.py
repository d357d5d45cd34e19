"""Which groups are offered: none that is full or that a rule does not allow, and none is explained."""

import uuid

import pytest
from django.utils.crypto import salted_hmac

from cohorts.keep_apart import is_kept_apart, kept_apart
from cohorts.models import Cohort
from cohorts.waiting.groups import is_left_out, offers_for, with_free_places
from referrals.enums import AttendanceBasis
from referrals.models import KeepApart, Referral
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ANSWERS = {"taking_part": {"available": ["evenings"], "travel": "yes"}}


@pytest.fixture
def version():
    return ProgrammeVersionFactory(group=True)


@pytest.fixture(autouse=True)
def _nothing_left_out(settings):
    settings.WAITING = settings.WAITING | {"left_out_share": 0.0}


def loaded(referral) -> Referral:
    return Referral.objects.select_related("participant", "district").get(pk=referral.pk)


def offers(referral):
    visible = Cohort.objects.visible_to(UserFactory(coordinator=True), PLANNED_AT.date())
    cohorts = list(with_free_places(visible))
    found = offers_for([loaded(referral)], cohorts)[referral.pk]
    return (
        [cohort.name for cohort, _ in found.fitting],
        {cohort.name: one.against for cohort, one in found.others},
    )


def test_groups_of_the_programme_are_offered_and_those_that_do_not_fit_say_why(version):
    near = make_cohort(version=version, name="Near")
    make_cohort(version=version, name="Far")
    make_cohort(version=ProgrammeVersionFactory(group=True), name="Of another programme")
    stays = {"taking_part": {"available": ["evenings"], "travel": "no"}}
    referral = waiting_referral(version.programme, district=near.district, answers=ANSWERS)

    assert offers(referral) == (["Near", "Far"], {})

    Referral.objects.filter(pk=referral.pk).update(answers=stays)
    fitting, others = offers(referral)
    assert fitting == ["Near"]
    assert list(others) == ["Far"]
    assert "cannot travel" in others["Far"][0]


def test_the_mix_of_a_group_counts_its_own_participants():
    version = ProgrammeVersionFactory(group=True, equal_mix=True, capacity=2)
    cohort = make_cohort(version=version, name="Equal")
    place_somebody(cohort)
    basis = {"attendance_basis": AttendanceBasis.CAUTION, "answers": ANSWERS}
    mandated = waiting_referral(version.programme, district=cohort.district, **basis)
    voluntary = waiting_referral(version.programme, district=cohort.district, answers=ANSWERS)

    assert offers(mandated) == (["Equal"], {})
    assert list(offers(voluntary)[1]) == ["Equal"]


@pytest.mark.parametrize("rule", ["cohort", "venue", "person", "the other way round"])
def test_a_group_that_a_rule_forbids_is_missing_like_one_that_is_full(rule):
    version = ProgrammeVersionFactory(group=True, capacity=2)
    forbidden = make_cohort(version=version, name="Forbidden")
    full = make_cohort(version=version, name="Full")
    make_cohort(version=version, name="Open")
    for _ in range(2):
        place_somebody(full)
    beside = place_somebody(forbidden)
    referral = waiting_referral(version.programme, district=forbidden.district, answers=ANSWERS)
    other = waiting_referral(version.programme, district=forbidden.district, answers=ANSWERS)
    named = {
        "cohort": {"referral_id": referral.pk, "cohort_id": forbidden.pk},
        "venue": {"referral_id": referral.pk, "venue_id": forbidden.venue_id},
        "person": {"referral_id": referral.pk, "other_referral_id": beside.referral_id},
        "the other way round": {
            "referral_id": beside.referral_id, "other_referral_id": referral.pk,
        },
    }  # fmt: skip
    KeepApart.objects.create(**named[rule], sequence=1, released_at=PLANNED_AT)

    assert offers(referral) == (["Open"], {})
    assert offers(other) == (["Forbidden", "Open"], {})


def test_pairs_are_those_that_single_questions_would_give_at_the_same_cost(
    version, django_assert_num_queries
):
    cohorts = [make_cohort(version=version) for _ in range(3)]
    rows = [loaded(waiting_referral(version.programme)) for _ in range(3)]
    for number, (row, cohort) in enumerate(zip(rows, cohorts, strict=True)):
        KeepApart.objects.create(
            referral_id=row.pk, cohort_id=cohort.pk, sequence=number + 1, released_at=PLANNED_AT
        )

    with django_assert_num_queries(3):
        found = kept_apart(rows, cohorts)

    singly = {(row.pk, one.pk) for row in rows for one in cohorts if is_kept_apart(row, one)}
    assert found == singly == {(row.pk, one.pk) for row, one in zip(rows, cohorts, strict=True)}


def test_the_draw_of_a_group_is_that_of_the_secret_key_and_never_changes(version, settings):
    cohort = make_cohort(version=version)
    settings.WAITING = settings.WAITING | {"left_out_share": 0.3}
    for number in range(50):
        person = uuid.UUID(int=number)
        drawn = [
            salted_hmac("cohorts.waiting.groups", f"{person} {key}", algorithm="sha256").digest()
            for key in (cohort.pk, cohort.venue_id)
        ]
        expected = any(int.from_bytes(one[:8]) < 0.3 * 2**64 for one in drawn)
        assert is_left_out(person, cohort) == expected


def test_a_share_is_left_out_without_a_cause_always_for_the_same_person_and_group(
    version, settings
):
    cohort = make_cohort(version=version)
    persons = [uuid.UUID(int=number) for number in range(1000)]
    settings.WAITING = settings.WAITING | {"left_out_share": 0.05}

    drawn = [is_left_out(person, cohort) for person in persons]

    # One draw for the cohort, and one for its venue.
    assert 50 < sum(drawn) < 160
    assert drawn == [is_left_out(person, cohort) for person in persons]
    settings.WAITING = settings.WAITING | {"left_out_share": 1.0}
    referral = waiting_referral(version.programme, district=cohort.district, answers=ANSWERS)
    assert offers(referral) == ([], {})
