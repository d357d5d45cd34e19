"""Find the released cards that may be shown about a participant.

A card names one referral and follows the person: it is shown about every referral of the person and
of the persons that safety takes as one with them, to its audience, until it expires. This module only
reads.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db.models import QuerySet, UUIDField

from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.together import Together
from referrals.identity import taken_as_one
from referrals.models import Referral, ReleasedCard


@KeptFor
def _forms_of(user: AnyUser) -> QuerySet:
    asked = OneOf("participant__person", GivenMany("persons", UUIDField()))
    seen = Referral.objects.open_to(user).filter(asked)
    return seen.values_list("pk", "participant__person_id")


def _cards() -> dict[str, QuerySet]:
    asked = OneOf("referral_id", GivenMany("referrals", UUIDField()))
    return {"cards": ReleasedCard.objects.filter(asked)}


_CARDS = Together(_cards)


def cards_about(
    referrals: Collection[Referral], *, audiences: Collection[str], today: dt.date, by
) -> dict[uuid.UUID, list[ReleasedCard]]:
    """Return, by referral, the newest card of each referral of the person for each audience.

    Not the cards of a restricted referral that does not name `by`.

    The participants must be loaded. A newer card about the same referral replaces an older one even
    after the newer card has expired: that is how link workers withdraw a card. Makes three queries,
    however many referrals are asked.
    """
    as_one = taken_as_one({row.participant.person_id for row in referrals})
    everyone = {person for persons in as_one.values() for person in persons}
    person_of = dict(_forms_of.read(by, persons=everyone)) if everyone else {}
    cards = _CARDS.read(referrals=person_of)["cards"] if person_of else []
    rows = sorted(cards, key=lambda row: row.sequence)
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
