"""Runs every technique in a process that has the portal's own environment, and scores what it brought.

The harness writes two lines to its input: the loot, and what is true. The second is read only when
every technique is done. Prints the outcome of each as JSON.
"""

import contextlib
import importlib
import inspect
import json
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass

import psycopg2
from django.db import Error, close_old_connections, connection

from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.scoring import Find, guess

TECHNIQUES = ("queries", "server", "owning", "forging", "opening", "pages", "machine")
# Left out of the reduced run for the time they take.
SLOW = {
    "superuser walks every address", "superuser opens history and deletion",
    "superuser reads every list of the admin", "let the code open envelopes",
    "addresses that mean another page", "headers that name a link worker",
    "staff passwords at the far door", "portal cookies at the far side", "dump data",
    "open with hashes of every secret",
}  # fmt: skip
SHOWN = 70  # characters of a refusal in the print


@dataclass
class Outcome:
    """What became of one technique."""

    name: str
    said: str
    recovered: int
    others: int
    right: int
    of: int
    luck: int
    opened: int
    seconds: float


def techniques(modules: tuple[str, ...] = TECHNIQUES) -> dict[str, Callable]:
    """Every function of the modules above that has no underscore before its name."""
    found = {}
    for name in modules:
        module = importlib.import_module(f"tests.proofs.stolen.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not function_name.startswith("_"):
                found[function_name.replace("_", " ")] = function
    return found


@contextlib.contextmanager
def _survive(find: Find):
    """A refusal ends a technique and not the drill; a mistake in a technique is not a refusal."""
    try:
        yield
    except (psycopg2.Error, Error, OSError, ConnectionError) as refusal:
        lines = str(refusal).strip().splitlines() or [type(refusal).__name__]
        find.refusals.append(lines[0])
        if connection.connection and not connection.in_atomic_block:
            connection.close()
    except (ArithmeticError, AssertionError, LookupError, NameError, TypeError, ValueError):
        find.mistake = traceback.format_exc()


def run(loot: Loot, patience: float, chosen: dict[str, Callable]) -> dict[str, Find]:
    """Try everything chosen. A generator plants something, and looks again after `patience` seconds."""
    finds, planted = {}, {}
    for name, function in chosen.items():
        find = finds[name] = Find()
        started = time.monotonic()
        with _survive(find):
            if function.__module__.endswith(".pages"):
                loot.sign_in()
            result = function(loot, find)
            if inspect.isgenerator(result):
                next(result)
                planted[name] = result
        find.seconds = time.monotonic() - started
        close_old_connections()
    time.sleep(patience)
    for name, rest in planted.items():
        with _survive(finds[name]):
            next(rest, None)
    return finds


def score(finds: dict[str, Find], truth: dict) -> list[Outcome]:
    """Compare what was brought back with what is true."""
    referrals = truth["referrals"]
    keys = {name: number for number, one in enumerate(referrals) for name in one["names"]}
    has = [one["has"] for one in referrals]
    outcomes = []
    for name, find in finds.items():
        tokens = find.tokens()
        guessed = guess(find, keys, has, tries=len(finds))
        outcomes.append(
            Outcome(
                name,
                _said(find),
                sum(not tokens.isdisjoint(one["tokens"]) for one in referrals),
                len(tokens & set(truth["others"])),
                guessed.right,
                guessed.of,
                guessed.luck,
                find.opened,
                find.seconds,
            )
        )
    return outcomes


def _said(find: Find) -> str:
    parts = [f"read {find.size:,} characters"] if find.size else []
    if find.opened:
        parts.append(f"{find.opened} pages opened")
    if find.refusals:
        more = f" and {len(find.refusals) - 1} more" if len(find.refusals) > 1 else ""
        parts.append(f"refused: {find.refusals[0][:SHOWN]}{more}")
    return "; ".join(parts) or "nothing"


def main(words: list[str]) -> None:
    """Read, try, score, print."""
    loot = Loot.read(sys.stdin.readline())
    chosen = techniques(("opening",) if "opening" in words else TECHNIQUES)
    if "reduced" in words:
        chosen = {name: each for name, each in chosen.items() if name not in SLOW}
    finds = run(loot, float(words[0]), chosen)
    if mistakes := [find.mistake for find in finds.values() if find.mistake]:
        sys.exit("\n".join(mistakes))
    truth = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps([asdict(outcome) for outcome in score(finds, truth)]))
