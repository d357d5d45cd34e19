"""What one question got in one world, and where two answers differ. Pure: no Django, no database.

Nothing is masked here: clock and draws are the same in every world, so tokens, nonces and times are
too, and whatever differs is a difference.
"""

import difflib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MOST_SHOWN = 400


@dataclass(frozen=True)
class Answer:
    """One response: status, headers and cookies in order, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    packed: bytes
    size: int

    @classmethod
    def of(cls, *, status: int, headers: list[tuple[str, str]], body: bytes) -> "Answer":
        """Return the answer with its body packed: there are tens of thousands."""
        return cls(
            status=status, headers=tuple(headers), packed=zlib.compress(body, 1), size=len(body)
        )

    @property
    def body(self) -> bytes:
        """The body as it was sent."""
        return zlib.decompress(self.packed)


@dataclass(frozen=True)
class Difference:
    """Two worlds that can be told apart, by what."""

    what: str
    where: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where} differs\n{self.excerpt}"


def compare(what: str, one: Answer, other: Answer) -> Difference | None:
    """Return how two answers to one question differ, None when they are the same to the byte."""
    if one == other:
        return None
    if one.status != other.status:
        return Difference(what, "status", f"{one.status} / {other.status}")
    if one.headers != other.headers:
        apart = set(one.headers) ^ set(other.headers)
        return Difference(what, "headers", str(sorted(apart) or "their order")[:MOST_SHOWN])
    if one.size != other.size:
        return Difference(what, f"size ({one.size} / {other.size})", excerpt(one.body, other.body))
    return Difference(what, "body", excerpt(one.body, other.body))


def excerpt(one: bytes, other: bytes) -> str:
    """Return the first lines in which two bodies differ."""
    texts = (body.decode("utf-8", "replace").splitlines() for body in (one, other))
    lines = difflib.unified_diff(*texts, lineterm="", n=0)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))[
        :MOST_SHOWN
    ]


def differences(one: dict[object, Answer], other: dict[object, Answer]) -> Iterator[Difference]:
    """Compare the answers of two worlds question by question; a question of one world alone counts."""
    for question in {**one, **other}:
        if question not in one or question not in other:
            yield Difference(str(question), "what can be asked", "only in one world")
        elif found := compare(str(question), one[question], other[question]):
            yield found


def row_differences(
    one: dict[str, list[tuple]], other: dict[str, list[tuple]]
) -> Iterator[Difference]:
    """Compare everything stored or sent, table by table."""
    for table in sorted({**one, **other}):
        first, second = one.get(table, []), other.get(table, [])
        if len(first) != len(second):
            yield Difference(table, "number of rows", f"{len(first)} / {len(second)}")
        for row, twin in zip(first, second, strict=False):
            if row != twin:
                apart = [pair for pair in zip(row, twin, strict=True) if pair[0] != pair[1]]
                yield Difference(table, "row", str(apart)[:MOST_SHOWN])
