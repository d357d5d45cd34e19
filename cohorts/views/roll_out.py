"""Show the public page of the district programme: its listed groups and its first groups.

The page has only districts and months, so that nobody can wait for a participant.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from cohorts.announcing import announced_groups
from programmes.enums import DISTRICT_PROGRAMME
from programmes.models import ProgrammeVersion


@login_not_required
@require_safe
def roll_out(request: HttpRequest) -> TemplateResponse:
    """Show the listed groups by month and district, and the first groups as history."""
    version = (
        ProgrammeVersion.objects.visible_to(request.user)
        .in_catalogue_order()
        .filter(programme__code=DISTRICT_PROGRAMME)
        .first()
    )
    programme = version.programme if version else None
    context = {
        "version": version,
        "groups": announced_groups(),
        "earlier": [],
        "partnerships": [],
    }
    if programme:
        historic = programme.roll_outs.filter(is_historic=True)
        context["earlier"] = list(historic.select_related("district"))
        context["partnerships"] = list(programme.partnerships.select_related("partner"))
    return TemplateResponse(request, "cohorts/roll_out.html", context)
