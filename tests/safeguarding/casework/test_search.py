"""Finding people by keyed hashes: exact, in any spelling, and only among one's own cases."""

import hashlib

import pytest
from django.utils import timezone

from referral_portal.common.column_keys import column_keys
from referrals.models import Participant, Referral
from safeguarding.casework import search
from safeguarding.casework.search import find_cases, index_waiting, plain_form
from safeguarding.models import SearchWord, VictimCase
from tests.factories.safeguarding import contact_for, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HARMED = {
    "person": {
        "page": "The person harmed",
        "answers": [
            {"name": "harmed_name", "label": "Full name", "value": "Zoë O’Canary-Smith"},
            {"name": "harmed_born_on", "label": "Date of birth", "value": "5 May 1979"},
            {"name": "harmed_phone", "label": "Phone", "value": "07700900777"},
            {"name": "harmed_email", "label": "Email", "value": "Zoe@example.org"},
            {"name": "harmed_not_safe", "label": "What is not safe?", "value": "Everything"},
        ],
    }
}


@pytest.fixture
def named(worker):
    case = make_case(owner=worker, parts=HARMED)
    make_case(owner=worker)
    index_waiting(now=timezone.now())
    return case


def found(typed, worker):
    return list(find_cases(typed=typed, worker=worker))


@pytest.mark.parametrize(
    "typed",
    ["Zoë O’Canary-Smith", "zoe o’canary smith", "SMITH, Zoe O'Canary", "Zoe OCanary\u2011Smith",
     "07700 900 777", "+44 7700 900777", "447700900777", "7700900777", "٠٧٧٠٠٩٠٠٧٧٧",
     "zoe@EXAMPLE.org ", "5 May 1979", "5th May 1979", "05/05/1979", "1979-05-05"],
)  # fmt: skip
def test_any_spelling_finds_the_one_case(named, worker, typed):
    assert found(typed, worker) == [named]


def test_a_change_of_the_normal_forms_files_every_case_again(named, worker, monkeypatch):
    assert index_waiting(now=timezone.now()) == 0
    monkeypatch.setattr(search, "FORMS", search.FORMS + 1)
    monkeypatch.setattr(search, "name_form", lambda text: text.upper().replace("’", ""))

    assert index_waiting(now=timezone.now()) == 2
    assert index_waiting(now=timezone.now()) == 0
    assert found("zoë ocanary-smith", worker) == [named]


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [("zoe o’canary smith", "name"), ("447700900777", "telephone number"),
     ("zoe@example.org", "email address"), ("5 May 1979", "date of birth")],
)  # fmt: skip
def test_what_was_typed_is_taken_for_one_thing_and_that_is_said(named, worker, typed, meaning):
    assert search.meanings_found(typed=typed, cases=found(typed, worker)) == [meaning]


def test_a_reference_finds_its_case_even_if_it_could_be_a_name(named, worker):
    called = make_case(owner=worker)
    VictimCase.objects.filter(pk=called.pk).update(reference="KM-MATT-HEWS")
    contact_for(named, worker, person="Matthews", value="x@example.org", method="email")

    both = found("matthews", worker)

    assert {case.pk for case in both} == {called.pk, named.pk}
    assert search.meanings_found(typed="matthews", cases=both) == ["reference", "name"]
    assert found("km matt hews", make_worker()) == []


@pytest.mark.parametrize(
    "typed", ["Zoë", "Canary", "0770090077", "zoe@example.com", "6 May 1979", "Everything", ","]
)
def test_anything_less_finds_nothing(named, worker, typed):
    assert found(typed, worker) == []


def test_a_contact_is_found_at_once(case, worker):
    contact_for(case, worker, person="Tilda Canary", value="tilda@example.org", method="email")
    assert found("tilda canary", worker) == found("tilda@example.org", worker) == [case]


def test_a_participants_own_details_find_their_case(worker):
    """Both partners are referred, each naming the other: each is found by their own name too."""
    case = make_case(owner=worker, parts={})
    one = Referral.objects.get(pk=case.referral_id).participant
    Participant.objects.filter(pk=one.pk).update(
        name="Percival O’Placeholder", known_as="Percy", phone="07700900654",
        email="Percy@bücher.example", born_on="1981-02-03",
    )  # fmt: skip
    index_waiting(now=timezone.now())
    for typed in ("percival oplaceholder", "Percy", "+44 7700 900654", "percy@xn--bcher-kva.example",
                  "3 February 1981"):  # fmt: skip
        assert found(typed, worker) == [case], typed
        assert found(typed, make_worker()) == []


def test_nobody_finds_a_case_that_is_not_theirs(named):
    assert found("07700 900777", make_worker(is_manager=True)) == [named]
    assert found("07700 900777", make_worker()) == []


def test_the_hashes_need_the_key(named):
    digests = set(SearchWord.objects.values_list("digest", flat=True))
    words = plain_form("phone", "07700900777")
    for text in (words, f"phone\0{words}"):
        assert hashlib.blake2b(text.encode(), digest_size=32).hexdigest() not in digests
        assert hashlib.sha256(text.encode()).hexdigest() not in digests
    assert set(SearchWord.objects.values_list("key", flat=True)) == {column_keys()[0].id}


def test_one_case_that_cannot_be_read_holds_up_no_other(worker, caplog):
    broken, other = make_case(owner=worker), make_case(owner=worker, parts=HARMED)
    VictimCase.objects.filter(pk=broken.pk).update(
        contents=VictimCase.objects.get(pk=other.pk).__dict__["contents"]
    )
    assert index_waiting(now=timezone.now()) == 2
    assert index_waiting(now=timezone.now()) == 0
    assert found("07700 900777", worker) == [other]
    assert "case not indexed" in caplog.text
