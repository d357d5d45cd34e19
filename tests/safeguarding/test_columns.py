"""What is known about people at risk: unreadable in the database, bound to its row and column."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connections
from django.utils import timezone

from referral_portal.common.column_keys import CannotUnlock, ColumnKey, lock, unlock
from safeguarding.casework.not_told import note_not_told
from safeguarding.casework.search import index_waiting
from safeguarding.columns import sealed_fields
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.keys import encrypted_models
from safeguarding.models import (
    Concern,
    ContactNote,
    NobodyToTell,
    PersonAtRisk,
    ReleaseOverride,
    SafeContact,
    SealedNote,
    VictimCase,
)
from tests.factories.safeguarding import CANARY, contact_for, make_case, make_referral, speak, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
NAME, NUMBER, TIMES, WORDS = "Zelda Canary", "07700 900777", "Canary mornings", "Canary words"
ALIAS = "Zelly Canary"


@pytest.fixture
def known(case, worker):
    """A case with every kind of encrypted value on it."""
    contact_for(case, worker, person=NAME, value=NUMBER, when=TIMES)
    speak(case, worker, person=NAME, note=WORDS)
    person = PersonAtRisk.objects.get()
    person.aliases, person.born_on = ALIAS, "1931-04-05"
    person.save()
    note_not_told(
        case_id=case.pk, person_id=person.pk, reason="not_safe", words=WORDS, by=worker,
        now=timezone.now(),
    )  # fmt: skip
    now = timezone.now()
    note = {"note": {"answers": [{"name": "words", "label": "Note", "value": CANARY}]}}
    SealedNote.objects.create(pk=make_uuid(), case=case, contents=note, sealed_at=now)
    Concern.objects.create(pk=make_uuid(), case=case, contents=note, raised_at=now, state_at=now)
    NobodyToTell.objects.create(case=case, why=WORDS, by=worker, at=now)
    ReleaseOverride.objects.create(case=case, message_id=make_uuid(), why=WORDS, by=worker, at=now)
    index_waiting(now=now)
    return VictimCase.objects.get(pk=case.pk)


def make_uuid():
    return make_referral().pk


def stored(model, column):
    """The bytes of one column, row by row, as the database gives them."""
    with connections["safeguarding"].cursor() as cursor:
        name = model._meta.get_field(column).column
        cursor.execute(f'SELECT "{name}" FROM {model._meta.db_table} ORDER BY id')
        return [bytes(value) for (value,) in cursor.fetchall() if value is not None]


def exchange(model, column, one, other, *, other_column=None):
    """Swap two values, as an attacker with the database can."""
    rows = model._base_manager.using("safeguarding").in_bulk([one, other])
    first = rows[one].__dict__[column]
    second = rows[other].__dict__[other_column or column]
    places = [model._meta.get_field(name).column for name in (column, other_column or column)]
    with connections["safeguarding"].cursor() as cursor:
        sql = f'UPDATE {model._meta.db_table} SET "{{}}" = %s WHERE id = %s'
        key = model._meta.pk
        one, other = (key.get_db_prep_value(pk, connections["safeguarding"]) for pk in (one, other))
        cursor.execute(sql.format(places[0]), [second, one])
        cursor.execute(sql.format(places[1]), [first, other])


def test_every_table_of_the_database_says_nothing_about_anybody(known):
    words = [NAME, NUMBER, NUMBER.replace(" ", ""), TIMES, WORDS, CANARY, ALIAS, "Zelda", "1931-04"]
    with connections["safeguarding"].cursor() as cursor:
        tables = connections["safeguarding"].introspection.table_names(cursor)
        for table in tables:
            if not table.startswith("safeguarding_"):
                continue
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                text = " ".join(
                    bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes)
                    else str(value)
                    for value in row
                )  # fmt: skip
                assert not [word for word in words if word in text], table


def test_the_page_still_says_all_of_it(client, known):
    text = client.get(url(known)).content.decode()
    for words in (NAME, NUMBER.replace(" ", ""), TIMES, WORDS, CANARY, ALIAS, "5 April 1931"):
        assert words in text or words in text.replace(" ", "")


def test_what_is_encrypted():
    found = {(model.__name__, field.name) for model in encrypted_models()
             for field in sealed_fields(model)}  # fmt: skip
    assert found == {
        ("VictimCase", "contents"), ("SealedNote", "contents"), ("Concern", "contents"),
        ("SafeContact", "name"), ("SafeContact", "value"), ("SafeContact", "when"),
        ("ContactNote", "note"), ("CaseOpening", "reason"), ("Exclusion", "reason"),
        ("PersonAtRisk", "legal_name"), ("PersonAtRisk", "aliases"), ("PersonAtRisk", "born_on"),
        ("PersonOnCase", "untold_why"), ("NotTold", "words"),
        ("NobodyToTell", "why"), ("ReleaseOverride", "why"),
        ("ConcernStep", "words"),
        ("CaseClosing", "why"), ("SyntheticCase", "contents"),
    }  # fmt: skip


def test_values_swapped_between_rows_do_not_open(known, worker):
    other = contact_for(known, worker, person="Ann Else", value="07700 900778")
    one = known.safe_contacts.exclude(pk=other.pk).get()
    exchange(SafeContact, "when", one.pk, other.pk)
    for contact in SafeContact.objects.all():
        assert contact.value
        with pytest.raises(CannotUnlock):
            _ = contact.when


def test_the_name_of_one_woman_does_not_open_as_that_of_another(known, worker):
    contact_for(known, worker, person="Ann Else", value="07700 900778")
    exchange(PersonAtRisk, "legal_name", *PersonAtRisk.objects.values_list("pk", flat=True))
    for person in PersonAtRisk.objects.all():
        with pytest.raises(CannotUnlock):
            _ = person.legal_name


def test_values_swapped_between_columns_do_not_open(known):
    contact = known.safe_contacts.get()
    row = SafeContact.objects.get()
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute(
            'UPDATE safeguarding_safecontact SET "value" = %s, "when" = %s WHERE id = %s',
            [row.__dict__["when"], row.__dict__["value"], contact.pk],
        )
    contact = SafeContact.objects.get()
    for name in ("when", "value"):
        with pytest.raises(CannotUnlock):
            getattr(contact, name)


def test_a_row_moved_to_another_case_does_not_open(known, worker):
    SafeContact.objects.update(case=make_case(owner=worker))
    with pytest.raises(CannotUnlock):
        _ = SafeContact.objects.get().value


def test_one_mans_form_under_another_case_does_not_open(known):
    other = make_case()
    exchange(VictimCase, "contents", known.pk, other.pk)
    with pytest.raises(CannotUnlock):
        _ = VictimCase.objects.get(pk=known.pk).contents


@pytest.mark.parametrize("place", [("t", "1", "", "c"), ("t", "11", "", "c"), ("t1", "", "", "c")])
def test_a_value_opens_in_its_place_alone(place):
    value = lock(b"words", place=("t", "1", "", "c"), block=64)
    if place == ("t", "1", "", "c"):
        assert unlock(value, place=place) == b"words"
    else:
        with pytest.raises(CannotUnlock):
            unlock(value, place=place)


def test_every_flipped_bit_and_a_strange_key_are_noticed():
    place = ("t", "1", "", "c")
    value = lock(b"words", place=place, block=64)
    for position in (0, 1, 8, 9, 60, 100, 130, len(value) - 1):
        damaged = bytearray(value)
        damaged[position] ^= 1
        with pytest.raises(CannotUnlock):
            unlock(bytes(damaged), place=place)
    with pytest.raises(CannotUnlock):
        unlock(b"", place=place)


def test_lengths_are_told_in_blocks_only(case, worker):
    for person, value, when in [
        ("Jo", "07700 900001", ""),
        ("J" * 100, "07700 900002", "w" * 200),
    ]:
        contact_for(case, worker, person=person, value=value, when=when)
    for model, column in (
        (PersonAtRisk, "legal_name"), (PersonAtRisk, "aliases"), (SafeContact, "value"),
        (SafeContact, "when"),
    ):  # fmt: skip
        assert len({len(value) for value in stored(model, column)}) == 1
    # A form that names nobody and one that names a person at risk.
    make_case(parts={})
    assert len({len(value) for value in stored(VictimCase, "contents")}) == 1


def test_the_same_words_never_look_the_same(worker):
    for number in range(3):
        contact_for(make_case(owner=worker), worker, person=NAME, value=f"07700 90000{number}")
    assert len(set(stored(PersonAtRisk, "legal_name"))) == 3


def test_no_lookup_reaches_an_encrypted_column():
    for lookup in ({"name": NAME}, {"name__startswith": "Z"}):
        with pytest.raises(FieldError):
            SafeContact.objects.filter(**lookup)
    with pytest.raises(FieldError):
        ContactNote.objects.filter(note__contains="x")
    with pytest.raises(FieldError):
        SafeContact.objects.update(name=NAME)


def test_the_opener_writes_what_it_cannot_read(settings, tmp_path):
    referral = make_referral()
    full = settings.COLUMN_KEYS_FILE
    settings.COLUMN_KEYS_FILE = tmp_path / "not for the opener"
    assert open_waiting(now=timezone.now()) == 1
    case = VictimCase.objects.get(referral_id=referral.pk)
    with pytest.raises(ImproperlyConfigured, match=r"docs/keys\.md"):
        _ = case.contents
    settings.COLUMN_KEYS_FILE = full
    assert VictimCase.objects.get().contents["person"]["answers"][0]["value"] == CANARY


def test_a_damaged_value_shows_nothing_rather_than_half(client, known):
    with connections["safeguarding"].cursor() as cursor:
        cursor.execute('UPDATE safeguarding_safecontact SET "when" = %s', [b"\x01" + b"x" * 700])
    response = client.get(url(known))
    assert response.status_code == 503
    assert NAME not in response.content.decode()


def test_a_line_of_the_key_file_is_two_secrets():
    key = ColumnKey.generate()
    assert len(key.line().split()) == 2
    assert key.id not in key.line()
