"""Records in a chain: each holds a digest over its own content and the digest before it.

Changing, removing, adding or swapping a record breaks every digest after it. An attacker who rewrites
the whole chain is only found out if its newest digest was kept elsewhere.
"""

import datetime as dt
import hashlib
import json

START = "0" * 64  # stands for the digest before the first record of a chain


def link_digest(*, previous: str, number: int, content: dict) -> str:
    """Return the digest of one record: SHA-256 over a canonical form, as 64 hex digits.

    Content holds text, whole numbers, lists of text, aware moments and None.
    """
    plain = {
        name: value.astimezone(dt.UTC).isoformat(timespec="microseconds")
        if isinstance(value, dt.datetime)
        else value
        for name, value in content.items()
    }
    form = json.dumps(
        {"previous": previous, "number": number, "content": plain},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(form.encode()).hexdigest()
