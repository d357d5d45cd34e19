"""deploy/alerts.yml: each rule reads figures that exist, and its limit is that of the setting it names.

promtool reads both files as Prometheus does, and tries every rule.
"""

import re

import pytest
import yaml
from django.conf import settings

from tests.deployment.known import FOLDER, promtool
from tests.source import ROOT

RULES = {
    rule["alert"]: rule | {"group": group["name"]}
    for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
}
TESTS = [
    yaml.safe_load((FOLDER / name).read_text())
    for name in ("alerts_test.yml", "alerts_machine_test.yml")
]
FIGURE = re.compile(r"\b(?:portal|safeguarding)_\w+")
LABEL = re.compile(r"(\w+)=~?\"([^\"]+)\"")
SECONDS = {"SECONDS": 1, "MINUTES": 60, "HOURS": 3600}


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_every_rule_reads_figures_of_its_zone_that_exist(known):
    for name, rule in RULES.items():
        used = FIGURE.findall(rule["expr"])
        assert used or rule["expr"] == f'up{{job="{rule["group"]}"}} == 0', name
        for figure in used:
            assert figure in known, name
            assert figure.startswith(rule["group"]), name
        for label, text in LABEL.findall(rule["expr"]):
            for value in text.split("|"):
                assert label == "job" or any((label, value) in known[one] for one in used), name


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_every_age_and_every_sign_has_a_rule(known):
    read = {figure for rule in RULES.values() for figure in FIGURE.findall(rule["expr"])}
    # These explain an alert and give none; errors have an email, and that side's backups have rows.
    explain = {"portal_drafts", "portal_messages", "safeguarding_backup_file_age_seconds"} | {
        f"{zone}_{name}"
        for zone in ("portal", "safeguarding")
        for name in (*(f"request_seconds_{part}" for part in ("bucket", "count", "sum")),
                     "errors_last_hour", "synthetic_step")
    }  # fmt: skip
    assert set(known) - read == explain


@pytest.mark.parametrize("name", RULES)
def test_a_limit_is_that_of_its_setting_or_says_why(name):
    rule = RULES[name]
    notes = rule["annotations"]
    assert notes["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "day"}
    if rule["expr"].startswith("up{"):
        return
    assert ("setting" in notes) != ("why" in notes)
    if setting := notes.get("setting"):
        unit = SECONDS[setting.rpartition("_")[2]]
        limit = int(re.search(r"> (\d+)$", rule["expr"]).group(1))
        assert limit == getattr(settings, setting) * unit


def test_the_limits_that_are_explained_in_words():
    # The tests run with limits that no test reaches.
    (line,) = re.findall(r"^FLOOD_LIMITS=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    floods = {kind: int(in_all) for kind, in_all in re.findall(r"(\w+)=\d+/(\d+)", line)}
    file = (ROOT / "docker-compose.yml").read_text()
    (minutes,) = re.findall(r"SYNTHETIC_MINUTES: \$\{SYNTHETIC_MINUTES:-(\d+)\}", file)
    for zone in ("Portal", "Safeguarding"):
        assert RULES[f"{zone}SyntheticRoundIsOld"]["expr"].endswith(f"> {2 * int(minutes) * 60}")
    limits = [int(one) for one in re.findall(r"> (\d+)", RULES["PortalFormsAreMany"]["expr"])]
    assert limits == [floods["send"], floods["call_back"]]
    half = settings.CHECK_MANAGER_HOURS_BEFORE_SESSION * 3600 / 2
    assert RULES["SafeguardingCheckHasNoAnswer"]["expr"].endswith(f"> {half:.0f}")


def test_promtool_reads_the_rules_and_each_fires_as_its_test_says(tmp_path):
    code, said = promtool("check", "rules", "alerts.yml")
    assert (code, f"{len(RULES)} rules found" in said) == (0, True), said
    code, said = promtool("test", "rules", "alerts_test.yml", "alerts_machine_test.yml")
    assert code == 0, said
    # A rule that cannot fire fails its test.
    text = (FOLDER / "alerts.yml").read_text().replace("> 86400", "> 864000")
    (tmp_path / "alerts.yml").write_text(text)
    (tmp_path / "alerts_test.yml").write_text((FOLDER / "alerts_test.yml").read_text())
    code, said = promtool("test", "rules", str(tmp_path / "alerts_test.yml"))
    assert (code, "SafeguardingTellFirstIsOld" in said) == (1, True), said


def test_the_tests_for_promtool_know_the_rules():
    asked = [one for file in TESTS for test in file["tests"] for one in test["alert_rule_test"]]
    assert [file["rule_files"] for file in TESTS] == [["alerts.yml"]] * 2
    assert {one["alertname"] for one in asked if one["exp_alerts"]} == set(RULES)
    for one in asked:
        for alert in one["exp_alerts"]:
            rule = RULES[one["alertname"]]
            assert alert["exp_annotations"] == rule["annotations"]
            assert rule["labels"].items() <= alert["exp_labels"].items()
