"""Read the environment, which nothing else may do.

Every setting that differs between machines comes through these functions, so that a missing or
malformed value stops the start with a sentence that says what to set. No default here may weaken
production.
"""

import datetime as dt
import os
import re
from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from referral_portal.topics import topics_in, topics_in_address

TRUE = {"1", "true", "yes", "on"}
CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?")
FALSE = {"", "0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return variable `name`, the content of the file `name`_FILE, or `default`.

    A secret belongs in a file, because process listings show the environment and every child
    process inherits it. Raises ImproperlyConfigured if both are set, or neither and no default.
    """
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if file:
        value = _content(f"{name}_FILE", Path(file))
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set the variable {name}; .env.example says what it is for.")
    return default


def neutral(name: str, default: str) -> str:
    """Return variable `name`, which others see on the outside of a message, or `default`.

    Raises ImproperlyConfigured for a word that says what this service is about.
    """
    value = text(name, default)
    seen, address = parseaddr(value) if "@" in value else (value, "")
    # What stands before the address is not used: the sender's name is a setting of its own.
    found = topics_in_address(address) if address else topics_in(seen)
    if found:
        raise ImproperlyConfigured(
            f"{name} is seen by others and must not say what this is about: take {found[0]!r} "
            "out of it."
        )
    return value


def _content(name: str, file: Path) -> str:
    """Return the content of the file that variable `name` points to, which may not be empty."""
    try:
        value = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} points to a file that cannot be read.") from error
    if not value:
        raise ImproperlyConfigured(f"{name} points to an empty file.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return variable `name` as yes or no."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def whole(name: str, default: int) -> int:
    """Return variable `name` as a whole number."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def clocks(name: str, default: str) -> tuple[dt.time, ...]:
    """Return variable `name`, a list like "09:00, 16:30", as times of the day in their order."""
    parts = listed(name, default)
    wrong = ImproperlyConfigured(f"{name} must read 09:00, 16:30, ….")
    if not all(CLOCK.fullmatch(part) for part in parts):
        raise wrong
    try:
        found = sorted({dt.time.fromisoformat(part) for part in parts})
    except ValueError as error:
        raise wrong from error
    if not found:
        raise ImproperlyConfigured(f"{name} must name at least one time of the day.")
    return tuple(found)


def share(name: str, default: float) -> float:
    """Return variable `name` as a share between 0 and 1."""
    value = os.environ.get(name, "")
    try:
        number = float(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from error
    if not 0 <= number <= 1:
        raise ImproperlyConfigured(f"{name} must be between 0 and 1.")
    return number


def limits(name: str, default: str) -> dict[str, tuple[int, int]]:
    """Return variable `name`, a list like "role=minutes/hours, …", as {role: (minutes, hours)}."""
    found = {}
    for part in listed(name, default):
        role, _, figures = part.partition("=")
        try:
            minutes, hours = map(int, figures.split("/"))
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must read role=minutes/hours, ….") from error
        found[role] = (minutes, hours)
    return found


def listed(name: str, default: str = "") -> list[str]:
    """Return variable `name` split at commas, without blanks."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def path(name: str, default: Path) -> Path:
    """Return variable `name` as a path."""
    return Path(os.environ.get(name) or default)
