"""The drawing comes from the table and says when it is stale."""

import pytest
from django.core.management import CommandError, call_command

from referrals.transitions import TABLE


def test_it_draws_every_step_of_the_table_once_more_the_same(tmp_path):
    call_command("draw_workflow", root=tmp_path)

    drawn = (tmp_path / "docs" / "workflow.md").read_text()
    for row in TABLE:
        for source in row.sources:
            assert f"{source} --> {row.target}: {row.verb.replace('_', ' ')}" in drawn
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
