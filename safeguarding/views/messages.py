"""The page of this side's own emails that did not arrive; it shows nothing of a case."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from referral_portal.common.dates import local
from referral_portal.outbox.settling import Decision, choices_for, words_for
from safeguarding.access.guard import worker_page
from safeguarding.casework.unsent import VERBS, to_settle
from safeguarding.views.base import back_to, is_done, page

MOST = 100  # of the oldest; the next ones come up as these are settled
DONE = {
    Decision.AGAIN: "sent_again",
    Decision.ARRIVED: "arrived",
    Decision.CLOSE: "message_closed",
}


@worker_page()
@require_safe
def unsent(request):
    """Show the emails that did not arrive, with what to do about each; for the manager."""
    if not request.worker.is_manager:
        raise Http404
    rows = [
        {
            "message": message,
            "name": f"{message.subject}, {local(message.created_at):%-d %B %Y, %H:%M}",
            "happened": happened,
            "what_to_do": what_to_do,
            "choices": choices_for(message),
        }
        for message in to_settle()[:MOST]
        for happened, what_to_do in [words_for(message)]
    ]
    return page(request, "unsent", rows=rows)


@worker_page()
@require_POST
def decide(request, protected_id):
    """Do what the manager decides about one email."""
    if not request.worker.is_manager:
        raise Http404
    decision = request.POST.get("decision")
    if decision not in VERBS:
        raise Http404
    is_settled = is_done(
        VERBS[decision], message_id=protected_id, by=request.worker, now=timezone.now()
    )
    return back_to("unsent", DONE[decision] if is_settled else "settled")
