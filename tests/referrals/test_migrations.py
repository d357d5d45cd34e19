"""What was on record before is whole after the migrations, and after the way back."""

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection

from referral_portal.common.dates import end_of_day
from referrals.contacts import record_call, record_contact
from referrals.models import ContactLog, Participant, Referral, StatusChange
from tests import migrating
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import make_referral
from tests.roles import make_and_grant

CALLED_AT = dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC)
BORN = dt.date(1988, 4, 5)
BEFORE = [("referrals", "0009_plain_words")]
BEFORE_KEYS = [("referrals", "0012_matches")]


def migrate(targets):
    """Bring the portal's database to `targets` and return the models of that day."""
    return migrating.migrate("default", targets)


def newest():
    """Return the newest migration of every app."""
    return migrating.newest("default")


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_every_participant_gets_a_person_of_its_own_and_keeps_what_its_form_said():
    latest = newest()
    try:
        rows = migrate(BEFORE).get_model("referrals", "Participant").objects
        for name in ("Abe Example", "Abe Example", "Bob Example"):
            rows.create(name=name, search_name=name.lower(), born_on=BORN)
        migrate(latest)
        people = list(Participant.objects.order_by("pk"))
        assert [row.name for row in people] == ["Abe Example", "Abe Example", "Bob Example"]
        # The same name and birthday join nobody: a coordinator decides.
        assert len({row.person_id for row in people}) == 3
        assert all(row.person_id == row.own_person_id for row in people)
        again = migrate(BEFORE).get_model("referrals", "Participant").objects
        assert again.filter(born_on=BORN).count() == 3
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_names_numbers_and_addresses_on_record_get_their_normal_forms_in_batches():
    latest = newest()
    try:
        old = migrate(BEFORE_KEYS)
        people, rows = (
            old.get_model("referrals", name).objects for name in ("Person", "Participant")
        )
        for number in range(501):
            person = people.create()
            rows.create(
                own_person=person, person=person, name=f"Łukasz O’Hara-Smith{number}",
                search_name=f"łukasz o’hara-smith{number}", known_as="Zoë", born_on=BORN,
                phone="+44 7700 900123", email="Wes.Test@Example.org",
            )  # fmt: skip
        migrate(latest)
        first, last = Participant.objects.order_by("pk")[0], Participant.objects.latest("pk")
        assert (first.search_name, last.search_name) == (
            "lukasz ohara smith0", "lukasz ohara smith500",
        )  # fmt: skip
        assert (last.known_as_key, last.phone_key, last.email_key) == (
            "zoe", "07700900123", "wes.test@example.org",
        )  # fmt: skip
        # What was typed stays.
        assert (last.name, last.phone) == ("Łukasz O’Hara-Smith500", "+44 7700 900123")
        row = migrate(BEFORE_KEYS).get_model("referrals", "Participant").objects.latest("pk")
        assert (row.search_name, row.phone) == ("łukasz o’hara-smith500", "+44 7700 900123")
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_a_step_that_closed_a_duplicate_before_is_kept_and_names_no_other_referral():
    before = [("referrals", "0017_fill_match_keys")]
    latest = newest()
    try:
        rows = migrate(before).get_model("referrals", "StatusChange").objects
        referral = make_old_referral(rows.model._meta.apps)
        rows.create(
            referral=referral, number=2, verb="decline", to_status="declined", code="duplicate",
            words="Twice.", at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
        )  # fmt: skip
        migrate(latest)
        change = StatusChange.objects.get()
        assert (change.code, change.words, change.duplicate_of) == ("duplicate", "Twice.", None)
        again = migrate(before).get_model("referrals", "StatusChange").objects.get()
        assert (again.code, again.words) == ("duplicate", "Twice.")
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_a_referral_on_record_keeps_its_day_and_waits_for_its_signs_of_danger():
    latest, before = newest(), [("referrals", "0018_duplicates")]
    try:
        old = make_old_referral(migrate(before))
        migrate(latest)
        referral = Referral.objects.get(pk=old.pk)
        assert (referral.due_on, referral.due_at) == (BORN, end_of_day(BORN))
        assert (referral.danger_level, referral.danger_version) == (4, 0)
        # These clocks did not run yet when it arrived.
        assert (referral.contact_due_at, referral.place_due_at) == (None, None)
        assert migrate(before).get_model("referrals", "Referral").objects.get().due_on == BORN
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_yes_and_no_about_a_telephone_stay_and_not_known_becomes_the_careful_answer_on_the_way_back():
    before = [("referrals", "0020_fill_due_at")]
    latest = newest()
    answers = [(True, True), (True, False), (False, True), (False, False)]
    try:
        old = migrate(before)
        for number, (message, shared) in enumerate(answers):
            person = old.get_model("referrals", "Person").objects.create()
            old.get_model("referrals", "Participant").objects.create(
                own_person=person, person=person, name=f"Abe {number}", search_name="abe",
                born_on=BORN, may_leave_message=message, phone_is_shared=shared,
            )  # fmt: skip
        migrate(latest)
        rows = Participant.objects.order_by("pk")
        assert [(row.may_leave_message, row.phone_is_shared) for row in rows] == answers
        Participant.objects.filter(name="Abe 1").update(
            may_leave_message=None, phone_is_shared=None
        )
        again = migrate(before).get_model("referrals", "Participant").objects.order_by("pk")
        careful = [answers[0], (False, True), *answers[2:]]
        assert [(row.may_leave_message, row.phone_is_shared) for row in again] == careful
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_the_calls_of_call_backs_are_kept_in_the_contact_log_and_come_back():
    latest, before = newest(), [("referrals", "0021_not_known")]
    by = UserFactory(coordinator=True)
    try:
        old = migrate(before)
        district = old.get_model("programmes", "District").objects.create(code="old", name="Old")
        call_back = old.get_model("referrals", "CallBack").objects.create(
            name="Casey Example", phone="07700900123", safe_times="Evenings", district=district,
            channel="online", received_at=CALLED_AT,
        )  # fmt: skip
        call = old.get_model("referrals", "CallAttempt").objects.create(
            call_back=call_back, number=1, outcome="no_answer", note="Try Friday", at=CALLED_AT,
            by_id=by.pk,
        )  # fmt: skip
        migrate(latest)
        kept = ContactLog.objects.get()
        assert (kept.pk, kept.call_back_id, kept.referral, kept.by) == (
            call.pk, call_back.pk, None, by,
        )  # fmt: skip
        assert (kept.result, kept.how, kept.words, kept.at) == (
            "no_answer", "called", "Try Friday", CALLED_AT,
        )  # fmt: skip
        referral = make_referral(needs_prompt_call=True)
        contact = record_contact(
            referral_id=referral.pk, how="called", result="reached", words="x" * 300,
            signs=[f"{referral.reference}-suicide"], next_try_at=CALLED_AT, by=by, now=CALLED_AT,
        )  # fmt: skip
        assert contact.closed_signs.exists()
        record_call(
            call_back_id=call_back.pk, result="no_answer", words="y" * 300, by=by, now=CALLED_AT
        )
        again = migrate(before).get_model("referrals", "CallAttempt").objects.order_by("number")
        assert [(row.outcome, row.note) for row in again] == [
            ("no_answer", "Try Friday"), ("no_answer", "y" * 200),
        ]  # fmt: skip
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


def make_old_referral(old, **fields):
    """Make a referral with the models of that day."""
    now = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    person = old.get_model("referrals", "Person").objects.create()
    participant = old.get_model("referrals", "Participant").objects.create(
        own_person=person,
        person=person,
        name="Abe Example",
        search_name="abe example",
        born_on=BORN,
    )
    envelope = old.get_model("sealing", "SealedEnvelope").objects.create(
        blob=b"sealed", sealed_at=now
    )
    district = old.get_model("programmes", "District").objects.create(code="old", name="Old")
    return old.get_model("referrals", "Referral").objects.create(
        reference="KM-2222-2222", route="self", pathway="domestic_abuse", status="declined",
        participant=participant, envelope=envelope, district=district, submitted_at=now,
        due_on=BORN, status_at=now, ended_at=now, ending_code="duplicate", **fields,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
@pytest.mark.parametrize(("work", "is_restricted"), [(["police"], True), (["none"], False)])
def test_an_earlier_referral_that_says_where_he_works_is_restricted_and_names_the_managers(
    work, is_restricted
):
    latest, before = newest(), [("referrals", "0018_duplicates")]
    try:
        apps = migrate(before)
        old = make_old_referral(apps)
        rows = apps.get_model("referrals", "Referral").objects
        rows.filter(pk=old.pk).update(answers={"work": {"work": work}})
        manager = UserFactory(manager=True)
        UserFactory(manager=True, agency=AgencyFactory(name="Kent Police"))
        UserFactory(manager=True, is_active=False)

        migrate(latest)

        referral = Referral.objects.get(pk=old.pk)
        assert referral.is_restricted is is_restricted
        named = [manager.pk] if is_restricted else []
        assert [row.user_id for row in referral.named_users.all()] == named
        assert [row.user_id for row in referral.named_user_changes.all()] == named
        again = migrate(before).get_model("referrals", "Referral").objects
        assert again.get(pk=old.pk).answers == {"work": {"work": work}}
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_referrals_on_record_can_be_sorted_by_name(monkeypatch):
    monkeypatch.setattr(import_module("referrals.migrations.0038_sort_name"), "BATCH", 1)
    latest = newest()
    try:
        for name in ("Abe Example", "Zoë Ünal"):
            make_referral(name=name)
        migrate([("referrals", "0037_tasks")])
        migrate(latest)
        names = Referral.objects.order_by("sort_name").values_list("sort_name", flat=True)
        assert list(names) == ["abe example", "zoe unal"]
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_a_referral_on_hold_without_a_review_date_is_reviewed_on_the_day_of_its_decision():
    latest = newest()
    held = make_referral(status="on_hold", review_on=BORN)
    without = make_referral(status="on_hold")
    try:
        migrate([("referrals", "0044_waiting_list")])
        Referral.objects.filter(pk=without.pk).update(review_on=None)
        migrate(latest)
        dates = dict(Referral.objects.values_list("pk", "review_on"))
        assert dates == {held.pk: BORN, without.pk: without.due_on}
    finally:
        migrate(latest)
        if connection.vendor == "postgresql":
            make_and_grant()
