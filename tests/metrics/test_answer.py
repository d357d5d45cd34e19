"""Who may read the figures of each zone, and that Prometheus can."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.metrics.reading import TOKEN

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
BOTH = pytest.mark.parametrize("path", ["/metrics", "/metrics/safeguarding"])


@pytest.fixture(autouse=True)
def monitored(settings):
    settings.METRICS_TOKEN = TOKEN


@BOTH
def test_monitoring_reads_them_and_everyone_else_finds_nothing(client, settings, path):
    nothing = client.get("/nothing-is-here/")
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get(path, headers=right).status_code == 200
    for headers in (
        {},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer é"},
        {"Authorization": TOKEN},
        right | {"X-Forwarded-For": "127.0.0.1"},
    ):
        response = client.get(path, headers=headers)
        assert (response.status_code, response.content) == (404, nothing.content), headers
    settings.METRICS_TOKEN = ""
    for headers in ({}, right, {"Authorization": "Bearer "}):
        assert client.get(path, headers=headers).status_code == 404, headers


@BOTH
def test_the_answer_is_one_that_prometheus_reads(client, path):
    response = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
    families = list(text_string_to_metric_families(response.content.decode()))
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    assert response["Cache-Control"] == "no-store, private"
    assert not response.cookies
    assert families
    assert {one.type for one in families} == {"gauge", "counter", "histogram"}
    assert all(one.documentation for one in families)
    zone = "safeguarding_" if path.endswith("safeguarding") else "portal_"
    assert all(one.name.startswith(zone) for one in families)


@BOTH
def test_monitoring_asks_inside_without_tls(settings, path):
    settings.SECURE_SSL_REDIRECT = True
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert Client().get(path, headers=right).status_code == 200
    assert Client().get("/about/", headers=right).status_code == 301  # the control
