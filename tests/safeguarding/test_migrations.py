"""What was on record before is chained and encrypted by the migrations, and comes back whole."""

import json
import uuid

import pytest
from django.db import connections
from django.utils import timezone

from referral_portal.common.column_keys import lock, unlock
from safeguarding.access.chains import case_chain
from safeguarding.models import (
    Alert,
    Concern,
    ContactNote,
    PersonAtRisk,
    PersonOnCase,
    SafeContact,
    SealedNote,
    SearchWord,
    VictimCase,
)
from tests import migrating
from tests.roles import make_and_grant

BEFORE = [("safeguarding", "0003_last_code")]
CANARY = "Canary Example"
FORM = {"person": {"answers": [{"name": "harmed_name", "value": CANARY}]}}


def migrate(targets):
    """Bring the safeguarding database to `targets` and return the models of that day."""
    return migrating.migrate("safeguarding", targets)


def come_back(latest):
    """Bring the database to the newest migration, with the rights of every role."""
    migrate(latest)
    # A table that is made anew has no rights yet; a deployment grants after every migration.
    if connections["safeguarding"].vendor == "postgresql":
        make_and_grant()


def newest():
    """Return the newest migration of the app."""
    return [node for node in migrating.newest("safeguarding") if node[0] == "safeguarding"]


def bytes_of(table, column):
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM safeguarding_{table}')
        return b"".join(bytes(value) for (value,) in cursor.fetchall() if value is not None)


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_what_is_on_record_is_moved_there_and_back():
    latest = newest()
    try:
        old = migrate(BEFORE)
        fill(old)
        migrate(latest)
        case = VictimCase.objects.get(reference="KM-1")
        assert case.contents == FORM
        assert VictimCase.objects.get(reference="KM-2").contents is None
        contact = SafeContact.objects.get()
        assert (contact.name, contact.value, contact.when) == (CANARY, "07700900777", "")
        assert ContactNote.objects.get().note == CANARY
        assert SealedNote.objects.get().contents == Concern.objects.get().contents == FORM
        assert (case_chain(case).length, case_chain(case).is_whole) == (3, True)
        for table, column in (("victimcase", "contents"), ("safecontact", "person"),
                              ("contactnote", "note"), ("concern", "contents")):  # fmt: skip
            assert CANARY.encode() not in bytes_of(table, column)
        again = migrate(BEFORE)
        row = again.get_model("safeguarding", "SafeContact").objects.get()
        assert (row.person, row.value, row.when) == (CANARY, "07700900777", "")
        contents = again.get_model("safeguarding", "VictimCase").objects
        assert contents.get(reference="KM-1").contents == FORM
        assert contents.get(reference="KM-2").contents is None
    finally:
        come_back(latest)


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_cases_stay_when_the_status_that_nothing_set_is_dropped():
    before, latest = [("safeguarding", "0009_open_and_close_cases")], newest()
    try:
        cases = migrate(before).get_model("safeguarding", "VictimCase").objects
        kept = cases.create(
            referral_id=uuid.uuid4(), reference="KM-1", opened_at=timezone.now(), status="open"
        )
        migrate(latest)
        case = VictimCase.objects.get()
        assert (case.pk, case.referral_id, case.reference) == (kept.pk, kept.referral_id, "KM-1")
        row = migrate(before).get_model("safeguarding", "VictimCase").objects.get()
        assert (row.pk, row.status) == (kept.pk, "open")
    finally:
        come_back(latest)


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_what_was_recorded_per_case_names_nobody_yet_and_details_of_a_person_go_back_with_a_name():
    before, latest = [("safeguarding", "0011_plain_labels")], newest()
    try:
        old = migrate(before)
        now = timezone.now()
        model = {name: old.get_model("safeguarding", name).objects for name in (
            "Worker", "VictimCase", "SafeContact", "ContactNote")}  # fmt: skip
        worker = model["Worker"].create(username="w", name="W", password="!", created_at=now)
        case = model["VictimCase"].create(referral_id=uuid.uuid4(), reference="KM-1", opened_at=now)
        sealed = {
            column: lock(json.dumps(words).encode(), block=512,
                         place=("safeguarding_safecontact", "7", str(case.pk), column))
            for column, words in (("person", CANARY), ("value", "07700900777"), ("when", ""))
        }  # fmt: skip
        model["SafeContact"].create(
            pk=7, case=case, kind="new_partner", method="call", source="agency", safety="unknown",
            added_by=worker, added_at=now, **sealed,
        )  # fmt: skip
        words = lock(b'"Invented words"', block=1024,
                     place=("safeguarding_contactnote", "8", str(case.pk), "note"))  # fmt: skip
        model["ContactNote"].create(
            pk=8, case=case, method="call", result="spoke", at=now, by=worker, written_at=now,
            note=words,
        )  # fmt: skip
        migrate(latest)
        contact, note = SafeContact.objects.get(), ContactNote.objects.get()
        assert (contact.person, contact.name, contact.value) == (None, CANARY, "07700900777")
        assert (note.person, note.offered, note.note) == (None, False, "Invented words")
        person = PersonAtRisk.objects.create(
            legal_name="Tilda Canary", added_by_id=worker.pk, added_at=now
        )
        PersonOnCase.objects.create(
            case_id=case.pk, person=person, kind="partner", is_new_partner=True, source="police",
            added_by_id=worker.pk, added_at=now,
        )  # fmt: skip
        added = SafeContact.objects.create(
            case_id=case.pk, person=person, method="text", value="07700900778", source="agency",
            added_by_id=worker.pk, added_at=now,
        )  # fmt: skip
        again = migrate(before).get_model("safeguarding", "SafeContact").objects
        place = ("safeguarding_safecontact", str(added.pk), str(case.pk), "person")
        row = again.get(pk=added.pk)
        assert json.loads(unlock(bytes(row.person), place=place)) == "Tilda Canary"
        assert (row.kind, bytes(again.get(pk=7).person)) == ("new_partner", sealed["person"])
    finally:
        come_back(latest)


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_cases_are_filed_again_when_search_words_say_whose_they_are():
    before, latest = [("safeguarding", "0017_typed_page")], newest()
    try:
        old = migrate(before)
        case = old.get_model("safeguarding", "VictimCase").objects.create(
            referral_id=uuid.uuid4(), reference="KM-1", opened_at=timezone.now(),
            indexed_key="k", indexed_forms=1,
        )  # fmt: skip
        old.get_model("safeguarding", "SearchWord").objects.create(case=case, key="k", digest="d")
        migrate(latest)
        assert SearchWord.objects.get().whose == "at_risk"
        assert VictimCase.objects.get().indexed_forms == 0
        for whose in ("at_risk", "participant"):
            SearchWord.objects.create(case_id=case.pk, key="k", digest="e", whose=whose)
        Alert.objects.create(
            kind="also_participant", urgency=15, source="also:1", case_id=case.pk,
            raised_at=timezone.now(),
        )  # fmt: skip
        again = migrate(before)
        assert not again.get_model("safeguarding", "SearchWord").objects.exists()
        assert not again.get_model("safeguarding", "Alert").objects.exists()
    finally:
        come_back(latest)


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_contacts_and_alerts_stay_and_tell_nobody_until_somebody_calls_again():
    before, latest = [("safeguarding", "0018_whose_search_words")], newest()
    now = timezone.now()
    try:
        old = migrate(before)
        make = {name: old.get_model("safeguarding", name).objects for name in (
            "VictimCase", "Worker", "ContactNote", "Alert",
        )}  # fmt: skip
        case = make["VictimCase"].create(referral_id=uuid.uuid4(), reference="KM-1", opened_at=now)
        worker = make["Worker"].create(username="w", name="W", password="x", created_at=now)
        make["ContactNote"].create(
            id=7, case=case, method="call", result="spoke", note=b"", at=now, by=worker,
            written_at=now,
        )  # fmt: skip
        make["Alert"].create(
            kind="tell_first", urgency=10, source="tell:1", case=case, raised_at=now,
            handled_at=now, outcome="could_not_reach",
        )  # fmt: skip
        migrate(latest)
        note = ContactNote.objects.defer("note").get()
        assert (note.result, note.tells, note.contact_id, note.next_try_on) == (
            "spoke", False, None, None,
        )  # fmt: skip
        alert = Alert.objects.get()
        assert (alert.outcome, alert.tries, alert.needs_second, alert.override_id) == (
            "could_not_reach", 0, False, None,
        )  # fmt: skip
        again = migrate(before)
        assert again.get_model("safeguarding", "ContactNote").objects.get().result == "spoke"
    finally:
        come_back(latest)


def fill(old):
    """Write a little of everything, as it was then."""
    model = {name: old.get_model("safeguarding", name).objects for name in (
        "Worker", "VictimCase", "SafeContact", "ContactNote", "SealedNote", "Concern",
        "AccessRecord")}  # fmt: skip
    now = timezone.now()
    worker = model["Worker"].create(username="w", name="W", password="!", created_at=now)
    case, _ = (
        model["VictimCase"].create(
            referral_id=uuid.uuid4(), reference=reference, opened_at=now, contents=contents
        )
        for reference, contents in (("KM-1", FORM), ("KM-2", None))
    )
    model["SafeContact"].create(
        case=case, person=CANARY, kind="partner", method="call", value="07700900777",
        source="agency", added_by=worker, added_at=now,
    )  # fmt: skip
    model["ContactNote"].create(
        case=case, method="call", result="spoke", note=CANARY, at=now, by=worker, written_at=now
    )
    model["SealedNote"].create(pk=uuid.uuid4(), case=case, contents=FORM, sealed_at=now)
    model["Concern"].create(pk=uuid.uuid4(), case=case, contents=FORM, raised_at=now, state_at=now)
    for page in ("case", "give", "case"):
        model["AccessRecord"].create(worker=worker, at=now, what="case", page=page, case=case)
    model["AccessRecord"].create(worker=worker, at=now, what="worklist", page="worklist")


@pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])
def test_a_concern_from_before_the_levels_stays_and_ranks_as_high_until_it_is_read():
    before, latest = [("safeguarding", "0018_whose_search_words")], newest()
    try:
        old = migrate(before)
        now = timezone.now()
        case = old.get_model("safeguarding", "VictimCase").objects.create(
            referral_id=uuid.uuid4(), reference="KM-1", opened_at=now
        )
        ids = {state: uuid.uuid4() for state in ("received", "being_handled")}
        for state, pk in ids.items():
            old.get_model("safeguarding", "Concern").objects.create(
                pk=pk, case=case, raised_at=now, state=state, state_at=now,
                contents=lock(json.dumps(FORM).encode(), block=4096,
                              place=("safeguarding_concern", str(pk), str(case.pk), "contents")),
            )  # fmt: skip
            old.get_model("safeguarding", "Alert").objects.create(
                kind="concern", urgency=20, source=f"concern:{pk}", case=case, raised_at=now,
                detail={"concern": str(pk)},
            )  # fmt: skip
        migrate(latest)
        assert {concern.level for concern in Concern.objects.all()} == {None}
        assert {concern.contents == FORM for concern in Concern.objects.all()} == {True}
        details = {alert.source: alert.detail for alert in Alert.objects.all()}
        assert details == {
            f"concern:{ids['received']}": {"concern": str(ids["received"]), "level": 1},
            f"concern:{ids['being_handled']}": {"concern": str(ids["being_handled"])},
        }
        rows = migrate(before).get_model("safeguarding", "Concern").objects
        assert set(rows.values_list("pk", flat=True)) == set(ids.values())
    finally:
        come_back(latest)
