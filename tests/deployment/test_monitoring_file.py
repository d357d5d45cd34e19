"""Prometheus, Alertmanager and the dashboards of each zone: closed, of one zone only, and about figures
that exist.

docker-compose.monitoring.yml lies over docker-compose.yml; `./dev stack` does not start it.
"""

import copy
import json
import re
import subprocess
import sys

import pytest
import yaml

from tests.deployment.known import FOLDER, promtool
from tests.deployment.test_composition_file import FILE as BASE
from tests.source import ROOT

FILE = yaml.safe_load((ROOT / "docker-compose.monitoring.yml").read_text())
ZONES = ("portal", "safeguarding")
DASHBOARDS = {zone: json.loads((FOLDER / "grafana" / f"{zone}.json").read_text()) for zone in ZONES}
FIGURE = re.compile(r"\b(?:portal|safeguarding)_\w+")


def faults(file: dict) -> list[str]:
    """Every promise that `file` does not keep."""
    found = []
    networks = BASE["networks"] | file["networks"]
    for name, entry in file["services"].items():
        zone, _, what = name.partition("-")
        other = ZONES[1 - ZONES.index(zone)]
        kept = {
            "read-only": entry.get("read_only") is True,
            "no capabilities": entry.get("cap_drop") == ["ALL"],
            "no new privileges": entry.get("security_opt") == ["no-new-privileges:true"],
            "not root": entry.get("user") == "65534:65534",
            "little memory": str(entry.get("mem_limit")).endswith(":-512m}"),
            "few processes": "pids_limit" in entry,
            "short logs": {"max-size", "max-file"} <= entry["logging"]["options"].keys(),
            "not published": "ports" not in entry,
            "version pinned": re.search(r":v\d+\.\d+\.\d+\}$", entry["image"]) is not None,
            "health check": "healthcheck" in entry,
            "started again": entry["restart"] == "unless-stopped",
            "nothing of the other zone": other not in json.dumps(entry),
            "mounted files cannot be changed": all(
                volume.endswith(":ro") for volume in entry.get("volumes", []) if volume[0] == "."
            ),
        }
        outside = {one for one in entry["networks"] if not (networks[one] or {}).get("internal")}
        kept["no way out"] = outside == ({f"{zone}-alerts"} if what == "alertmanager" else set())
        found += [f"{name}: {promise}" for promise, is_kept in kept.items() if not is_kept]
    return found


def test_each_zone_has_a_closed_pair_of_its_own():
    assert FILE["services"].keys() == {
        f"{zone}-{what}" for zone in ZONES for what in ("prometheus", "alertmanager")
    }
    assert not FILE["services"].keys() & BASE["services"].keys()
    assert faults(FILE) == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("portal-prometheus", "networks", ["portal-front", "safeguarding-front"]),
        ("portal-prometheus", "networks", ["portal-alerts"]),
        ("safeguarding-alertmanager", "networks", ["safeguarding-watch", "portal-mail"]),
        ("portal-prometheus", "ports", ["9090:9090"]),
        ("portal-prometheus", "secrets", ["safeguarding_prometheus_token"]),
        ("portal-prometheus", "image", "prom/prometheus:latest"),
        ("safeguarding-prometheus", "user", "0:0"),
    ],
)
def test_a_broken_promise_is_noticed(service, key, value):
    broken = copy.deepcopy(FILE)
    broken["services"][service][key] = value
    assert faults(broken)


@pytest.mark.parametrize("zone", ZONES)
def test_prometheus_asks_its_own_zone_as_the_web_process_expects(zone):
    text = (FOLDER / "monitoring" / f"{zone}.yml").read_text()
    code, said = promtool("check", "config", "--syntax-only", f"monitoring/{zone}.yml")
    assert code == 0, said
    (job,) = yaml.safe_load(text)["scrape_configs"]
    assert job["job_name"] == zone  # as the rules say
    (target,) = job["static_configs"][0]["targets"]
    service = target.partition(":")[0]
    allowed = BASE["services"][service]["environment"]["ALLOWED_HOSTS"]
    assert service in allowed.split(",")
    shared = set(BASE["services"][service]["networks"])
    assert shared & set(FILE["services"][f"{zone}-prometheus"]["networks"]) == {f"{zone}-front"}
    secret = job["authorization"]["credentials_file"].removeprefix("/run/secrets/")
    assert FILE["services"][f"{zone}-prometheus"]["secrets"] == [secret]


def test_the_secrets_are_made_and_an_email_holds_only_name_and_summary(tmp_path):
    folder = tmp_path / "secrets"
    words = [sys.executable, ROOT / "deploy" / "make_secrets.py", folder]
    words += ["--email-url", "smtps://us%40er:pass@mail.example.org:465", "--duty-email", "a@b.org"]
    subprocess.run(words, check=True, capture_output=True)
    made = {file.name for file in folder.iterdir()}
    assert made == FILE["secrets"].keys() | BASE["secrets"].keys()
    for zone in ZONES:
        tokens = [
            (folder / f"{zone}_{name}_token").read_text() for name in ("metrics", "prometheus")
        ]
        assert tokens[0] == tokens[1]
        settings = yaml.safe_load((folder / f"{zone}_alertmanager").read_text())
        (mail,) = settings["receivers"][0]["email_configs"]
        assert (mail["auth_username"], mail["to"]) == ("us@er", "a@b.org")
        shown = re.findall(r"\.(?:Labels|Annotations|CommonLabels)\b(?:\.\w+)?", mail["text"])
        assert shown == [".Labels.alertname", ".Annotations.summary"]
        assert mail["html"] == ""
    before = (folder / "portal_prometheus_token").read_text()
    (folder / "portal_alertmanager").unlink()
    done = subprocess.run([*words, "--add"], check=True, capture_output=True, text=True)
    assert (folder / "portal_alertmanager").exists()
    assert (folder / "portal_prometheus_token").read_text() == before
    # The output names what was made, and no file that stayed as it was.
    named = {name for name in made if re.search(rf"\b{name}\b", done.stdout)}
    assert named == {"portal_alertmanager"}


# -- Dashboards -----------------------------------------------------------------------------------
def expressions(zone: str) -> list[str]:
    return [target["expr"] for panel in DASHBOARDS[zone]["panels"] for target in panel["targets"]]


@pytest.mark.django_db(databases=["default", "safeguarding"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_dashboard_shows_every_figure_of_its_zone_and_no_other(zone, known):
    shown = {figure for one in expressions(zone) for figure in FIGURE.findall(one)}
    own = {figure for figure in known if figure.startswith(f"{zone}_")}
    # Sum and count of durations are in the buckets.
    assert own - shown == {f"{zone}_request_seconds_sum", f"{zone}_request_seconds_count"}
    assert shown <= own


def test_the_oldest_person_not_yet_told_comes_first():
    first = DASHBOARDS["safeguarding"]["panels"][0]
    assert first["gridPos"]["x"] == first["gridPos"]["y"] == 0
    assert "safeguarding_tell_first_oldest_seconds" in first["targets"][0]["expr"]


@pytest.mark.parametrize("broken", [False, True])
def test_promtool_reads_every_expression(tmp_path, broken):
    everything = [one for zone in ZONES for one in expressions(zone)] + ["sum("] * broken
    rules = [{"record": f"panel:{n}", "expr": one} for n, one in enumerate(everything)]
    (tmp_path / "rules.yml").write_text(
        yaml.safe_dump({"groups": [{"name": "dashboards", "rules": rules}]})
    )
    code, said = promtool("check", "rules", str(tmp_path / "rules.yml"))
    assert (code == 0) != broken, said
