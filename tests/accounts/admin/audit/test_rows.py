"""The codes of an event on a line, and the lines of a file."""

from referral_portal.accounts.admin.audit.rows import codes_of, in_file
from referral_portal.audit.models import AuditEvent
from tests.factories.desk import NOW

LISTED = {"from_status": "on_hold", "shown": ["a", "b"], "is_cut": True, "code": "", "user": None}


def event(**fields) -> AuditEvent:
    given = {"at": NOW, "action": "referral.view", "actor_kind": "system"}
    given |= {"target_kind": "referrals.referral", "target_id": "x"}
    return AuditEvent(**given | fields)


def test_codes_stand_on_one_line_and_a_list_is_counted():
    assert codes_of(event(data=LISTED)) == "from status: on hold; shown: 2; is cut: yes"
    assert codes_of(event(data=LISTED), is_whole=True).count("a, b") == 1
    assert codes_of(event()) == ""


def test_a_file_has_the_moment_in_kent_and_the_whole_row():
    headings, line = in_file([event(at=NOW.replace(month=7), data=LISTED)])
    found = dict(zip(headings, line, strict=True))
    assert found["When"] == "2026-07-01 11:00:00"
    assert (found["Who"], str(found["What"])) == ("The service", "opened 2 referrals")
    assert (found["Kind of row"], found["Row"]) == ("referrals.referral", "x")
    assert "shown: a, b" in found["Codes"]
