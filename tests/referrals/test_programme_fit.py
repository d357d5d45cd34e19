"""How each programme fits by the newest check: the order, what is chosen already, what needs a reason."""

import pytest

from referrals import workflow
from referrals.enums import Status
from referrals.programme_fit import Offer, best_first, chosen_already
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_check, make_referral
from tests.factories.programmes import ProgrammeVersionFactory


def offer(code, fit):
    return Offer(code, code.title(), fit, "")


def test_what_fits_stands_first_and_the_catalogue_decides_among_equals():
    offers = [offer(*one) for one in (("a", "no"), ("b", ""), ("c", "yes"), ("d", "talk"))]
    offers += [offer("e", "yes"), offer("f", "a word of later")]

    assert "".join(one.code for one in best_first(offers)) == "cedbfa"


@pytest.mark.parametrize(
    ("fits", "chosen"),
    [(("no", "yes", "talk"), "1"), (("yes", "yes"), ""), (("talk",), ""), (("", "no"), "")],
)
def test_a_programme_is_chosen_already_only_if_it_alone_fits(fits, chosen):
    assert chosen_already([offer(str(n), fit) for n, fit in enumerate(fits)]) == chosen


@pytest.mark.django_db
def test_the_newest_check_decides_whether_a_reason_is_needed():
    referral, by = make_referral(), UserFactory(coordinator=True)
    programme = ProgrammeVersionFactory(group=True).programme
    asked = {"referral_id": referral.pk, "programme": programme, "by": by, "now": NOW}
    make_check(referral, programme.code)
    make_check(referral, "another")

    with pytest.raises(TransitionNotAllowed, match="Say why") as refused:
        workflow.accept(**asked, words=" ")
    assert refused.value.field == "words"
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
    make_check(referral, programme.code)

    assert workflow.accept(**asked).status == Status.AWAITING_ALLOCATION


@pytest.mark.django_db
def test_the_reason_stands_in_the_history():
    referral = make_referral()
    programme = ProgrammeVersionFactory(group=True).programme

    workflow.accept(
        referral_id=referral.pk,
        programme=programme,
        words="The only one in his district.",
        by=UserFactory(coordinator=True),
        now=NOW,
    )

    assert referral.status_changes.get().words == "The only one in his district."
