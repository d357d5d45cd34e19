"""The help lines: 999 and Victim Support as the announcement says, and one that must be set."""

import re
from html import unescape

import pytest

from tests import source
from tests.factories.referrals import address, make_catalogue, open_at

pytestmark = pytest.mark.django_db
NUMBER = "0808 168 9111"
CHAT = "https://chat.example.org/"
LINE = "0800 000 0000"
# Every page without a sign-in that names Victim Support beside the banner.
PAGES = ["/", "/safety/", "/call-back/", "/information/"]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).replace(" .", ".").split())


def read(client, path: str) -> str:
    return text_of(client.get(path).content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_victim_support_is_offered_with_live_chat_wherever_it_is_named(client, settings, path):
    make_catalogue()
    settings.LIVE_CHAT_URL = CHAT

    words = read(client, path)

    named = words.count("Victim Support on")
    assert named >= 2, "the banner and the page"
    assert words.count(f"Victim Support on {NUMBER} or talk via Live Chat") == named


def test_no_page_types_the_number_for_itself():
    """One place holds it; the poster is printed, so it has no link and no chat."""
    apart = {"victim_support.html", "healthy_relationships_poster.html"}
    typed = [file.name for file in source.template_files() if NUMBER in file.read_text()]

    assert set(typed) == apart


def help_page(client, name: str) -> str:
    make_catalogue()
    open_at(client, "self", "you")
    return read(client, address("self", "help", name))


@pytest.mark.parametrize("name", ["danger", "support"])
def test_the_line_for_people_who_use_abuse_shows_only_where_its_number_is_set(
    client, settings, name
):
    assert settings.BEHAVIOUR_LINE_PHONE == "", "the documents name no number"
    assert "worried about how you treat someone" not in help_page(client, name)

    settings.BEHAVIOUR_LINE_NAME, settings.BEHAVIOUR_LINE_PHONE = "Invented Line", LINE

    assert f"call Invented Line on {LINE}" in help_page(client, name)
    html = client.get(address("self", "help", name)).content.decode()
    assert 'href="tel:08000000000"' in html


def test_the_home_page_shows_the_line_where_its_number_is_set(client, settings):
    assert "worried about how you treat someone" not in read(client, "/")

    settings.BEHAVIOUR_LINE_PHONE = LINE

    assert f"on {LINE}" in read(client, "/")
