"""Put the desk's pages about possible matches at the admin's addresses for them.

They are here and not in `referrals`, because an answer also sets the person of the places.
"""

from django.contrib import admin
from django.urls import path

from cohorts.admin.matches import beside, by_hand, match, matches, undo
from referral_portal.accounts.admin_base import ReadOnlyModelAdmin, portal_admin_site
from referrals.models import PossibleMatch
from referrals.permissions import can_answer_matches


@admin.register(PossibleMatch, site=portal_admin_site)
class PossibleMatchAdmin(ReadOnlyModelAdmin):
    """Possible matches are read here; only the verbs answer them."""

    fields = ["id"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the account works at the desk."""
        return can_answer_matches(request.user)

    def get_urls(self):
        """Return the desk's addresses in place of the stock ones."""
        guard = self.admin_site.admin_view
        name = "referrals_possiblematch"
        one = "beside/<uuid:referral_id>/"
        return [
            path("", guard(matches), name=f"{name}_changelist"),
            path("<int:match_id>/change/", guard(match), name=f"{name}_change"),
            path("<int:match_id>/undo/", guard(undo), name=f"{name}_undo"),
            path(one, guard(beside), name=f"{name}_beside"),
            path(f"{one}<uuid:other_referral_id>/", guard(by_hand), name=f"{name}_by_hand"),
        ]
