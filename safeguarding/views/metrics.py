"""The address at which the far side's own monitoring reads its figures.

It is outside the link workers' pages, because monitoring has no session.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from referral_portal.metrics.answer import answer
from safeguarding.casework.monitoring import figures


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer monitoring with the far side's figures."""
    return answer(request, figures)
