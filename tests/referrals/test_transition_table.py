"""The table says everything about a step, and everything else says the same."""

import datetime as dt
from dataclasses import MISSING, fields

import pytest
from django.urls import reverse

from referral_portal.accounts.roles import Role
from referral_portal.outbox.enums import Audience
from referrals import agency, corrections, delivery, notifications, pauses, workflow
from referrals.admin.decision_pages import DECISION_PAGES
from referrals.admin.queue.rows import STATUS_COLOURS
from referrals.enums import (
    AGENCY_WORDS,
    DECLINE_CODES,
    FINAL,
    PAUSED,
    WITH_PLACE,
    AgencyWord,
    MessageEvent,
    Status,
    Trigger,
)
from referrals.transition_table import HAS_PLACE, NO_PLACE, TABLE, Step
from referrals.transitions import NEWS, STEPS, TOLD_FIRST, may
from tests import source
from tests.factories.accounts import TRAITS
from tests.factories.desk import NOW, make_referral, risk_held, staff

# What these follow from is no place.
OTHERS = ("overturn", "receive_answer")

by_verb = pytest.mark.parametrize("step", TABLE, ids=lambda step: step.verb)


# -- A step -------------------------------------------------------------------------------------
def test_nothing_about_a_step_has_a_default():
    assert [
        f.name for f in fields(Step) if (f.default, f.default_factory) != (MISSING, MISSING)
    ] == []


def test_a_verb_has_one_row_and_leads_from_one_status_to_another_once():
    assert len(STEPS) == len(TABLE)
    for step in TABLE:
        ways = [(source, way.target) for way in step.moves for source in way.sources]
        assert len(set(ways)) == len(ways), step.verb


@by_verb
def test_a_verb_is_one_function(step):
    modules = (workflow, delivery, pauses, corrections, agency)
    found = [module for module in modules if callable(getattr(module, step.verb, None))]
    assert len(found) == 1


@by_verb
def test_a_verb_has_words_on_either_side(step):
    assert all((step.label, step.history, step.news, step.help))
    assert step.news == NEWS[step.verb]


@by_verb
def test_somebody_may_take_it_and_no_agency(step):
    for way in step.moves:
        assert way.who
        # An agency answers a question, and nothing else.
        if way.follows_from == Trigger.AGENCY_ANSWERED:
            assert (step.verb, way.who) == ("receive_answer", (Role.AGENCY,))
        else:
            assert set(way.who) <= set(Role) - {Role.AGENCY, Role.COMMISSIONER, Role.AUDITOR}


def test_a_step_with_a_place_follows_from_it_and_one_without_only_from_a_review_or_an_answer():
    for step in TABLE:
        for way in step.moves:
            has_place = set(way.sources) <= WITH_PLACE or way.target in WITH_PLACE
            follows = (has_place and step.verb != "correct") or step.verb in OTHERS
            assert bool(way.follows_from) == follows, step.verb
    assert {way.follows_from for step in TABLE for way in step.moves} == {None, *Trigger}


# -- Messages -----------------------------------------------------------------------------------
def audiences(event) -> set[str]:
    """Return the audiences to whom a step's event can be written."""
    if event in notifications.TO_PARTICIPANT_ONLY:
        return {Audience.PARTICIPANT}
    return {Audience.PARTICIPANT, Audience.REFERRER}


@by_verb
def test_an_event_has_a_message_for_everyone_it_is_written_to(step):
    folder = source.ROOT / "templates" / "referrals" / "messages"
    for audience in audiences(step.event) if step.event else ():
        for part in ("subject", "body"):
            assert (folder / f"{step.event}_{audience}_{part}.txt").is_file()


def test_the_desk_has_a_word_for_every_message_and_no_other():
    folder = source.ROOT / "templates" / "referrals" / "messages"
    # A letter to post is only in rows of an older version; our staff pass on what others read, and
    # a manager is told that a restricted form waits for names.
    events = set(MessageEvent) - {MessageEvent.LETTER} | {"by_desk", "restricted"}
    assert {file.stem.rsplit("_", 2)[0] for file in folder.glob("*.txt")} == events


def test_steps_that_send_the_same_message_have_the_same_news():
    for step in TABLE:
        if step.event:
            assert NEWS[step.event] == step.news, step.verb
    assert not set(STEPS) & set(MessageEvent), "a name of news means one thing"


# -- Told first ---------------------------------------------------------------------------------
def test_people_at_risk_are_told_first_of_these_steps():
    # Take none away without a decision of the service: a person at risk would hear too late.
    assert {
        "accept",
        "allocate",
        "complete",
        "correct",
        "decline",
        "hold",
        "lose_cohort",
        "overturn",
        "remove",
        "resume",
        "return_to_waiting_list",
        "suspend",
        "withdraw",
    } == TOLD_FIRST


def test_whatever_messages_a_participant_or_ends_pauses_or_starts_something_is_told_first():
    felt = {
        step.verb
        for step in TABLE
        for way in step.moves
        if step.event or way.target in FINAL | PAUSED | WITH_PLACE
    }
    # A question decides nothing, and a participant who attends knows that he has started.
    assert felt - TOLD_FIRST == {"request_information", "start"}


# -- A status -----------------------------------------------------------------------------------
def test_every_status_has_a_word_for_agencies_and_a_colour_on_the_desk():
    assert set(AGENCY_WORDS) == set(Status)
    assert set(STATUS_COLOURS) == set(Status) - FINAL


def test_every_status_can_be_reached_and_left():
    assert {way.target for step in TABLE for way in step.moves} == set(Status)
    assert {one for step in TABLE for way in step.moves for one in way.sources} == set(Status)
    assert set(NO_PLACE) | set(HAS_PLACE) == set(Status) - FINAL
    assert (set(HAS_PLACE), set(NO_PLACE)) == (
        WITH_PLACE,
        {
            Status.AWAITING_TRIAGE,
            Status.INFORMATION_REQUESTED,
            Status.ON_HOLD,
            Status.AWAITING_ALLOCATION,
        },
    )


def test_words_shown_to_agencies_never_say_why_it_ended():
    ended = {AGENCY_WORDS[status] for status in FINAL - {Status.DECLINED}}
    assert ended == {AgencyWord.ENDED}
    assert AGENCY_WORDS[Status.DECLINED] == AgencyWord.NOT_ACCEPTED


# -- The desk -----------------------------------------------------------------------------------
def test_every_step_that_follows_from_nothing_has_a_page_on_the_desk():
    direct = {step.verb for step in TABLE if any(not way.follows_from for way in step.moves)}
    assert {page.verb for page in DECISION_PAGES} == direct
    assert [page.slug for page in DECISION_PAGES if page.step.verb != page.verb] == []


@pytest.mark.django_db
@pytest.mark.parametrize("trait", TRAITS)
def test_a_page_is_open_to_the_roles_of_its_step(trait):
    account = staff(**{trait: True})
    for page in DECISION_PAGES:
        assert page.may(account) == may(account, page.verb), page.slug


@pytest.mark.django_db
@pytest.mark.parametrize("page", DECISION_PAGES, ids=lambda page: page.slug)
def test_the_link_the_heading_and_the_button_are_the_words_of_the_table(client, page):
    is_undo = page.verb == "correct"
    client.force_login(staff(manager=True) if is_undo else staff(coordinator=True))
    referral = make_referral()
    if page.step.moves[0].sources[0] != Status.AWAITING_TRIAGE:
        by = staff(coordinator=True)
        workflow.request_information(referral_id=referral.pk, question="?", by=by, now=NOW)
        if page.verb == "take_off_hold":
            day = NOW.date() + dt.timedelta(days=1)
            pauses.hold(referral_id=referral.pk, review_on=day, words="Ill.", by=by, now=NOW)
        if is_undo:
            workflow.decline(
                referral_id=referral.pk,
                code=DECLINE_CODES[0],
                words="?",
                by=by,
                now=NOW,
                **risk_held(),
            )

    def shown(name):
        address = reverse(f"admin:referrals_referral_{name}", args=[referral.pk])
        return client.get(address).content.decode()

    assert f">{page.step.label}<" in shown("change")
    assert shown(page.slug).count(f">{page.step.label}<") >= 2
