"""Draw our documents as tagged PDF (PDF/UA-1), or as a page to print where Pango is missing.

Only the files named below are fetched: a letter holds text that people typed, and WeasyPrint's own
fetcher reads local files and the network. The library is loaded on first use, because without Pango
its import raises OSError and would stop the whole site.
"""

import functools
import importlib
import importlib.util
import logging
from pathlib import Path
from types import ModuleType

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static

from referral_portal.common.context_processors import site

STYLES = "documents/print.css"
FONT = "Source Sans Pro"
FONT_PACKAGE = "font_source_sans_pro"
FACES = "".join(
    f'@font-face {{font-family: "{FONT}"; src: url("asset:{name}"); font-weight: {weight}}}\n'
    for name, weight in (("regular.ttf", 400), ("bold.ttf", 700))
)
KINDS = {".css": "text/css", ".ttf": "font/ttf"}
CACHED = 16  # public documents; letters are never cached


class DocumentsUnavailable(Exception):
    """This machine cannot draw PDF: Pango is missing."""


class FetchRefused(Exception):
    """A document asked for something that is not one of our files; nothing was drawn."""


def assets() -> dict[str, Path]:
    """Return the files that a document may use, by the name after `asset:`."""
    fonts = Path(importlib.util.find_spec(FONT_PACKAGE).origin).parent / "files"
    return {
        "print.css": Path(finders.find(STYLES)),
        "regular.ttf": fonts / "SourceSansPro-Regular.ttf",
        "bold.ttf": fonts / "SourceSansPro-Bold.ttf",
    }


def can_draw() -> bool:
    """Return whether this machine can draw PDF."""
    try:
        _library()
    except DocumentsUnavailable:
        return False
    return True


def draw(template: str, context: dict) -> bytes:
    """Return `template` as PDF.

    Raises DocumentsUnavailable without Pango, and FetchRefused for any address that is not ours.
    """
    return draw_html(_html(template, context))


def draw_html(html: str) -> bytes:
    """Return the page `html` as PDF; raises like `draw`."""
    library = _library()
    fetcher = _fetcher(library)
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    try:
        faces = library.CSS(string=FACES, font_config=fonts, url_fetcher=fetcher)
        page = library.HTML(string=html, base_url="asset:", url_fetcher=fetcher)
        return page.write_pdf(stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1")
    except _refusal(library) as error:  # a BaseException: `except Exception` would let it pass
        raise FetchRefused("A document asked for a file that is not ours.") from error


_draw_once = functools.lru_cache(maxsize=CACHED)(draw_html)


def document(
    request: HttpRequest, template: str, context: dict, *, file_name: str, is_public: bool = False
) -> HttpResponse:
    """Return a response with `template` as a PDF, or as a page to print where Pango is missing.

    A document that `is_public` is the same for everyone, so it is drawn once and cached.
    """
    try:
        make = _draw_once if is_public else draw_html
        content = make(_html(template, context))
    except DocumentsUnavailable:
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
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)  # eight lines a letter
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise DocumentsUnavailable("Pango is missing.") from error


def _refusal(library: ModuleType) -> type[BaseException]:
    return library.urls.FatalURLFetchingError


@functools.cache
def _fetcher(library: ModuleType):
    """Return the fetcher that serves our files and stops the drawing at any other address."""
    known = assets()

    class Fetcher(library.urls.URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if scheme != "asset" or name not in known:
                raise _refusal(library)(f"{scheme}: is not one of our files")
            kind = {"Content-Type": KINDS[known[name].suffix]}  # a style sheet without is ignored
            return library.urls.URLFetcherResponse(url, known[name].read_bytes(), kind)

    return Fetcher(allowed_protocols=set())
