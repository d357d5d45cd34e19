"""Find the released cards that may be shown about a participant.

A card names one referral and follows the person: it is shown about every referral of the person and
of the persons that safety takes as one with them, to its audience, until it expires. This module only
reads.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Collection

from django.db.models import QuerySet, UUIDField

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.together import Together
from referrals.identity import grouped, matches_of
from referrals.models import Referral, ReleasedCard


@functools.cache
def _rows_for(roles: frozenset[str]) -> Together:
    return Together(functools.partial(_parts, AnyUser(roles)))


def _parts(user: AnyUser) -> dict[str, QuerySet]:
    persons = GivenMany("persons", UUIDField())
    forms = Referral.objects.open_to(user).filter(OneOf("participant__person", persons))
    cards = ReleasedCard.objects.filter(referral_id__in=forms.values("pk"))
    return {
        "cards": cards,
        # Whose form each card names.
        "forms": forms.filter(pk__in=cards.values("referral_id"))
        .select_related("participant")
        .only("participant__person"),
        **matches_of(persons),
    }


def cards_about(
    referrals: Collection[Referral], *, audiences: Collection[str], today: dt.date, by
) -> dict[uuid.UUID, list[ReleasedCard]]:
    """Return, by referral, the newest card of each referral of the person for each audience.

    Not the cards of a restricted referral that does not name `by`.

    The participants must be loaded. A newer card about the same referral replaces an older one even
    after the newer card has expired: that is how link workers withdraw a card. Makes one query, however
    many referrals are asked, and a second one where a person may be the same as another.
    """
    asked = {row.participant.person_id for row in referrals}
    if not asked:
        return {}
    found = _read(asked, by)
    as_one = grouped(asked, found)
    everyone = frozenset(asked).union(*as_one.values())
    if everyone != asked:
        found = _read(everyone, by)
    person_of = {row.pk: row.participant.person_id for row in found["forms"]}
    rows = sorted(found["cards"], key=lambda row: row.sequence)
    newest = {
        (row.referral_id, row.audience): row for row in rows if row.audience in set(audiences)
    }
    shown = [card for card in newest.values() if card.expires_on >= today]
    return {
        row.pk: [
            card
            for card in shown
            if person_of[card.referral_id] in as_one[row.participant.person_id]
        ]
        for row in referrals
    }


def _read(persons: Collection[uuid.UUID], user) -> dict[str, list]:
    return _rows_for(user.roles).read(user=user.pk, agency=user.agency_id, persons=persons)
