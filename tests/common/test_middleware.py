"""What every request goes through: an id, safe headers, and refusal of bad input."""

import pytest

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_every_response_carries_the_protecting_headers(client):
    for path in ("/", "/healthz", "/nothing-here/", "/sign-in/", "/leave/"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"], path


@pytest.mark.parametrize("path", ["/?q=%00", "/programmes/?a=x%00y"])
def test_a_nul_in_an_address_is_refused_and_not_passed_on(client, path):
    assert client.get(path).status_code == 400
