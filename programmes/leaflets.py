"""The public documents: leaflets, the poster, and the brochure for people who are stalked.

They say what the current versions say. No page on the way to a place links to the brochure, and the
brochure links to none of those pages.
"""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from programmes.models import ProgrammeVersion
from referral_portal.common.pdf import document


@dataclass(frozen=True)
class Paper:
    """One public document and its programmes.

    The file name does not give the topic away.
    """

    template: str
    file_name: str
    link: str
    codes: tuple[str, ...]


COBI = ("cobi",)
RELATIONSHIPS = ("da-one-to-one", "da-groupwork")
PAPERS = {
    "c1": Paper("documents/cobi_leaflet.html", "leaflet.pdf", "COBI leaflet", COBI),
    "r1": Paper(
        "documents/healthy_relationships_leaflet.html",
        "leaflet.pdf",
        "Healthy Relationships leaflet",
        RELATIONSHIPS,
    ),
    "r2": Paper(
        "documents/healthy_relationships_poster.html",
        "poster.pdf",
        "Healthy Relationships poster",
        RELATIONSHIPS,
    ),
}


def papers_for(code: str) -> list[tuple[str, str]]:
    """Return the slug and the link text of each paper about the programme `code`."""
    return [(slug, paper.link) for slug, paper in PAPERS.items() if code in paper.codes]


@login_not_required
@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Return one leaflet or the poster, or 404."""
    wanted = PAPERS.get(slug)
    if wanted is None:
        raise Http404
    versions = _current(wanted.codes)
    context = {
        "version": versions[0],
        "other": versions[-1],
        "criteria": list(versions[0].criteria.all()),
    }
    return document(request, wanted.template, context, file_name=wanted.file_name, is_public=True)


@login_not_required
@require_safe
def brochure(request: HttpRequest) -> TemplateResponse:
    """Show the brochure for people who are stalked."""
    return TemplateResponse(request, "documents/brochure.html", {"version": _current(COBI)[0]})


def _current(codes: tuple[str, ...]) -> list[ProgrammeVersion]:
    """Return the current versions of `codes` in that order, or 404 if one is not on offer."""
    found = {
        version.programme.code: version
        for version in ProgrammeVersion.objects.current()
        .filter(programme__code__in=codes)
        .in_catalogue_order()
    }
    if set(found) != set(codes):
        raise Http404
    return [found[code] for code in codes]
