"""Looks for every token in bytes: as it is, in either case, in base64, hex, percent, JSON and HTML
escapes, UTF-16, inside PDF files. Pure but for the PDF library.
"""

import base64
import binascii
import contextlib
import html
import io
import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from pypdf import PdfReader

from tests.proofs.canaries.tokens import MARK, PART, Tokens

RAW = MARK.encode()
HEX = tuple({RAW.hex().encode(), RAW.upper().hex().encode()})
WIDE = MARK.encode("utf-16-le")
# The first letter of the mark as an escape writes it; what follows decides.
ESCAPES = (b"%71", b"%51", b"\\u0071", b"\\u0051", b"\\x71", b"&#113", b"&#x71", b"=71")
HEX_RUN = re.compile(rb"[0-9a-f]{10,}")
BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{8,}")
JSON_ESCAPE = re.compile(rb"\\(?:u00|x)([0-9a-fA-F]{2})")
MOST_SHOWN = 60


def cores(text: bytes) -> set[bytes]:
    """Return the base64 of `text` that no surroundings change, for each of its three offsets."""
    found = set()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + text)
        first, last = -(-before * 8 // 6), (before + len(text)) * 8 // 6
        found |= {encoded[first:last], encoded[first:last].translate(bytes.maketrans(b"+/", b"-_"))}
    return found


BASE64 = tuple(cores(RAW) | cores(RAW.upper()))


@dataclass(frozen=True)
class Found:
    """A token that is where it must not be."""

    place: str
    token: str

    def __str__(self) -> str:
        return f"{self.token} in {self.place}"


@dataclass
class Search:
    """Everything searched so far, and what was found."""

    tokens: Tokens
    places: int = 0
    size: int = 0
    echoes: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    found: set[Found] = field(default_factory=set)

    def look(self, kind: str, what: str, data: bytes | str, typed: bytes = b"") -> None:
        """Search `data`, one place of a kind, such as "response" or "row".

        `typed`: what was just sent: a form that is refused shows it back, to nobody else.
        """
        data = data.encode("utf-8", "surrogateescape") if isinstance(data, str) else bytes(data)
        self.places += 1
        self.size += len(data)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        here = self.hits(data)
        if data.startswith(b"%PDF"):
            here |= self.hits(inside_pdf(data))
        if here and typed:
            back = here & self.hits(typed)
            self.echoes += bool(back)
            here -= back
        self.found |= {Found(f"{kind} {what}"[:200], token) for token in here}

    def hits(self, data: bytes) -> set[str]:
        """Return the fields whose tokens stand in `data`, however written."""
        low = data.lower()
        found = self._named(low)
        for text in decoded(data, low):
            found |= self._named(text.lower())
        return found

    def _named(self, low: bytes) -> set[str]:
        found = {name for text, name in self.tokens.exact.items() if text.encode() in low}
        if RAW not in low:
            return found
        named = {
            name
            for token, name in self.tokens.of.items()
            if any(part in low for part in parts(token.encode()))
        }
        return found | (named or {f"part of a token: {excerpt(low)}"})


def parts(token: bytes) -> list[bytes]:
    """Return every part of a token that counts."""
    return [token[start : start + PART] for start in range(max(len(token) - PART, 0) + 1)]


def excerpt(low: bytes) -> str:
    """Return the mark with what stands around it."""
    at = low.index(RAW)
    return low[max(at - 20, 0) : at + MOST_SHOWN].decode("utf-8", "replace")


def decoded(data: bytes, low: bytes):
    """Yield what `data` says when it is decoded, in each way of which it shows signs."""
    if WIDE in low:
        yield low.replace(b"\0", b"")
    if any(needle in low for needle in HEX):
        for run in HEX_RUN.findall(low):
            for start in (0, 1):
                digits = run[start:]
                yield bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    if any(core in data for core in BASE64):
        for run in BASE64_RUN.findall(data):
            letters = run.translate(bytes.maketrans(b"-_", b"+/"))
            for start in range(4):
                whole = letters[start:][: (len(letters) - start) // 4 * 4]
                with contextlib.suppress(binascii.Error):
                    yield base64.b64decode(whole)
    if any(escape.lower() in low for escape in ESCAPES):
        yield unquote_to_bytes(data)
        yield unquote_to_bytes(re.sub(rb"=([0-9A-F]{2})", rb"%\1", data))
        yield JSON_ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), data)
        yield html.unescape(data.decode("utf-8", "replace")).encode()


def inside_pdf(data: bytes) -> bytes:
    """Return the text, the metadata and the attachments of a PDF."""
    reader = PdfReader(io.BytesIO(data))
    words = [page.extract_text() for page in reader.pages]
    words += [f"{name} {value}" for name, value in (reader.metadata or {}).items()]
    streams = [content for files in reader.attachments.values() for content in files]
    xmp = reader.root_object.get("/Metadata")
    if xmp:
        streams.append(xmp.get_object().get_data())
    return b"\n".join([*(word.encode("utf-8", "replace") for word in words), *streams])
