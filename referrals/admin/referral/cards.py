"""The notes that were released to the reader's roles."""

from referral_portal.accounts.roles import Role
from referrals.admin.referral.reading import Reading
from referrals.models import CardAudience, ReleasedCard
from referrals.same_person import Kind

CARDS_FOR = {Role.COORDINATOR: CardAudience.COORDINATOR, Role.MANAGER: CardAudience.MANAGER}


def shown(reading: Reading) -> dict:
    """Return the newest note about each form of the person."""
    return {"cards": released_cards(reading)}


def released_cards(reading: Reading) -> list[dict]:
    """Return the newest note about each form of the person, for each of the reader's roles.

    A newer note about a form replaces an older one for good, even when the newer one has expired.
    """
    forms = {one.referral.pk: one for one in reading.before.others if one.kind != Kind.ALIKE}
    audiences = [audience for role, audience in CARDS_FOR.items() if reading.user.has_role(role)]
    cards = reading.rows["cards"]
    if forms:
        cards = [*cards, *ReleasedCard.objects.filter(referral_id__in=forms)]
    cards = [card for card in cards if card.audience in audiences]
    newest = {}
    for card in sorted(cards, key=lambda card: card.sequence):
        newest[card.referral_id, card.audience] = card
    return [
        {
            "card": card,
            "reference": forms[pk].referral.reference if pk in forms else "",
            "is_same": pk not in forms or forms[pk].kind == Kind.SAME,
        }
        for (pk, _), card in sorted(newest.items(), key=lambda one: one[0][0] in forms)
        if card.expires_on >= reading.today
    ]
