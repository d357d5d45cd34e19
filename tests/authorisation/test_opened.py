"""Every page is opened by a user who may: a page that nobody sees proves nothing about what it shows.

The world has a row for each; tests/fitting_rows.py names the addresses that
lead elsewhere or need more than a row.
"""

from tests.authorisation.crawl import KINDS, NOT_ASKED
from tests.every_url import NOBODY, TABLE, UNNAMED, addresses
from tests.fitting_rows import LEADS_ON, NEEDS_MORE

# Cohorts of another kind than the world's.
OTHER_ROWS = {"cohorts:announce", "cohorts:book", "cohorts:move_session"}


def test_every_page_is_opened_by_a_user_who_may(world, seen):
    opened = {page.name for kind in KINDS for page in seen(kind) if page.status == 200}
    known = {name for name, _ in addresses() if TABLE.get(name) != NOBODY}

    assert known - opened - UNNAMED - NOT_ASKED == LEADS_ON | NEEDS_MORE | OTHER_ROWS
