"""Forms without a database: a fixed setting, and answers as a browser posts them."""

import datetime as dt
from types import SimpleNamespace

from django.utils.datastructures import MultiValueDict

from referrals.forms.base import Setting

AGENCY = SimpleNamespace(name="Invented Agency", email_domain="example.org")
ACCOUNT = SimpleNamespace(
    agency=AGENCY, job_title="", email="", phone="", get_full_name=lambda: "Invented Worker"
)
TODAY = dt.date(2026, 12, 1)


class FixedSetting(Setting):
    """A setting without a database."""

    core_team = "Kent Police, Interventions Alliance and Lookahead"
    districts = (("maidstone", "Maidstone"), ("thanet", "Thanet"))


def post(answers: dict) -> MultiValueDict:
    """Return answers as a browser posts them."""
    return MultiValueDict({k: v if isinstance(v, list) else [v] for k, v in answers.items()})
