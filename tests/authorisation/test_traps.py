"""What the stock admin's lists and actions tell or do for a crafted address, ours do not.

Asked of every list of the resolver by a role that may open it, so that a new list is asked as well.
"""

import re
import uuid

import pytest
from django.urls import reverse

from referral_portal.accounts.roles import Role
from referral_portal.common.typed_text import HINT
from referrals.models import Referral
from tests.authorisation.crawl import may_open
from tests.authorisation.rows import ALIASES, changed, everything_kept
from tests.every_url import UNNAMED, addresses
from tests.proofs.twins.asking import taken_back
from tests.unchanging import unchanging

pytestmark = pytest.mark.django_db(databases=ALIASES)
ADMINS = (Role.COORDINATOR, Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
QUEUE = "admin:referrals_referral_changelist"
# A column that no page offers, a text with which a row of it begins, and one with which none does.
ORACLES = {
    "participant__name__istartswith": ("zqp1", "none"),
    "participant__born_on__gte": ("1900-01-01", "2999-01-01"),
    "referral__participant__name__istartswith": ("zqp1", "none"),
    "referral__answers__icontains": ("zqp2", "none"),
    "answers__icontains": ("zqp2", "none"),
    "sort_name__istartswith": ("zqp1", "none"),
    "envelope__sealed_at__gte": ("1900-01-01", "2999-01-01"),
    "is_restricted__exact": ("False", "True"),
    "assigned_to__password__startswith": ("md5", "none"),
    "actor__password__startswith": ("md5", "none"),
    "password__startswith": ("md5", "none"),
    "first__name__istartswith": ("zqp1", "none"),
    "status_changes__words__istartswith": ("zqp4", "none"),
}
HINTED = re.compile(rf'name="{HINT}" value="[^"]+"')
SORTS = ("participant__name", "-answers", "danger_level", "?", "name; drop table", "-")


def lists(kind):
    """The addresses of the admin without an argument that `kind` may open and no earlier role may."""
    earlier = ADMINS[: ADMINS.index(kind)]
    return [
        (name, reverse(name))
        for name, pattern in addresses()
        if name.startswith("admin:") and name not in UNNAMED | {"admin:logout"}
        and not pattern.regex.groupindex and may_open(kind, name)
        and not any(may_open(role, name) for role in earlier)
    ]  # fmt: skip


def told(response) -> tuple:
    """What a user can tell from an answer, without the hint that repeats the address."""
    location = response.headers.get("Location", "").split("?")[0]
    return response.status_code, location, HINTED.sub("", unchanging(response.content))


@pytest.mark.parametrize("kind", ADMINS)
def test_no_list_can_be_asked_about_a_column_that_it_does_not_offer(world, same_person, kind):
    client = same_person(kind)
    asked = 0
    for name, path in lists(kind):
        plain = client.get(path)
        if plain.status_code != 200:
            continue
        # A list of our own takes no notice of any of them. The stock list refuses each by itself.
        together = [{key: pair[side] for key, pair in ORACLES.items()} for side in (0, 1)]
        answers = [told(client.get(path, crafted)) for crafted in together]
        asked += 1
        if answers[0][0] == 200:
            assert answers == [answers[0]] * 2, name
            assert answers[0] == told(plain), name
            continue
        for key, pair in ORACLES.items():
            refused = [client.get(path, {key: value}).status_code for value in pair]
            assert refused in ([400, 400], [302, 302]), (name, key, refused)
    assert asked


def test_an_order_that_no_list_offers_is_the_usual_order(world, same_person):
    client = same_person(Role.COORDINATOR)
    path = reverse(QUEUE)
    plain = told(client.get(path))

    for sort in SORTS:
        assert told(client.get(path, {"sort": sort})) == plain, sort
        assert told(client.get(path, {"o": sort})) == plain, sort


def test_a_place_in_the_order_of_names_tells_nothing_of_a_hidden_referral(world, same_person):
    client, theirs = same_person(Role.COORDINATOR), world.theirs.enrolment.referral

    def rows_after(pk) -> list:
        place = {"status": "all", "sort": "name", "after": str(pk)}
        return [row["reference"] for row in client.get(reverse(QUEUE), place).context["rows"]]

    assert rows_after(theirs.pk) != rows_after(uuid.uuid4()), "the place of a referral that is seen"
    with taken_back():
        Referral.objects.filter(pk=theirs.pk).update(is_restricted=True)
        assert rows_after(theirs.pk) == rows_after(uuid.uuid4())


@pytest.mark.parametrize("kind", ADMINS)
def test_no_list_deletes_or_changes_what_a_forged_action_names(world, same_person, kind):
    client, mine = same_person(kind), world.mine
    keys = [mine.fresh.pk, mine.referrer.pk, mine.cohort.pk, mine.message.pk]
    forged = {
        "action": "delete_selected", "_selected_action": keys, "post": "yes", "select_across": "1",
        "do": "delete", "form": [mine.fresh.pk], "shown": [mine.fresh.pk], "_save": "1",
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": mine.referrer.pk,
    }  # fmt: skip
    before = everything_kept()
    for name, path in lists(kind):
        status = client.post(path, forged).status_code
        assert status in {200, 302, 303, 404, 405}, (name, status)
    assert changed(before) == []
