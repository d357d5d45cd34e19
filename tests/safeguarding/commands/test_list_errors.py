"""The list of errors of the far side: the newest first, in one line each."""

import datetime as dt

import pytest
from django.core.management import call_command

from safeguarding.models import ProtectedErrorReport
from tests.metrics.reading import NOW

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_the_newest_come_first_and_no_more_than_asked(capsys):
    call_command("list_errors")
    assert capsys.readouterr().out == "There is no report of an error.\n"
    for number, place in enumerate(("", "safeguarding.tasks:run_step:77", "")):
        ProtectedErrorReport.objects.create(
            at=NOW + dt.timedelta(minutes=number), kind=f"Error{number}", place=place, view="a"
        )
    call_command("list_errors", most=2)
    assert capsys.readouterr().out.splitlines() == [
        "2026-12-01 10:32:00  Error2  -  a  -",
        "2026-12-01 10:31:00  Error1  safeguarding.tasks:run_step:77  a  -",
    ]
