"""The other forms of the person, and forms and call-backs that may be theirs."""

from django.urls import reverse

from referral_portal.common.addresses import address_about
from referrals.admin.queue.returning import page_url
from referrals.admin.queue.which import WhichList
from referrals.admin.referral.reading import Reading
from referrals.models import Referral
from referrals.same_person import HereBefore, Kind, OtherForm


def shown(reading: Reading) -> dict:
    """Return the other forms, the call-backs, and the address to compare with any other."""
    return {
        "here_before": here_before_rows(reading.before, reading.referral, reading.which),
        "call_backs": reading.before.call_backs,
        "beside_url": address_about("admin:referrals_possiblematch_beside", reading.referral.pk),
    }


def here_before_rows(before: HereBefore, referral: Referral, which: WhichList) -> list[dict]:
    """Return the other forms: whose they are, their status and ending, and what they ask for."""
    compare = "admin:referrals_possiblematch_by_hand"
    return [
        {
            "url": page_url("change", one.referral.pk, which),
            "reference": one.referral.reference,
            "kind": one.kind.label,
            "is_same": one.kind == Kind.SAME,
            "status": one.referral.get_status_display(),
            "submitted_at": one.referral.submitted_at,
            "ending": one.ending,
            "ended_at": one.referral.ended_at,
            "prompt_call": one.referral.needs_prompt_call,
            "wants_call": bool(one.referral.wants_call),
            "compare_url": match_url(one) or reverse(compare, args=[referral.pk, one.referral.pk]),
        }
        for one in before.others
    ]


def match_url(one: OtherForm) -> str:
    """Return the address on which a coordinator decides about another form, or an empty text."""
    name = "admin:referrals_possiblematch_change"
    return reverse(name, args=[one.match_id]) if one.match_id else ""
