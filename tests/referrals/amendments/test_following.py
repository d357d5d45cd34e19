"""What follows from an amended answer, and what stays although an answer was amended."""

import pytest

from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.danger_checks import latest_signs
from referrals.danger_signs import Level
from referrals.models import DangerCheck, EarlierContact, PossibleMatch
from referrals.open_signs import open_signs
from referrals.possible_matches import find_waiting
from tests.factories.amendments import amend_page, sent_referral
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def sent():
    return sent_referral()


def test_search_and_matches_follow_an_amended_name(sent, coordinator):
    assert find_waiting(now=NOW) == 0
    twin = make_referral(name="Zebedee Quillfeather", submitted_at=NOW)
    twin.participant.born_on = sent.participant.born_on
    twin.participant.save()

    amend_page(sent, "name", name="Zebedee Quillfeather", by=coordinator)

    sent.participant.refresh_from_db()
    assert sent.participant.name == "Zebedee Quillfeather"
    assert sent.participant.search_name == "zebedee quillfeather"
    assert sent.participant.name_sounds == twin.participant.name_sounds
    assert find_waiting(now=NOW) == 1
    assert sent.participant.matches_as_first.filter(second=twin.participant).exists()


def test_an_undecided_match_says_how_alike_the_forms_are_now_and_stays(sent, coordinator):
    twin = make_referral(
        person=make_person("Élan Invented", born_on=sent.participant.born_on, compared_at=None)
    )
    find_waiting(now=NOW)
    before = PossibleMatch.objects.get()
    assert {before.first_id, before.second_id} == {sent.participant_id, twin.participant_id}

    amend_page(sent, "name", name="Zebedee Quillfeather", known_as="", by=coordinator)
    find_waiting(now=NOW)

    after = PossibleMatch.objects.get()
    assert after.pk == before.pk
    assert after.score < before.score
    assert after.reasons != before.reasons
    assert "name_other" in after.reasons

    PossibleMatch.objects.update(answer="same", score=99)
    amend_page(sent, "name", name="Élan Invented", by=coordinator)
    find_waiting(now=NOW)
    assert PossibleMatch.objects.get().score == 99  # a decided match is as it was decided


def test_contact_details_follow_and_the_earlier_ones_are_kept(sent, coordinator):
    amend_page(sent, "contact", phone="07700 900456", email="new@example.org", by=coordinator)
    amend_page(sent, "home", address="2 Example Street", by=coordinator)
    amend_page(sent, "contact", best_time="mornings", by=coordinator)

    sent.participant.refresh_from_db()
    person = sent.participant
    assert (person.phone, person.email) == ("07700900456", "new@example.org")
    assert (person.phone_key, person.email_key) != ("", "")
    assert (person.address, person.best_time) == ("2 Example Street", "mornings")
    earlier = EarlierContact.objects.order_by("pk").values_list("phone", "email", "address")
    assert list(earlier) == [
        ("07700900123", "elan@example.org", "1 Example Street"),
        ("07700900456", "new@example.org", "1 Example Street"),
    ]


def test_the_referrer_follows_an_amended_page_about_them(coordinator):
    referral = sent_referral("agency")

    amend_page(referral, "referrer", referrer_email="desk@example.org", by=coordinator)

    referral.referrer.refresh_from_db()
    assert referral.referrer.email == "desk@example.org"
    assert referral.referrer.name == "Invented Worker"


def test_district_and_reason_for_attending_follow(sent, coordinator):
    amend_page(sent, "area", district="thanet", by=coordinator)
    amend_page(sent, "required", attendance_basis="caution", by=coordinator)

    sent.refresh_from_db()
    assert (sent.district.code, sent.attendance_basis) == ("thanet", "caution")


def test_a_danger_that_is_amended_in_makes_the_referral_urgent(sent, coordinator):
    assert sent.danger_level > Level.SAME_DAY

    amend_page(sent, "what", behaviours=["threatened", "choked"], by=coordinator)

    sent.refresh_from_db()
    assert sent.danger_level == Level.SAME_DAY
    assert sent.due_on == NOW.date()
    assert "strangled" in {one.sign.code for one in open_signs(sent, coordinator)}


def test_a_danger_that_is_amended_away_stays_in_sight_and_in_rank(coordinator):
    referral = sent_referral(pages={"what": {"behaviours": ["hurt", "choked"]}})
    due_at = referral.due_at

    amend_page(referral, "what", behaviours=["hurt"], by=coordinator)
    amend_page(referral, "name", name="Another Name", by=coordinator)

    referral.refresh_from_db()
    assert (referral.danger_level, referral.due_at) == (Level.SAME_DAY, due_at)
    sign = next(sign for sign in latest_signs(referral) if sign.code == "strangled")
    assert sign.is_earlier
    assert sign.words.endswith(" neck (before an answer was amended)")
    assert "strangled" in {one.sign.code for one in open_signs(referral, coordinator)}
    first = DangerCheck.objects.order_by("pk").first()
    assert "is_earlier" not in first.signs[0]


def test_eligibility_is_worked_out_anew(sent, coordinator):
    amend_page(sent, "partner", woman_partner="no", by=coordinator)

    old, new = sent.eligibility_checks.order_by("pk")
    assert (old.criteria, old.programmes) != (new.criteria, new.programmes)
    assert new.at == NOW


def test_a_call_that_is_due_stays_due_and_one_can_become_due(sent, coordinator):
    amend_page(sent, "you", own_safety="yes", by=coordinator)
    sent.refresh_from_db()
    assert sent.needs_prompt_call

    amend_page(sent, "you", own_safety="no", by=coordinator)
    sent.refresh_from_db()
    assert sent.needs_prompt_call


def test_what_was_left_for_the_telephone_is_answered(sent, coordinator):
    amend_page(sent, "drink-drugs", drink="by_phone", by=coordinator)
    sent.refresh_from_db()
    assert sent.wants_call == ["drink-drugs"]

    amend_page(sent, "drink-drugs", drink="no", by=coordinator)
    sent.refresh_from_db()
    assert sent.wants_call == []


def test_work_for_the_police_restricts_and_amending_it_again_does_not_lift_that(sent):
    manager = staff(manager=True)

    amend_page(sent, "work", work=["police"], by=staff(coordinator=True))
    sent.refresh_from_db()
    assert sent.is_restricted
    assert [row.user for row in sent.named_users.all()] == [manager]

    amend_page(sent, "work", work=["none"], by=manager)
    sent.refresh_from_db()
    assert sent.is_restricted


def test_a_waiting_message_follows_a_corrected_address_and_no_other_answer(sent, coordinator):
    notifications.receipt(sent, now=NOW)
    receipt = OutgoingMessage.objects.filter(event="receipt_participant")
    receipt.update(body="As it was written.")

    amend_page(sent, "drink-drugs", drink="no", by=coordinator)
    assert receipt.get().body == "As it was written."

    amend_page(sent, "contact", email="right@example.org", by=coordinator)
    assert receipt.get().to_address == "right@example.org"
    assert receipt.get().body.startswith("Hello,")
