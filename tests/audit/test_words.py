"""The audit in words: every action that is recorded has some, and unknown ones are still readable."""

import ast

import pytest

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import PUBLIC, SYSTEM
from referral_portal.audit.words import ACTIONS, actor_of, choices, is_row, sentence_of
from referrals.transition_table import TABLE
from tests import source

PORTAL = [package for package in source.PACKAGES if package != "safeguarding"]
ID = "0b7f3a52-1111-4222-8333-444455556666"
# Actions that are put together when they are recorded, by module.
PUT_TOGETHER = {
    "referrals/workflow.py": {f"referral.{step.verb}" for step in TABLE},
    "referrals/setting_aside.py": {"referral.set_aside", "referral.bring_back"},
    "programmes/admin/catalogue.py": {"programmes.add", "programmes.change"},
}


def texts(node) -> set[str]:
    """The texts that an expression can be, or an empty set if it is not written out."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) else set()


def named_actions(node) -> set[str]:
    """The actions that a call or an assignment names: to `record`, to a helper of it, or as `action`."""
    if isinstance(node, ast.Assign):
        is_action = any(source.dotted(one).lower() == "action" for one in node.targets)
        return texts(node.value) if is_action else set()
    if not isinstance(node, ast.Call):
        return set()
    found: set[str] = set().union(*(texts(k.value) for k in node.keywords if k.arg == "action"))
    is_record = "record" in source.dotted(node.func).rpartition(".")[2]
    return found | (texts(node.args[0]) if is_record and node.args else set())


def recorded() -> set[str]:
    """Every action that the portal records."""
    found: set[str] = set().union(*PUT_TOGETHER.values())
    for file in source.python_files(*PORTAL):
        for node in ast.walk(source.tree(file)):
            found |= {text for text in named_actions(node) if "." in str(text)}
    return found


def event(
    action="referral.accept", *, kind="referrals.referral", row=ID, actor=3, by="account", **data
):
    """An event that is stored nowhere."""
    return AuditEvent(
        action=action, actor_id=actor, actor_kind=by, target_kind=kind, target_id=row, data=data
    )


def test_every_action_has_words_and_every_word_an_action():
    assert recorded() == set(ACTIONS)


def test_the_actions_that_are_put_together_are_known():
    hidden = {
        source.short(file)
        for file in source.python_files(*PORTAL)
        for node in ast.walk(source.tree(file))
        if isinstance(node, ast.Call) and source.dotted(node.func).endswith("record")
        if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert hidden == set(PUT_TOGETHER)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (event(), "accepted referral 0b7f3a52"),
        (event("referral.hold"), "put referral 0b7f3a52 on hold"),
        (event("account.sign_in", kind="accounts.user", row="3"), "signed in"),
        (event("account.invite", kind="accounts.user", row="7"),
         "made a link for account 7 to set up signing in"),
        (event("account.refused", kind="accounts.user", row="0"),
         "gave a wrong password for an account that does not exist"),
        (event("referral.take", row="assigned", referrals=[ID, ID]), "took 2 referrals"),
        (event("referral.bring_back", row="set aside", referrals=[ID]), "brought 1 referral back"),
        (event("programmes.change", kind="programmes.fundingperiod", row="2"),
         "changed funding period 2 in the catalogue"),
        (event("old.code", kind="gone.model", row="list"), "did “old.code” to gone.model list"),
    ],
)  # fmt: skip
def test_an_event_is_a_sentence(given, said):
    assert str(sentence_of(given)) == said


def test_a_name_stands_in_place_of_the_id_and_a_file_has_the_whole_id():
    assert str(sentence_of(event(), name="KM-2345-6789")) == "accepted KM-2345-6789"
    assert str(sentence_of(event(), is_whole=True)) == f"accepted referral {ID}"


def test_actors_without_an_account_are_told_apart():
    assert actor_of(event()) == "Account 3"
    assert actor_of(event(by=PUBLIC, actor=None)) == "A visitor"
    assert actor_of(event(by=SYSTEM, actor=None)) == "The service"


def test_only_ids_are_rows():
    assert is_row(event())
    assert not is_row(event(row="set aside"))


def test_the_filter_lists_each_action_once_by_what_it_is_called():
    offered = [pair for _, pairs in choices() for pair in pairs]
    assert {code for code, _ in offered} == set(ACTIONS)
    assert len({words for _, words in offered}) == len(offered), "two actions with the same words"
    assert ("referral.accept", "Accepted a referral") in offered
    assert ("enrolment.end", "Ended an enrolment") in offered
    assert ("programmes.add", "Added an entry to the catalogue") in offered
    assert not any("{" in words for _, words in offered)
