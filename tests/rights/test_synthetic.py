"""A synthetic referral goes all the way as the roles of its processes, and no role forges a step."""

import pytest
from django.utils import timezone

from referrals.models import SyntheticReturn, SyntheticRound
from referrals.synthetic import rounds
from safeguarding.crossing import synthetic
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import SyntheticCase, VictimCase
from tests.factories.synthetic import sent_round
from tests.rights.test_roles import OPENER, PORTAL, READER, refused

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_each_process_does_its_step(become, settings):
    settings.SYNTHETIC_KEEP_HOURS = 0
    sent_round()
    with become(OPENER):
        assert open_waiting(now=timezone.now()) == 1
        assert refused("safeguarding", "DELETE FROM safeguarding_syntheticcase")
        assert refused("default", "INSERT INTO referrals_syntheticreturn DEFAULT VALUES")
    with become(READER):
        assert synthetic.show(now=timezone.now()) == 1
        assert synthetic.return_seen(now=timezone.now()) == 1
        for statement in (
            "SELECT * FROM public.referrals_syntheticround",
            "UPDATE public.referrals_syntheticreturn SET at = now()",
            "DELETE FROM public.referrals_syntheticreturn",
        ):
            assert refused("default", statement), statement
        assert synthetic.forget(now=timezone.now()) == 1
    with become(PORTAL):
        for statement in (
            "INSERT INTO referrals_syntheticreturn DEFAULT VALUES",
            "UPDATE referrals_syntheticreturn SET at = now()",
        ):
            assert refused("default", statement), statement
        assert rounds.finish(now=timezone.now()) == 1
        assert rounds.newest() == (None, None)  # switched off
        assert rounds.forget(now=timezone.now()) == 1
    assert not SyntheticReturn.objects.exists()
    assert not SyntheticRound.objects.exists()
    assert not SyntheticCase.objects.exists()
    assert not VictimCase.objects.exists()
