"""The drawing comes from the table and says when it is stale."""

import pytest
from django.core.management import CommandError, call_command

from referrals.transition_table import TABLE


def test_it_draws_every_step_of_the_table_once_more_the_same(tmp_path):
    call_command("draw_workflow", root=tmp_path)

    drawn = (tmp_path / "docs" / "workflow.md").read_text()
    for step in TABLE:
        verb = step.verb.replace("_", " ")
        for way in step.moves:
            who = ", ".join(role.label for role in way.who)
            follows = way.follows_from.label if way.follows_from else "no other step"
            assert f" | {way.target.label} | {who} | {follows} |" in drawn
            for source in way.sources:
                assert f"{source} --> {way.target}: {verb}" in drawn
        told = "yes" if step.tells_first else "no"
        said = (verb, step.label, step.history, step.news, step.event or "none", told)
        assert f"| {' | '.join(said)} |" in drawn
    call_command("draw_workflow", root=tmp_path, check=True)


def test_a_stale_drawing_fails_the_check_and_is_left_alone(tmp_path):
    call_command("draw_workflow", root=tmp_path)
    page = tmp_path / "docs" / "workflow.md"
    page.write_text("stale")

    with pytest.raises(CommandError, match=r"workflow\.md is out of date"):
        call_command("draw_workflow", root=tmp_path, check=True)

    assert page.read_text() == "stale"


def test_what_is_committed_is_up_to_date():
    call_command("draw_workflow", check=True)
