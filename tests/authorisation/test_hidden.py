"""A referral that a user may not see, such as one for named people only, is one that is not there.

Asked at every address of the resolver, so that a new page, list or count is asked as well.
"""

import re

import pytest

from referral_portal.accounts.roles import Role
from referrals.models import NamedUser, Referral
from tests.authorisation.crawl import NOT_ASKED, found, may_open, page_at
from tests.authorisation.rows import ALIASES, changed, everything_kept
from tests.authorisation.world import NOW
from tests.every_url import UNNAMED, addresses
from tests.proofs.twins.asking import taken_back
from tests.unchanging import unchanging

pytestmark = pytest.mark.django_db(databases=ALIASES)
TOKENS = ("REF", "P1", "P2", "P4", "P6", "V9c", "V9m")
# The desk, of which nobody is named, and those whose own it is not.
KINDS = (Role.COORDINATOR, Role.MANAGER, Role.AGENCY, Role.FACILITATOR, Role.CO_FACILITATOR)
# What names a row of a referral in an address.
OF_A_REFERRAL = {
    "referral_id", "review_id", "complaint_id", "match_id", "redaction_id", "enrolment_id",
    "message_id", "unsent_id",
}  # fmt: skip

# Enough for most verbs to be called.
POSTED = {"words": "x", "reason": "x", "why": "x", "code": "not_ready", "outcome": "upheld"}
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


def told(page) -> tuple:
    """What a user can tell from a page, without the ids in its address."""
    return page.status, IDS.sub("", unchanging(page.text))


@pytest.fixture
def hidden(world):
    """Every referral of the other half, restricted to one manager whom nobody here is."""
    theirs = world.theirs
    rows = {theirs.fresh.pk, theirs.enrolment.referral_id, theirs.waiting.pk}
    rows |= {row["referral_id"] for row in theirs.own_rows.values() if "referral_id" in row}
    with taken_back():
        Referral.objects.filter(pk__in=rows).update(is_restricted=True)
        for pk in rows:
            NamedUser.objects.get_or_create(
                referral_id=pk, user=theirs.manager, defaults={"at": NOW}
            )
        yield theirs


def pages_about(half, kind, client):
    """Each page that `kind` may open, asked for the rows of this half."""
    for name, pattern in addresses():
        if name not in UNNAMED | NOT_ASKED and may_open(kind, name):
            yield pattern, page_at(client, name, half.address(name, pattern))


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_or_list_shows_a_word_of_it_and_its_own_pages_are_absent(hidden, same_person, kind):
    client = same_person(kind)
    pages = list(pages_about(hidden, kind, client))

    for code in TOKENS:
        assert found([page for _, page in pages], hidden.says(code)) == set(), code
    for pattern, page in pages:
        if OF_A_REFERRAL & set(pattern.regex.groupindex):
            absent = hidden.address(page.name, pattern, exists=False)
            assert told(page) == told(page_at(client, page.name, absent)), page.name


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_posted_to_a_page_of_it_is_answered_as_for_no_referral(hidden, same_person, kind):
    client = same_person(kind)
    before = everything_kept()
    for name, pattern in addresses():
        if OF_A_REFERRAL & set(pattern.regex.groupindex) and may_open(kind, name):
            paths = [hidden.address(name, pattern, exists=exists) for exists in (True, False)]
            assert len({client.post(path, POSTED).status_code for path in paths}) == 1, name
    assert changed(before) == []
