"""The key of a message, which says what caused it, so that nothing causes the same message twice.

Pure.
"""

import uuid


def message_key(event: str, audience: str, referral_id: uuid.UUID, cause) -> str:
    """Return the key of the one message that `cause` sends."""
    return f"{event}:{audience}:{referral_id}:{cause}"


def number_of(key: str) -> int:
    """Return the number of the step that caused the message `key`, or 0."""
    cause = key.rpartition(":")[2]
    return int(cause) if cause.isdecimal() else 0


def session_cause(session_id: int, instead_id: int | None = None) -> str:
    """Return the cause of a message about a session that names another one instead, if any."""
    return f"session-{session_id}" + (f"-{instead_id}" if instead_id else "")


def sessions_of(key: str) -> tuple[int, int]:
    """Return the sessions in the message `key`: the one it is about and the one instead, or 0."""
    numbers = [int(part) for part in key.rpartition(":")[2].split("-")[1:]]
    return tuple([*numbers, 0, 0][:2])


def review_cause(number: int) -> str:
    """Return the cause of a message about the review of step `number`, which is no news of the step."""
    return f"review-{number}"


def reviewed_in(key: str) -> int:
    """Return the number of the step whose review the message `key` is about, or 0."""
    kind, _, number = key.rpartition(":")[2].partition("-")
    return int(number) if kind == "review" and number.isdecimal() else 0


def complaint_cause(complaint_id: uuid.UUID | str) -> str:
    """Return the cause of a message about a complaint."""
    return f"complaint-{complaint_id}"


def complaint_in(key: str) -> uuid.UUID | None:
    """Return the id of the complaint that the message `key` is about, or None."""
    kind, _, found = key.rpartition(":")[2].partition("-")
    return uuid.UUID(found) if kind == "complaint" else None
