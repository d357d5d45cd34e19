"""Loads the catalogue's data files into the database.

Safe to repeat. Existing rows stay as they are, because the administrator may have changed them. A
programme gets a new version only if the number in the file is higher than any stored one. Rows
invented for demonstration are only loaded if the caller asks for them.
"""

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from programmes.models import (
    District,
    FundingPeriod,
    Partner,
    Programme,
    ProgrammePartner,
    ProgrammeVersion,
    RollOut,
    Story,
    Venue,
)
from programmes.publishing import add_parts, fingerprint, publish_version

FOLDER = Path(__file__).parent / "data"


@dataclass
class Loaded:
    """The result of a load: a line for every new row, and notes about what it did not change."""

    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@transaction.atomic
def load_catalogue(*, by, now: dt.datetime, with_demo: bool, folder: Path = FOLDER) -> Loaded:
    """Load the data files in `folder` and return the changes."""
    loaded = Loaded()
    for row in _read(folder, "districts"):
        _make(loaded, District, {"code": row.pop("code")}, row)
    for row in _read(folder, "partners"):
        _make(loaded, Partner, {"code": row.pop("code")}, row)
    districts = {district.code: district for district in District.objects.all()}
    partners = {partner.code: partner for partner in Partner.objects.all()}
    for row in _read(folder, "venues"):
        if with_demo or not row["is_demo"]:
            key = {"district": districts[row.pop("district")], "name": row.pop("name")}
            _make(loaded, Venue, key, row)
    for row in _read(folder, "funding_periods"):
        if with_demo or not row["is_demo"]:
            row["funder"] = partners[row["funder"]]
            row["through"] = partners[row["through"]]
            _make(loaded, FundingPeriod, {"name": row.pop("name")}, row)
    for row in _read(folder, "stories"):
        if with_demo or not row["is_demo"]:
            _make(loaded, Story, {"title": row.pop("title")}, row)
    criteria = _read(folder, "criteria")
    for row in _read(folder, "programmes"):
        version = row.pop("version")
        programme = _load_programme(loaded, row, districts=districts, partners=partners)
        content = {**version, "criteria": criteria[version["criteria"]]}
        _load_version(loaded, programme, content, by=by, now=now)
    return loaded


def _load_programme(loaded: Loaded, row: dict, *, districts: dict, partners: dict) -> Programme:
    partnerships, roll_outs = row.pop("partners"), row.pop("roll_outs")
    programme, is_new = _make(loaded, Programme, {"code": row.pop("code")}, row)
    if is_new:  # afterwards the administrator looks after partners and roll-outs
        for item in partnerships:
            key = {"programme": programme, "partner": partners[item.pop("partner")]}
            _make(loaded, ProgrammePartner, key, item)
        for item in roll_outs:
            key = {
                "programme": programme,
                "district": districts[item.pop("district")],
                "label": item.pop("label"),
            }
            _make(loaded, RollOut, key, item)
    return programme


def _load_version(loaded: Loaded, programme: Programme, row: dict, *, by, now) -> None:
    version, parts = _as_version(programme, row)
    highest = programme.versions.order_by("-number").first()
    if highest is not None and version.number <= highest.number:
        stored = programme.versions.filter(number=version.number).first()
        if stored is None or stored.content_hash != fingerprint(version=version, **parts):
            loaded.notes.append(
                f"{programme.code}: kept the stored version, which differs from version "
                f"{version.number} of the file; a higher number in the file would publish it"
            )
        return
    if programme.versions.drafts().exists():
        loaded.notes.append(
            f"{programme.code}: did not load version {version.number}, because there is a draft"
        )
        return
    version.save()
    add_parts(version=version, **parts)
    publish_version(version_id=version.pk, by=by, now=now)
    loaded.changes.append(f"published {programme.code} version {version.number}")


def _as_version(programme: Programme, row: dict) -> tuple[ProgrammeVersion, dict[str, list[dict]]]:
    criteria = [
        {**criterion, "position": position}
        for position, criterion in enumerate(row.pop("criteria"), start=1)
    ]
    # The scheme's documents do not give every length and wait, so the settings do.
    minutes = row.pop("session_minutes") or settings.SESSION_MINUTES_DEFAULT
    weeks = row.pop("referral_wait_weeks", settings.ORDER_WEEKS)
    version = ProgrammeVersion(
        programme=programme, session_minutes=minutes, referral_wait_weeks=weeks, **row
    )
    plans = [
        {"number": number, "title": f"Session {number}", "minutes": minutes}
        for number in range(1, version.session_count + 1)
    ]
    return version, {"plans": plans, "criteria": criteria}


def _make(loaded: Loaded, model, key: dict, values: dict):
    row, is_new = model.objects.get_or_create(**key, defaults=values)
    if is_new:
        loaded.changes.append(f"added {model._meta.verbose_name} {row}")
    return row, is_new


def _read(folder: Path, name: str):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
