"""The tasks on the page of a referral."""

import datetime as dt

import pytest

from referrals.admin.referral.reading import Reading
from referrals.admin.referral.tasks import shown
from referrals.to_do import finish_task
from tests.factories.desk import NOW, make_referral, make_task, staff

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def test_the_earliest_is_first_and_a_late_one_is_overdue_until_it_is_done():
    referral, user = make_referral(), staff(coordinator=True)
    days = {"Third": 9, "First": 0, "Second": 1, "Done": 0}
    tasks = {
        words: make_task(
            referral,
            words,
            due_on=TODAY + dt.timedelta(days=number),
            assignee_id=user.pk if words == "First" else None,
            by=user,
        )
        for words, number in days.items()
    }
    finish_task(task_id=tasks["Done"].pk, outcome="It is.", by=user, now=NOW)

    found = shown(Reading(referral, user, NOW + dt.timedelta(days=1)))

    assert [row["words"] for row in found["tasks"]] == ["First", "Second", "Third"]
    assert [row["is_overdue"] for row in found["tasks"]] == [True, False, False]
    assert [row["assignee"] for row in found["tasks"]][:2] == [str(user), "Anyone at the desk"]
    [done] = found["tasks_done"]
    assert (done["words"], done["outcome"], done["is_overdue"]) == ("Done", "It is.", False)
