"""The page on which the manager names who covers for a link worker; it shows nothing of a case."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_POST

from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from safeguarding.access.cover import covers_to_come, end_cover, name_cover
from safeguarding.access.cover_forms import CoverForm
from safeguarding.access.guard import worker_page
from safeguarding.models import Worker
from safeguarding.views.base import back_to, is_done, page


@get_or_post
@worker_page()
def cover(request):
    """Show the covers that run or will run, and name one; for the manager."""
    if not request.worker.is_manager:
        raise Http404
    form, now = CoverForm(request.POST or None), timezone.now()
    if form.is_valid():
        said = form.cleaned_data
        with refusals_on(form):
            name_cover(
                covered=Worker.objects.get(pk=said["covered"]),
                colleague=Worker.objects.get(pk=said["colleague"]),
                first=said["first"],
                last=said["last"],
                by=request.worker,
                now=now,
            )
            return back_to("cover", "cover")
    covers = covers_to_come(now=now).select_related("covered", "colleague", "named_by")
    return page(request, "cover", form=form, covers=covers)


@worker_page()
@require_POST
def end(request, cover_id):
    """End a cover before its last day; for the manager."""
    if not request.worker.is_manager:
        raise Http404
    is_ended = is_done(end_cover, cover_id=cover_id, by=request.worker, now=timezone.now())
    return back_to("cover", "cover_ended" if is_ended else "")
