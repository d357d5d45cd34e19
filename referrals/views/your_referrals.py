"""The list of an agency's own referrals.

Of each, its workers read the reference, the date, the participant's initials, their own reference and
one word of progress, but never a reason or anything that comes from people at risk.
"""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from referral_portal.common.paging import page_of
from referral_portal.common.text import initials_of
from referrals.agency import words_for
from referrals.enums import AgencyWord, Route
from referrals.models import Referral
from referrals.steps import FORMS
from referrals.views.agency import for_agencies

PAGE_SIZE = 25
COLOURS = {
    AgencyWord.RECEIVED: "grey",
    AgencyWord.IN_ASSESSMENT: "blue",
    AgencyWord.QUESTION: "yellow",
    AgencyWord.WAITING: "turquoise",
    AgencyWord.ACCEPTED: "green",
    AgencyWord.STARTED: "green",
    AgencyWord.ENDED: "grey",
    AgencyWord.NOT_ACCEPTED: "orange",
}


@for_agencies
@require_safe
def your_referrals(request):
    """List one page of the agency's own referrals, newest first."""
    rows = (
        Referral.objects.visible_to(request.user)
        .filter(referrer__agency_id=request.user.agency_id)
        .select_related("participant", "referrer")
        .only(
            "reference",
            "submitted_at",
            "status",
            "ending_code",
            "participant__name",
            "referrer__own_reference",
        )
    )
    shown = page_of(rows, order=("-submitted_at", "-id"), params=request.GET, size=PAGE_SIZE)
    words = words_for(shown.rows)
    return render(
        request,
        "referrals/your_referrals.html",
        {
            "referrals": [
                {
                    "reference": row.reference,
                    "url": reverse("referrals:own_referral", args=[row.pk]),
                    "initials": initials_of(row.participant.name),
                    "own_reference": row.referrer.own_reference,
                    "submitted_at": row.submitted_at,
                    "word": words[row.pk].label,
                    "colour": COLOURS[words[row.pk]],
                }
                for row in shown.rows
            ],
            "previous_url": shown.previous_url,
            "next_url": shown.next_url,
            "choices": [
                {
                    "title": form.heading,
                    "url": reverse("referrals:agency_start", args=[form.topic]),
                }
                for form in FORMS
                if form.route == Route.AGENCY
            ],
        },
    )
