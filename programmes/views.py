"""The public pages of the catalogue: the programmes and the stories.

They show current versions only. A programme's historic phone number never reaches a template.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from programmes.enums import Pathway, StoryKind
from programmes.leaflets import papers_for
from programmes.models import ProgrammeVersion, Story


@login_not_required
@require_safe
def list_programmes(request: HttpRequest) -> TemplateResponse:
    """Show the programmes on offer, grouped by behaviour."""
    versions = list(ProgrammeVersion.objects.visible_to(request.user).in_catalogue_order())
    pathways = [
        (pathway.label, [version for version in versions if version.pathway == pathway])
        for pathway in Pathway
    ]
    return TemplateResponse(request, "programmes/list.html", {"pathways": pathways})


@login_not_required
@require_safe
def detail(request: HttpRequest, code: str) -> TemplateResponse:
    """Show the current version of the programme `code`, or 404."""
    version = get_object_or_404(
        ProgrammeVersion.objects.visible_to(request.user).in_catalogue_order(),
        programme__code=code,
    )
    roll_outs = list(version.programme.roll_outs.select_related("district"))
    context = {
        "version": version,
        "papers": papers_for(code),
        "criteria": version.criteria.all(),
        "partnerships": list(version.programme.partnerships.select_related("partner")),
        "planned": [row for row in roll_outs if not row.is_historic],
        "earlier": [row for row in roll_outs if row.is_historic],
    }
    return TemplateResponse(request, "programmes/detail.html", context)


@login_not_required
@require_safe
def stories(request: HttpRequest) -> TemplateResponse:
    """Show the published stories: of participants, then of volunteers."""
    told = list(Story.objects.visible_to(request.user))
    sections = [
        (kind.heading, [story for story in told if story.kind == kind]) for kind in StoryKind
    ]
    return TemplateResponse(request, "programmes/stories.html", {"sections": sections})
