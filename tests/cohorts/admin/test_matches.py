"""The desk's pages about possible matches: who may look, what they show, and what the answers do."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.joining import answer_match
from referral_portal.audit.models import AuditEvent
from referral_portal.pages.tokens import FIELD
from referrals import workflow
from referrals.enums import EndingCode, MatchAnswer
from referrals.models import MatchDecision, Participant, PossibleMatch, Referral
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match, pair

pytestmark = pytest.mark.django_db
SAME, NOT_SAME, NOT_KNOWN = MatchAnswer.SAME, MatchAnswer.NOT_SAME, MatchAnswer.NOT_KNOWN
LIST = "/admin/referrals/possiblematch/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def match(coordinator):
    first, second = make_referral(name="Abe Example"), make_referral(name="Abel Example")
    return make_match(first.participant, second.participant)


def address(page, *arguments):
    return reverse(f"admin:referrals_possiblematch_{page}", args=arguments)


def text(client, *arguments):
    response = client.get(address(*arguments))
    assert response.status_code == 200
    return response.content.decode()


def token_in(page):
    """The page token of the form in the main part of a page."""
    return re.findall(rf'name="{FIELD}" value="([^"]+)"', page.split("<main", 1)[1])[0]


# -- The list ---------------------------------------------------------------------------------------
def test_the_list_has_what_is_to_decide_until_another_answer_is_chosen(client, coordinator):
    made = {
        answer: make_match(make_person(f"Left {answer}"), make_person("R"), answer=answer)
        for answer in MatchAnswer
    }
    for shown, answers in [
        ("", {MatchAnswer.UNDECIDED}),
        ("?show=same", {SAME}),
        ("?show=not_known", {NOT_KNOWN}),
        ("?show=nonsense", {MatchAnswer.UNDECIDED}),
        ("?show=all", set(MatchAnswer)),
    ]:
        rows = client.get(LIST + shown).context["rows"]
        urls = {address("change", made[answer].pk) for answer in answers}
        assert {row["url"] for row in rows} == urls


def test_a_list_of_60_costs_what_a_list_of_3_costs_and_turns_its_pages(
    client, coordinator, settings
):
    def queries(url=LIST):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    people = [make_person(f"Person {number}") for number in range(12)]
    pairs = [(one, two) for one in people for two in people if one.pk < two.pk][:60]
    for one, two in pairs[:3]:
        make_match(one, two)
    queries()
    few = queries()
    for one, two in pairs[3:]:
        make_match(one, two)

    assert queries() == few
    first = client.get(LIST).context
    assert len(first["rows"]) == settings.QUEUE_PAGE_SIZE
    seen, url = set(), LIST
    while url:
        page = client.get(url).context
        seen |= {row["url"] for row in page["rows"]}
        url = page["next_url"] and LIST + page["next_url"]
    assert len(seen) == 60


def test_the_list_says_the_reasons_in_words(client, coordinator):
    make_match(
        make_person(), make_person(), reasons=["born_same", "name_letter", "phone_same", "gone"]
    )
    assert "Same birthday, name one letter off, same telephone" in text(client, "changelist")


# -- Side by side ------------------------------------------------------------------------------------
def test_both_forms_are_shown_and_each_look_is_recorded(client, coordinator, match):
    page = text(client, "change", match.pk)

    references = [one.referrals.get().reference for one in (match.first, match.second)]
    assert all(reference in page for reference in references)
    assert "Same birthday, same telephone" in page
    assert ">Different<" in page.replace("\n", "").replace("  ", "")
    looks = AuditEvent.objects.filter(action="referral.view", actor_id=coordinator.pk)
    assert {look.target_id for look in looks} == {
        str(one.referrals.get().pk) for one in (match.first, match.second)
    }
    assert not MatchDecision.objects.exists()


@pytest.mark.parametrize("given", [SAME, NOT_SAME, NOT_KNOWN])
def test_an_answer_is_kept_with_its_note(client, coordinator, match, given):
    response = client.post(address("change", match.pk), {"answer": given, "words": "Called them."})

    assert response.status_code == 302
    match.refresh_from_db()
    assert match.answer == given
    decision = MatchDecision.objects.get()
    assert (decision.words, decision.by) == ("Called them.", coordinator)
    is_one = Participant.objects.get(pk=match.second_id).person_id == match.first.person_id
    assert is_one is (given == SAME)
    page = text(client, "change", match.pk)
    assert "Called them." in page
    assert address("undo", match.pk) in page


def test_without_an_answer_nothing_is_stored(client, match):
    page = client.post(address("change", match.pk), {"words": "Kept words"})
    assert "Select whether this is the same person" in page.content.decode()
    assert "Kept words" in page.content.decode()
    assert not MatchDecision.objects.exists()


def test_an_answer_from_an_old_page_is_refused_and_keeps_the_words(client, coordinator, match):
    both = pair(match.first, match.second)
    drawn = token_in(text(client, "change", match.pk))
    answer_match(pair=both, answer=NOT_SAME, by=coordinator, now=NOW)

    page = client.post(
        address("change", match.pk), {FIELD: drawn, "answer": SAME, "words": "Kept words"}
    )

    assert "Another user has answered this meanwhile" in page.content.decode()
    assert "Kept words" in page.content.decode()
    match.refresh_from_db()
    assert match.answer == NOT_SAME


def test_two_places_are_refused_beside_the_question(client, coordinator):
    one, two = place_somebody(make_cohort()), place_somebody(make_cohort())
    match = make_match(one.referral.participant, two.referral.participant)

    page = client.post(address("change", match.pk), {"answer": SAME})

    assert "End one of the two places first." in page.context["form"].errors["answer"][0]


def test_the_last_answer_can_be_undone(client, coordinator, match):
    both = pair(match.first, match.second)
    for given in (NOT_KNOWN, SAME):
        answer_match(pair=both, answer=given, by=coordinator, now=NOW)

    page = text(client, "undo", match.pk)
    assert "“same person” now. It will be “do not know yet” again" in page
    client.post(address("undo", match.pk), {"words": "A mistake."})

    match.refresh_from_db()
    assert match.answer == NOT_KNOWN
    assert Participant.objects.get(pk=match.second_id).person_id == match.second.own_person_id
    assert "A mistake." in text(client, "change", match.pk)


def test_there_is_nothing_to_undo_before_an_answer(client, match):
    assert address("undo", match.pk) not in text(client, "change", match.pk)
    page = client.post(address("undo", match.pk), {"words": ""})
    assert "no answer here" in page.content.decode()


def test_a_page_about_two_others_answers_nothing_here(client, coordinator, match):
    other = make_match(make_referral().participant, make_referral().participant)
    drawn = token_in(text(client, "change", other.pk))

    page = client.post(address("change", match.pk), {FIELD: drawn, "answer": SAME})

    assert page.status_code != 302
    assert not MatchDecision.objects.exists()


# -- By hand -----------------------------------------------------------------------------------------
def test_any_two_referrals_are_set_side_by_side_by_hand(client, coordinator):
    one, two = make_referral(), make_referral()
    typed = two.reference.lower().replace("-", " ")

    response = client.post(address("beside", one.pk), {"reference": typed})
    assert response.url == address("by_hand", one.pk, two.pk)
    assert one.reference in text(client, "by_hand", one.pk, two.pk)
    assert not PossibleMatch.objects.exists()
    client.post(response.url, {"answer": SAME})

    match = PossibleMatch.objects.get()
    assert (match.by_hand, match.answer) == (True, SAME)
    assert "Set side by side by a coordinator" in text(client, "change", match.pk)
    client.post(address("undo", match.pk), {})
    assert not PossibleMatch.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the reference"),
        ("nonsense", "like KM-7F3K-9Q2D"),
        ("KM-2222-2222", "There is no referral"),
        ("own", "Type the reference of another referral"),
    ],
)
def test_a_reference_that_names_no_other_form_is_refused(client, coordinator, typed, words):
    one = make_referral()
    other = make_referral(person=one.participant)
    typed = other.reference if typed == "own" else typed
    page = client.post(address("beside", one.pk), {"reference": typed})
    assert words in page.content.decode()
    assert client.get(address("by_hand", one.pk, other.pk)).status_code == 404


# -- Who may look ------------------------------------------------------------------------------------
def test_the_manager_may_answer_too(client, match):
    client.force_login(staff(manager=True))
    client.post(address("change", match.pk), {"answer": NOT_SAME})
    match.refresh_from_db()
    assert match.answer == NOT_SAME


@pytest.mark.parametrize("trait", ["facilitator", "agency_referrer", "auditor", "administrator"])
def test_no_other_role_reaches_the_pages(client, match, trait):
    one, two = (row.referrals.get().pk for row in (match.first, match.second))
    client.force_login(staff(**{trait: True}))
    for path in (
        LIST,
        address("change", match.pk),
        address("undo", match.pk),
        address("beside", one),
        address("by_hand", one, two),
    ):
        assert client.get(path).status_code == 404
        assert client.post(path, {"answer": SAME}).status_code == 404
    assert not MatchDecision.objects.exists()


def test_what_is_not_there_is_not_there(client, match):
    one = match.first.referrals.get().pk
    for path in (
        address("change", 987654),
        address("undo", 987654),
        address("beside", uuid.uuid4()),
        address("by_hand", one, uuid.uuid4()),
    ):
        assert client.get(path).status_code == 404
    assert client.post(LIST).status_code == 405


# -- A death on one of the forms ----------------------------------------------------------------------
def test_the_answer_that_ends_a_silence_says_that_nothing_was_sent(client, coordinator, match):
    died, other = Referral.objects.order_by("participant")
    workflow.withdraw(
        referral_id=died.pk, by=coordinator, now=timezone.now(), code=EndingCode.DIED, words=""
    )
    page = address("change", match.pk)
    warning = f"Nothing was sent to the participant of {other.reference}"

    def answered(answer):
        return client.post(page, {"answer": answer, "words": ""}, follow=True).content.decode()

    assert warning not in answered(NOT_KNOWN)
    assert warning in answered(NOT_SAME)
    assert warning not in client.get(LIST).content.decode()
