"""Records that hang together: each holds a digest over its own content and the digest before it.

Changing, taking out, putting in or swapping a record breaks every digest after it. A chain proves
nothing against somebody who writes all of it anew, unless its newest digest was kept elsewhere.
"""

import datetime as dt
import hashlib
import json

START = "0" * 64  # what the first record of a chain names as the one before it


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
