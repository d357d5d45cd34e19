"""Each cell of the matrix, tried with real rows: what is built is shown, and nothing else is.

A page that shows a row says its token; so a filter that is forgotten anywhere shows here, and so does
a page that has lost what it is for.
"""

import re

import pytest
from django.conf import settings

from tests import drawing
from tests.authorisation.crawl import KINDS, browser, found
from tests.authorisation.matrix import (
    ALL,
    ANYBODY,
    COLUMNS,
    NONE,
    OWN,
    ROWS,
    WORKER,
    WORKER_MANAGER,
)
from tests.authorisation.rows import ALIASES
from tests.authorisation.world import MINE, NOW, THEIRS
from tests.data_classes.addresses import SHOWS
from tests.data_classes.classes import NOT_KEPT, PEOPLE
from tests.every_url import PUBLIC, TABLE
from tests.factories.signs import sign_all

pytestmark = pytest.mark.django_db(databases=ALIASES)
SILENCE = re.compile("part of the service has not reported", re.IGNORECASE)
MENU = re.compile('<nav aria-label="Menu".*?</nav>', re.DOTALL)
LINK = re.compile('href="([^"]*)"')
BRAND = re.compile('class="govuk-generic-header__homepage-link">([^<]*)</a>')
FIRST = dict.fromkeys(KINDS, "/landing/") | {
    ANYBODY: "/",
    WORKER: "/safeguarding/",
    WORKER_MANAGER: "/safeguarding/",
}
KEPT = [row for row in ROWS if row.code not in NOT_KEPT]
CELLS = [
    pytest.param(row.code, column.kind, built, id=f"{row.code} {column.title}")
    for row in KEPT
    for column, _, built in row.cells()
]


@pytest.mark.parametrize(("code", "kind", "built"), CELLS)
def test_a_cell(world, seen, code, kind, built):
    pages = seen(kind)
    own, others = (found(pages, world.halves[whose].says(code)) for whose in (MINE, THEIRS))

    assert built in {NONE, OWN, ALL}
    assert bool(own) == (built != NONE), f"{kind} sees {code} of their own on {sorted(own)}"
    assert bool(others) == (built == ALL), f"{kind} sees {code} of others on {sorted(others)}"


def test_every_class_and_every_role_is_in_the_matrix():
    codes = {row.code for row in ROWS}
    cards = {code for code in codes if code.startswith("V9")}
    assert (codes - cards - {"REF"}) | {"V9"} == set(PEOPLE)
    assert {column.kind for column in COLUMNS} == set(KINDS)


def test_what_is_not_kept_is_nowhere_built():
    for row in ROWS:
        if row.code in NOT_KEPT:
            assert {built for _, _, built in row.cells()} == {NONE}, row.code


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_shows_more_than_it_says(world, seen, kind):
    for row in KEPT:
        for whose in (MINE, THEIRS):
            pages = found(seen(kind), world.halves[whose].says(row.code))
            code = "V9" if row.code.startswith("V9") else row.code
            beyond = sorted(name for name in pages if code not in SHOWS[name])
            assert beyond == [], f"{beyond} show {code}; tests/data_classes/addresses.py says not."


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ANYBODY])
def test_every_staff_page_says_when_the_other_side_is_silent(world, seen, kind):
    pages = [page for page in seen(kind) if page.status == 200 and page.is_html]

    assert pages
    assert [page.name for page in pages if not SILENCE.search(page.text)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_says_so_while_it_is_awake_and_the_public_never_hears_of_it(world, seen, kind):
    if kind == ANYBODY:
        assert [page.name for page in seen(kind) if SILENCE.search(page.text)] == []
    sign_all(now=NOW)
    first = browser(world, kind).get(FIRST[kind], follow=True)
    assert first.status_code == 200
    assert not SILENCE.search(first.content.decode())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ANYBODY])
def test_every_page_of_a_role_has_the_same_brand_and_menu_with_one_entry_marked(world, seen, kind):
    pages = [
        page
        for page in seen(kind)
        if page.status == 200 and page.is_html and TABLE[page.name] != PUBLIC
    ]
    menus = {page.name: MENU.findall(page.text) for page in pages}

    assert pages
    assert {name: len(found) for name, found in menus.items() if len(found) != 1} == {}
    assert {name for name, (menu,) in menus.items() if menu.count('aria-current="true"') != 1} == (
        set()
    )
    assert len({tuple(LINK.findall(menu)) for (menu,) in menus.values()}) == 1
    assert {BRAND.search(page.text)[1] for page in pages} == {settings.SERVICE_NAME}


def test_the_page_in_the_docs_is_this_matrix():
    assert drawing.stale() == [], "Run ./dev fix: a page of docs/ is not its table any more."
