"""Recovery codes for a lost phone, the same on both sides of the wall.

Each side keeps the digests of its own codes; this module knows no rows.
"""

import base64
import hashlib
import secrets

NUMBER = 10  # codes of one account
CODE_BYTES = 10  # 80 random bits: a digest of them cannot be guessed back
GROUP = 4


def new_codes() -> list[str]:
    """Return the codes of one account, as they are digested."""
    return [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(NUMBER)]


def in_groups(code: str) -> str:
    """Return `code` in groups of four, as people read and type it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def plain(typed: str) -> str:
    """Return a typed code without spaces and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def digest(code: str) -> str:
    """Return the digest of a plain code."""
    return hashlib.sha256(code.encode()).hexdigest()
