"""Draw our documents as tagged PDF (PDF/UA-1), or as a page to print where Pango is missing.

Only our style sheet and our fonts are fetched: a letter holds text that people typed, and
WeasyPrint's own fetcher reads local files and the network. The library is loaded on first use,
because without Pango its import raises OSError and would stop the whole site.
"""

import functools
import importlib
import logging
from html import unescape
from pathlib import Path
from types import ModuleType

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static

from referral_portal.common import fonts
from referral_portal.common.context_processors import site

STYLES = "documents/print.css"
CACHED = 16  # public documents; letters are never cached


class DocumentsUnavailable(Exception):
    """This machine cannot draw PDF: Pango is missing."""


class FetchRefused(Exception):
    """A document asked for something that is not one of our files; nothing was drawn."""


def asset(name: str) -> tuple[str, bytes]:
    """Return the kind and the content of the file that `asset:name` means; raise KeyError if none."""
    if name == "print.css":
        return "text/css", Path(finders.find(STYLES)).read_bytes()
    if name in fonts.NAMES:
        return "font/ttf", fonts.data_of(name)
    raise KeyError(name)


def style_of(names: list[str]) -> str:
    """Return the style sheet that sets a document in our fonts `names`, and in no other."""
    faces = "".join(
        f'@font-face {{font-family: "{fonts.family_of(name)}"; src: url("asset:{name}")}}\n'
        for name in names
    )
    families = ", ".join(f'"{fonts.family_of(name)}"' for name in names)
    # What stands in the margin of a page does not inherit from the document.
    margin = f"@page {{@bottom-right {{font-family: {families}}}}}"
    return f"{faces}:root {{font-family: {families}}}\n{margin}\n"


def can_draw() -> bool:
    """Return whether this machine can draw PDF, and our fonts are installed."""
    try:
        _library()
    except DocumentsUnavailable:
        return False
    return fonts.are_installed()


def draw(template: str, context: dict) -> bytes:
    """Return `template` as PDF.

    Raises CannotPrint if our fonts lack a character, DocumentsUnavailable without Pango, and
    FetchRefused for any address that is not ours.
    """
    return draw_html(_html(template, context))


def draw_html(html: str) -> bytes:
    """Return the page `html` as PDF; raises like `draw`."""
    fonts.check(html)
    library = _library()
    fetcher = _fetcher(library)
    found = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    try:
        style = style_of(fonts.needed_for(unescape(html)))
        faces = library.CSS(string=style, font_config=found, url_fetcher=fetcher)
        page = library.HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        drawn = page.render(stylesheets=[faces], font_config=found)
        content = drawn.write_pdf(pdf_variant="pdf/ua-1")
    except _refusal(library) as error:  # a BaseException: `except Exception` would let it pass
        raise FetchRefused("A document asked for a file that is not ours.") from error
    _refuse_boxes(html, drawn.fonts.values())
    return content


def _refuse_boxes(html: str, used) -> None:
    """Refuse a document in which the library drew an empty box or took a font of the machine.

    The check before the drawing finds both; this is what the library itself says of each glyph.
    """
    characters = "".join(chr(point) for font in used for point in font.missing)
    ours = {fonts.family_of(name) for name in fonts.NAMES}
    if characters:
        raise fonts.CannotPrint(fonts.lines_with(html, characters), characters)
    if not {font.family for font in used} <= ours:
        raise FetchRefused("A document was drawn with a font that is not ours.")


_draw_once = functools.lru_cache(maxsize=CACHED)(draw_html)


def document(
    request: HttpRequest, template: str, context: dict, *, file_name: str, is_public: bool = False
) -> HttpResponse:
    """Return a response with `template` as a PDF, or as a page to print where Pango is missing.

    A document that `is_public` is the same for everyone, so it is drawn once and cached. Any other
    raises CannotPrint if our fonts lack a character; a public one becomes a page to print.
    """
    try:
        make = _draw_once if is_public else draw_html
        content = make(_html(template, context))
    except (DocumentsUnavailable, fonts.CannotPrint) as error:
        if isinstance(error, fonts.CannotPrint) and not is_public:
            raise
        page = {"stylesheet": static(STYLES), "as_page": True, "is_public": is_public}
        return TemplateResponse(request, template, context | page)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


def _html(template: str, context: dict) -> str:
    return render_to_string(template, site(None) | {"stylesheet": "asset:print.css"} | context)


@functools.cache
def _library() -> ModuleType:
    for chatty in ("weasyprint.progress", "fontTools"):  # dozens of lines a letter
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise DocumentsUnavailable("Pango is missing.") from error


def _refusal(library: ModuleType) -> type[BaseException]:
    return library.urls.FatalURLFetchingError


@functools.cache
def _fetcher(library: ModuleType):
    """Return the fetcher that serves our files and stops the drawing at any other address."""

    class Fetcher(library.urls.URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            try:
                kind, content = asset(name if scheme == "asset" else "")
            except KeyError:
                raise _refusal(library)(f"{scheme}: is not one of our files") from None
            # A style sheet without a kind is ignored.
            return library.urls.URLFetcherResponse(url, content, {"Content-Type": kind})

    return Fetcher(allowed_protocols=set())
