"""The catalogue's data files: the scheme's facts, and loading as often as anybody likes."""

import datetime as dt
import json
import shutil

import pytest

from programmes.catalogue import FOLDER, load_catalogue
from programmes.models import (
    District,
    FundingPeriod,
    Partner,
    Programme,
    ProgrammeVersion,
    RollOut,
    Venue,
)
from programmes.publishing import make_draft_version
from referral_portal.audit.recorder import SYSTEM

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def load(folder=FOLDER):
    return load_catalogue(by=SYSTEM, now=NOW, with_demo=True, folder=folder)


def current(code):
    return ProgrammeVersion.objects.current().get(programme__code=code)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "data")


def rewrite(folder, name, change):
    path = folder / f"{name}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


FACTS = [
    # code, pathway, mode, sessions, places, facilitators, longest session
    ("cobi", "stalking", "one_to_one", 12, 1, 1, 150),
    ("da-one-to-one", "domestic_abuse", "one_to_one", 10, 1, 1, None),
    ("da-groupwork", "domestic_abuse", "group", 12, 8, 2, None),
    ("district-community", "domestic_abuse", "group", 12, 12, 2, None),
]


@pytest.mark.parametrize("fact", FACTS, ids=[fact[0] for fact in FACTS])
def test_the_figures_of_each_programme(fact):
    load()

    version = current(fact[0])
    assert fact[1:] == (
        version.pathway,
        version.mode,
        version.session_count,
        version.capacity,
        version.facilitators_required,
        version.max_minutes,
    )
    assert version.session_plans.count() == version.session_count
    assert [c.code for c in version.criteria.all()] == [
        "accepts_responsibility",
        "substance_managed",
        "mental_health_managed",
        "agrees_to_sharing",
        "not_on_order",
    ]
    assert version.referral_wait_weeks == 12
    assert version.sessions_per_week == 1


def test_what_sets_each_programme_apart():
    load()

    cobi, one, group, district = (current(fact[0]) for fact in FACTS)
    assert cobi.facilitator_qualifications == ["psychology", "counselling", "probation_officer"]
    assert "DBT" in cobi.treatment_model
    assert one.treatment_model == "Good Lives Model"
    assert [v.has_plan_note for v in (cobi, one, group, district)] == [False, True, False, False]
    assert [v.men_only for v in (cobi, one, group, district)] == [False, False, True, True]
    assert group.for_heterosexual_relationships
    assert district.accepts_mandated
    assert district.equal_mix
    assert not group.accepts_mandated


def test_lengths_the_papers_do_not_give_are_settings(settings):
    settings.SESSION_MINUTES_DEFAULT = 105
    settings.ORDER_WEEKS = 16
    load()

    assert current("cobi").session_minutes == 150
    assert current("da-one-to-one").session_minutes == 105
    assert set(current("da-groupwork").session_plans.values_list("minutes", flat=True)) == {105}
    assert current("da-groupwork").referral_wait_weeks == 16


def test_places_partners_and_money():
    load()

    assert District.objects.count() == 13
    assert list(Partner.objects.filter(is_core_team=True).values_list("name", flat=True)) == [
        "Kent Police",
        "Interventions Alliance",
        "Lookahead",
    ]
    first = FundingPeriod.objects.get(is_demo=False)
    assert (first.starts_on, first.ends_on) == (dt.date(2021, 9, 1), dt.date(2022, 7, 31))
    assert (str(first.funder), str(first.through)) == (
        "Home Office",
        "Kent Police & Crime Commissioner",
    )
    assert FundingPeriod.objects.covering(NOW.date()).get().is_demo


def test_the_roll_outs_are_history():
    load()

    rows = RollOut.objects.order_by("starts_on").values_list(
        "district__code", "starts_on", "finishes", "is_historic"
    )
    assert set(rows) == {
        ("canterbury", None, "mid-December 2016", True),
        ("maidstone", dt.date(2017, 2, 1), "", True),
        ("medway", dt.date(2017, 6, 1), "", True),
        ("thanet", dt.date(2017, 9, 1), "", True),
    }
    assert Programme.objects.get(code="district-community").historic_phone == "01227 812531"


def test_a_second_load_changes_nothing():
    assert load().changes
    again = load()

    assert (again.changes, again.notes) == ([], [])
    assert ProgrammeVersion.objects.count() == 4


def test_what_the_administrator_changed_stays():
    load()
    Venue.objects.filter(name="Orchard House").update(town="Elsewhere")
    Programme.objects.get(code="cobi").partnerships.all().delete()

    assert load().changes == []
    assert Venue.objects.get(name="Orchard House").town == "Elsewhere"
    assert not Programme.objects.get(code="cobi").partnerships.exists()


def test_a_published_version_is_never_overwritten(folder):
    load(folder)
    rewrite(folder, "programmes", lambda data: data[0]["version"].update(capacity=1, name="New"))

    again = load(folder)

    assert again.changes == []
    assert "cobi: kept the stored version" in again.notes[0]
    assert current("cobi").name != "New"


def test_a_higher_number_is_published_beside_the_old_one(folder):
    load(folder)
    rewrite(folder, "programmes", lambda data: data[0]["version"].update(number=2, name="New"))

    assert load(folder).changes == ["published cobi version 2"]
    assert current("cobi").name == "New"
    assert ProgrammeVersion.objects.filter(programme__code="cobi").count() == 2
    assert load(folder).changes == []


def test_a_draft_of_the_administrator_is_left_alone(folder):
    load(folder)
    programme = Programme.objects.get(code="cobi")
    draft = make_draft_version(programme_id=programme.pk, by=SYSTEM, now=NOW)
    rewrite(folder, "programmes", lambda data: data[0]["version"].update(number=3))

    again = load(folder)

    assert again.changes == []
    assert "because there is a draft" in again.notes[0]
    draft.refresh_from_db()
    assert not draft.is_published


def test_what_is_invented_is_loaded_only_on_request():
    load_catalogue(by=SYSTEM, now=NOW, with_demo=False)

    assert not Venue.objects.exists()
    assert not FundingPeriod.objects.filter(is_demo=True).exists()
    assert ProgrammeVersion.objects.current().count() == 4


def test_every_invented_venue_says_so_and_every_district_has_one():
    load()

    assert not Venue.objects.filter(is_demo=False).exists()
    assert not District.objects.filter(venues=None).exists()
