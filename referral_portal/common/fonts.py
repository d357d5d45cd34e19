"""The fonts of our documents: packages of requirements.in, never a font of the machine.

A document names only the faces that its own characters need, so a letter in Latin letters costs
two small files and one with a Chinese name loads the large one. What no font of ours can draw is
found here, from the fonts' own tables, before anything is drawn.
"""

import functools
import importlib.util
import io
import unicodedata
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from fontTools.ttLib import TTFont

SCRIPTS, CHINESE = "manimgx_fonts", "noto_cjk_sans_otc"
# In the order in which they are asked for a character; the large one comes last.
NAMES = (
    "NotoSans", "NotoSansArabic", "NotoSansArmenian", "NotoSansBengali", "NotoSansDevanagari",
    "NotoSansEthiopic", "NotoSansGeorgian", "NotoSansGujarati", "NotoSansGurmukhi",
    "NotoSansHebrew", "NotoSansKannada", "NotoSansKhmer", "NotoSansLao", "NotoSansMalayalam",
    "NotoSansMyanmar", "NotoSansOriya", "NotoSansSinhala", "NotoSansTamil", "NotoSansTelugu",
    "NotoSansThai", "NotoSansCJK",
)  # fmt: skip
LATIN, LARGE = NAMES[0], NAMES[-1]
# The collection holds one font each for Japan, Korea, China, Taiwan and Hong Kong. All draw
# simplified and traditional characters; ours is that for China.
COLLECTION, FONT_FOR_CHINA = "NotoSansCJK-Regular.ttc", 2
# Pango would take an emoji font of the machine for these, even where ours has the character.
EMOJI_MARKS = frozenset({0xFE0F, 0x20E3})
VARIATIONS = frozenset({*range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0)})


class CannotPrint(Exception):
    """No font of ours has `characters`; `lines` are the pieces of text that hold them."""

    def __init__(self, lines: list[str], characters: str):
        super().__init__("A document holds characters that no font of ours has.")
        self.lines = lines
        self.characters = characters


def family_of(name: str) -> str:
    """Return the name that the font has in our documents, which no font of a machine has."""
    return f"Portal {name}"


def are_installed() -> bool:
    """Return whether every font is there."""
    specs = [importlib.util.find_spec(package) for package in (SCRIPTS, CHINESE)]
    return all(specs) and all(_path(name).is_file() for name in NAMES)


def data_of(name: str) -> bytes:
    """Return the font, with all its weights, as the drawing library reads it."""
    return _one_of_collection() if name == LARGE else _path(name).read_bytes()


def needed_for(text: str) -> list[str]:
    """Return the names of the fonts that draw `text`, the one for Latin letters first."""
    names = {LATIN} | {_font_with(character) for character in set(text)}
    return [name for name in NAMES if name in names]


def missing_from(text: str) -> str:
    """Return the characters of `text` that no font of ours has, each once, in order."""
    return "".join(dict.fromkeys(one for one in text if _font_with(one) is None))


def check(html: str) -> None:
    """Raise CannotPrint if the page `html` holds a character that no font of ours has."""
    characters = missing_from(unescape(html))
    if characters:
        raise CannotPrint(lines_with(html, characters), characters)


def lines_with(html: str, characters: str) -> list[str]:
    """Return the pieces of text of the page `html` that hold one of `characters`, each once."""
    pieces = _Pieces()
    pieces.feed(html)
    pieces.close()
    return list(dict.fromkeys(one for one in pieces.found if set(characters) & set(one)))


def in_words(characters: str) -> str:
    """Return the characters with their names: "🙂 (slightly smiling face)"."""
    return ", ".join(
        f"{one} ({unicodedata.name(one, f'U+{ord(one):04X}').lower()})"
        if one.isprintable()
        else f"U+{ord(one):04X}"
        for one in characters
    )


@functools.lru_cache(maxsize=4096)
def _font_with(character: str) -> str | None:
    """Return the first font with `character`, "" if it needs none, or None if there is no font."""
    point = ord(character)
    if point in EMOJI_MARKS:
        return None
    if character.isspace() or point in VARIATIONS or unicodedata.category(character) == "Cf":
        return ""
    return next((name for name in NAMES if point in _coverage(name)), None)


@functools.cache
def _coverage(name: str) -> frozenset[int]:
    with _font(name) as font:
        return frozenset(font.getBestCmap())


@functools.cache
def _one_of_collection() -> bytes:
    """Return one font of the collection as a file of its own: a style sheet cannot pick one."""
    written = io.BytesIO()
    with _font(LARGE) as font:
        font.save(written, reorderTables=None)
    return written.getvalue()


def _font(name: str) -> TTFont:
    number = FONT_FOR_CHINA if name == LARGE else -1
    return TTFont(io.BytesIO(_path(name).read_bytes()), fontNumber=number, lazy=True)


def _path(name: str) -> Path:
    if name == LARGE:
        return _folder(CHINESE) / COLLECTION
    return _folder(SCRIPTS) / f"{name}[wght].ttf"


def _folder(package: str) -> Path:
    return Path(importlib.util.find_spec(package).origin).parent


class _Pieces(HTMLParser):
    """Collect the pieces of text between tags."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(" ".join(data.split()))
