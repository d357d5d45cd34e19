"""What passed between the desk and the sender after the form was sent."""

from referrals.admin.questions import mark_url
from referrals.admin.referral.reading import Reading
from referrals.enums import AdditionKind
from referrals.permissions import can_triage
from referrals.questions import WAITS, who_answers


def shown(reading: Reading) -> dict:
    """Return the questions and their answers, and what the agency added, each newest first."""
    may_mark = can_triage(reading.user)
    return {
        "questions": question_rows(reading, may_mark),
        "additions": [
            {
                "addition": one,
                "is_withdrawal": one.kind == AdditionKind.WITHDRAWAL,
                "mark_url": mark_url("read_addition", one)
                if may_mark and one.read_at is None
                else "",
            }
            for one in sorted(reading.rows["additions"], key=lambda one: -one.number)
        ],
    }


def question_rows(reading: Reading, may_mark: bool) -> list[dict]:
    """Return each question with its answer, or with who is to answer by when."""
    questions = sorted(reading.rows["questions"], key=lambda one: -one.number)
    return [
        {
            "question": one,
            "is_open": one is questions[0]
            and one.answered_at is None
            and reading.referral.status in WAITS,
            "who": who_answers(reading.referral) if one.answered_at is None else "",
            "is_late": one.answer_due_on < reading.today,
            "mark_url": mark_url("read_answer", one)
            if may_mark and one.answered_at and one.read_at is None
            else "",
        }
        for one in questions
    ]
