"""Find the released cards that may be shown about a participant.

A card names one referral and follows the person: it is shown about every referral of the person and
of the persons that safety takes as one with them, to its audience, until it expires. This module only
reads.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from referrals.identity import taken_as_one
from referrals.models import Referral, ReleasedCard


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
    person_of = dict(
        Referral.objects.open_to(by)
        .filter(participant__person__in=everyone)
        .values_list("pk", "participant__person_id")
    )
    rows = ReleasedCard.objects.filter(referral_id__in=person_of, audience__in=audiences)
    newest = {(row.referral_id, row.audience): row for row in rows.order_by("sequence")}
    shown = [card for card in newest.values() if card.expires_on >= today]
    return {
        row.pk: [
            card
            for card in shown
            if person_of[card.referral_id] in as_one[row.participant.person_id]
        ]
        for row in referrals
    }
