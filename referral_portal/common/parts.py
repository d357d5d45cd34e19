"""Draw the parts of a page that come many times on it: components, rows of long lists, options.

Jinja draws them, about ten times faster than Django's templates, which draw the pages. Each file of
templates/parts holds one macro with the name of the file, whose arguments are all that it shows. A value
that is missing is an error. A whole page never belongs here.
"""

from functools import cache, lru_cache

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString
from jinja2 import Environment, FileSystemLoader, StrictUndefined


def draw(part: str, /, **values) -> SafeString:
    """Return the markup of templates/parts/`part`.html, without the white space around it.

    Every value is escaped, except markup that is marked as safe.
    """
    template = environment().get_template(f"{part}.html")
    macro = getattr(template.module, part.rpartition("/")[2])
    return SafeString(macro(**values).strip())


@lru_cache(maxsize=200)
def kept_tag(text: str, colour: str = "") -> SafeString:
    """Return a tag that is drawn once: only for the states of rows, which are few and name nobody."""
    return draw("tag", text=text, colour=colour)


@cache
def environment() -> Environment:
    """Return the engine of the parts."""
    made = Environment(
        loader=FileSystemLoader(settings.BASE_DIR / "templates" / "parts"),
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
        auto_reload=settings.DEBUG,
    )
    made.filters["linebreaksbr"] = linebreaksbr
    made.globals["kept_tag"] = kept_tag
    return made
