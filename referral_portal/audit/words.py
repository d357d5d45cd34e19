"""Say in words what the audit has as codes; each app names its own actions when it starts.

The words of an action follow the user: "accepted {referral}". The part in braces is the row, which a
filter calls "a referral". The audit itself keeps only codes, so that words can be corrected.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps

from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import PUBLIC, SYSTEM

ROW = "row"  # in the words of an action on rows of several kinds
ROW_IN_WORDS = re.compile(r"\{([^}]+)\}")
ID = re.compile(r"[0-9]{1,19}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LISTS = ("referrals", "shown")  # the codes that name many rows instead of one
ACCOUNT = "accounts.user"
ACTORS = {SYSTEM: "The service", PUBLIC: "A visitor"}
SHORT = 8  # characters of an id that people can compare


@dataclass(frozen=True)
class ActionWords:
    """What one action is called, and under which heading the filter lists it."""

    heading: str
    words: str

    @property
    def label(self) -> str:
        """The words without a row, as a choice of the filter: "Accepted a referral"."""
        text = ROW_IN_WORDS.sub(lambda found: _one(found[1]), self.words)
        return f"{text[:1].upper()}{text[1:]}"


@dataclass(frozen=True)
class Sentence:
    """What one event says after its actor: words, the row in the middle if it names one, words."""

    before: str
    row: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.row}{self.after}"


ACTIONS: dict[str, ActionWords] = {}


def name_actions(heading: str, words: Mapping[str, str]) -> None:
    """Add the words of an app's actions, which its filter lists under `heading`."""
    ACTIONS.update({action: ActionWords(heading, text) for action, text in words.items()})


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices of the filter by action, each heading with its actions in words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for action, named in ACTIONS.items():
        found.setdefault(named.heading, []).append((action, named.label))
    return [
        (heading, sorted(pairs, key=lambda pair: pair[1]))
        for heading, pairs in sorted(found.items())
    ]


def actor_of(event: AuditEvent) -> str:
    """Return the actor of `event` in words; an account has only its number."""
    return ACTORS.get(event.actor_kind) or f"Account {event.actor_id}"


def sentence_of(event: AuditEvent, *, name: str = "", is_whole: bool = False) -> Sentence:
    """Return the words of `event` after its actor.

    `name` is the row's name, where the reader may know it. Otherwise it is its kind and the start of
    its id, or the id if it `is_whole`. An action without words is quoted.
    """
    named = ACTIONS.get(event.action)
    words = named.words if named else f"did “{event.action}” to {{{ROW}}}"
    before, noun, after = [*ROW_IN_WORDS.split(words, maxsplit=1), "", ""][:3]
    if not noun:
        return Sentence(before)
    return Sentence(before, name or _row(event, noun, is_whole=is_whole), after)


def is_row(event: AuditEvent) -> bool:
    """Return whether `event` names one stored row, and not a list or a page."""
    return bool(ID.fullmatch(event.target_id))


def _row(event: AuditEvent, noun: str, *, is_whole: bool) -> str:
    noun = _kind(event.target_kind) if noun == ROW else noun
    if (event.target_kind, event.target_id) == (ACCOUNT, "0"):
        return "an account that does not exist"
    if is_row(event):
        return f"{noun} {event.target_id if is_whole else event.target_id[:SHORT]}"
    many = next((event.data[name] for name in LISTS if name in event.data), None)
    if many is None:
        return f"{noun} {event.target_id}"
    return f"{len(many)} {noun}{'' if len(many) == 1 else 's'}"


def _kind(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _one(noun: str) -> str:
    noun = "entry" if noun == ROW else noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
