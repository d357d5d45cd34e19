"""The background work of referrals: finding matches and danger, deleting what is past its time.

The beat calls these without arguments. They are safe to run twice.
"""

from celery import shared_task
from django.utils import timezone

from referral_portal.common.turns import one_at_a_time
from referrals import call_backs, danger_checks, drafts, floods, possible_matches, recent_looks
from referrals.synthetic.walk import take_turn


@shared_task(name="referrals.forget_drafts")
def forget_drafts() -> None:
    """Delete drafts whose time is over."""
    drafts.forget_drafts(now=timezone.now())


@shared_task(name="referrals.forget_call_backs")
def forget_call_backs() -> None:
    """Delete call-backs whose time is over."""
    call_backs.forget_call_backs(now=timezone.now())


@shared_task(name="referrals.forget_flood_counts")
def forget_flood_counts() -> None:
    """Delete the counters of public forms that have ended."""
    floods.forget_counts(now=timezone.now())


@shared_task(name="referrals.forget_looks")
def forget_looks() -> None:
    """Delete what is noted about users who opened a referral some minutes ago."""
    recent_looks.forget_looks(now=timezone.now())


@one_at_a_time
def _find_matches() -> None:
    while possible_matches.find_waiting(now=timezone.now()) == possible_matches.BATCH:
        pass


@shared_task(name="referrals.find_matches")
def find_matches() -> None:
    """Compare the participants that have not been compared yet."""
    _find_matches()


@one_at_a_time
def _find_danger() -> None:
    while danger_checks.work_out_again(now=timezone.now()):
        pass


@shared_task(name="referrals.find_danger")
def find_danger() -> None:
    """Work out the signs of danger of open referrals that an older table was read for."""
    _find_danger()


@one_at_a_time
def _synthetic() -> None:
    take_turn()


@shared_task(name="referrals.synthetic")
def synthetic() -> None:
    """Finish the rounds of the synthetic referral, and run the next one when it is due."""
    _synthetic()
