"""The layout of templates: two spaces of indentation for each open HTML element or block tag.

`indented` changes only the white space at the start of a line, and never inside `<pre>` and
`<textarea>`, so that a page stays the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

FOLDERS = ("templates", "safeguarding/templates")
INDENT = 2
LONGEST = 160
# Elements that never have an end tag.
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Block tags: the tag `x` with an end tag `endx`. `blocktrans` and the like are not used here.
BLOCKS = {
    *("autoescape", "block", "comment", "filter", "for", "if", "ifchanged", "spaceless", "with"),
    *("macro", "summary_row", "table"),
}
# Tags between the parts of a block, at the depth of the block.
BETWEEN = {"else", "elif", "empty"}
# White space inside these is shown as it is.
AS_TYPED = {"pre", "textarea"}
TOKEN = re.compile(
    r"""(?P<remark>\{\#.*?\#\}|<!--.*?-->)
    |\{%-?\s*(?P<tag>\w+)[^%]*?(?:%(?!\})[^%]*?)*%\}
    |(?P<value>\{\{.*?\}\})
    |<(?P<close>/?)(?P<element>[a-zA-Z][\w-]*)
    |(?P<end>/?>)
    |(?P<quote>["'])
    |(?P<line>\n)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Open:
    """An element or a block tag that is open."""

    name: str
    is_block: bool


def indented(text: str) -> str:
    """Return the template with the right white space at the start of each line."""
    return "".join(
        line if depth is None or not line.strip() else " " * INDENT * depth + line.lstrip(" \t")
        for line, depth in zip(text.splitlines(keepends=True), depths(text), strict=True)
    )


def faults(text: str) -> list[str]:
    """Return the faults in the layout of a template, each with its line number."""
    found = []
    reader = Reader()
    pairs = zip(text.splitlines(), indented(text).splitlines(), strict=True)
    for number, (line, right) in enumerate(pairs, 1):
        before = list(reader.open)
        reader.read(f"{line}\n")
        if len(line) > LONGEST:
            found.append(f"{number}: {len(line)} columns")
        if line != right:
            found.append(f"{number}: not indented by its nesting (./dev fix)")
        # A line that opens or ends two levels at once hides one of them.
        kept = sum(old is new for old, new in zip(before, reader.open, strict=False))
        if len(reader.open) - kept > 1:
            names = " ".join(one.name for one in reader.open[kept:])
            found.append(f"{number}: opens more than one level: {names}")
        if len(before) - kept > 1:
            names = " ".join(one.name for one in before[kept:])
            found.append(f"{number}: ends more than one level: {names}")
    found += [f"never ended: {one.name}" for one in reader.open]
    return found


def depths(text: str) -> Iterator[int | None]:
    """Return the depth of each line, or None where white space is shown as it is."""
    reader = Reader()
    for line in text.splitlines(keepends=True):
        depth = None if reader.is_as_typed else reader.depth_of(line)
        reader.read(line)
        yield depth


class Reader:
    """The open elements and tags while a template is read line by line."""

    def __init__(self) -> None:
        self.open: list[Open] = []
        # The element whose start tag is not finished, and the quotation mark that is open in it.
        self.element = ""
        self.quote = ""

    @property
    def is_as_typed(self) -> bool:
        """Return whether the next line shows its white space."""
        return not self.element and any(one.name in AS_TYPED for one in self.open)

    def depth_of(self, line: str) -> int:
        """Return the depth of `line`, after the closing and dividing tags at its start."""
        ahead = Reader()
        ahead.open, ahead.element, ahead.quote = list(self.open), self.element, self.quote
        rest = line.strip()
        if self.element:
            return len(self.open) + (not rest.startswith((">", "/>")))
        depth = len(ahead.open)
        while found := TOKEN.match(rest):
            word = found["tag"] or ""
            if word in BETWEEN:
                ahead.token(found)
                return len(ahead.open) - 1
            if not (found["close"] or word.startswith("end")):
                break
            ahead.token(found)
            depth = min(depth, len(ahead.open))
            rest = (
                rest[found.end() :].lstrip(">").lstrip() if found["close"] else rest[found.end() :]
            )
            ahead.element = ""
        return depth

    def read(self, text: str) -> None:
        """Read the tags that `text` opens and closes."""
        for found in TOKEN.finditer(text):
            self.token(found)

    def token(self, found: re.Match) -> None:
        """Read one token."""
        if word := found["tag"]:
            self._block_tag(word)
        elif self.element:
            self._inside_a_tag(found)
        elif name := (found["element"] or "").lower():
            if found["close"]:
                self._close(name, is_block=False)
            self.element = f"/{name}" if found["close"] else name

    def _block_tag(self, word: str) -> None:
        if word in BLOCKS:
            self.open.append(Open(word, is_block=True))
        elif word in BETWEEN:
            # Elements that a branch leaves open belong to that branch.
            while self.open and not self.open[-1].is_block:
                self.open.pop()
        elif word.startswith("end"):
            self._close(word.removeprefix("end"), is_block=True)

    def _inside_a_tag(self, found: re.Match) -> None:
        if found["quote"]:
            self.quote = "" if found["quote"] == self.quote else self.quote or found["quote"]
        elif found["end"] and not self.quote:
            is_whole = found["end"] == "/>" or self.element.startswith("/") or self.element in VOID
            if not is_whole:
                self.open.append(Open(self.element, is_block=False))
            self.element = ""

    def _close(self, name: str, *, is_block: bool) -> None:
        """Close the innermost element or block of this name, with all that it left open.

        An end tag whose start tag stands in another branch of the template closes nothing.
        """
        for position in range(len(self.open) - 1, -1, -1):
            if self.open[position] == Open(name, is_block):
                del self.open[position:]
                return
            if self.open[position].is_block and not is_block:
                return
