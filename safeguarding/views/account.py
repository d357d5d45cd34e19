"""The pages of a link worker's own sign-in and, for the manager, of every link worker's.

Ending a session takes effect at once. These pages never show a case.
"""

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from referral_portal.common.hashing import BusyError
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import Refusal, refusals_on
from referral_portal.common.throttle import Throttled, network_of
from referral_portal.pages.marks import repeatable
from safeguarding.access.guard import worker_page
from safeguarding.casework.deactivation import activate, deactivate
from safeguarding.middleware import SIGN_IN
from safeguarding.models import Worker
from safeguarding.sign_in import notices, sessions
from safeguarding.sign_in.forms import NewPasswordForm
from safeguarding.sign_in.invitations import invite
from safeguarding.sign_in.second_factor import remove_second_factor
from safeguarding.sign_in.typed_pages import SHELF
from safeguarding.views.base import back_to, is_done, page


@sensitive_post_parameters()
@get_or_post
@worker_page()
def account(request):
    """Show the link worker's own sign-in, and change the password."""
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            try:
                sessions.change_password(
                    worker=request.worker,
                    **form.cleaned_data,
                    token=request.COOKIES[sessions.cookie_name()],
                    network=network_of(request),
                    cookie=notices.cookie_of(request),
                    now=timezone.now(),
                )
            except BusyError:
                raise
            except Throttled as refusal:
                # The same words, so that a guesser does not learn when to come back.
                raise Refusal(sessions.WRONG_PASSWORD, "old") from refusal
            return back_to("account", "password")
    workers = Worker.objects.order_by("name") if request.worker.is_manager else []
    return page(request, "account", form=form, workers=workers)


@worker_page()
@require_POST
def end_own_sessions(request):
    """End every session of the link worker, including this one."""
    request.typed.wipe()
    sessions.end_sessions(worker=request.worker, by=request.worker, now=timezone.now())
    return HttpResponseRedirect(SIGN_IN)


@repeatable  # an invitation shows its link once, and a new one replaces it
@worker_page()
@require_POST
def end_sessions(request, worker_id):
    """Create a link for a link worker, end their sessions or remove a lost second factor; for the manager."""
    if not request.worker.is_manager:
        raise Http404
    worker, now = get_object_or_404(Worker, pk=worker_id, is_active=True), timezone.now()
    if "invite" in request.POST:
        token = invite(worker=worker, by=request.worker, now=now)
        link = request.build_absolute_uri(reverse("safeguarding:join", args=[token]))
        context = {"link": link, "account": worker, "hours": settings.INVITE_HOURS}
        return page(request, "link", **context)
    if "remove" in request.POST:
        remove_second_factor(worker=worker, by=request.worker, now=now)
    sessions.end_sessions(worker=worker, by=request.worker, now=now)
    SHELF.wipe(token="", account=worker.pk)
    if worker.pk == request.worker.pk:
        return HttpResponseRedirect(reverse("safeguarding:sign_in"))
    return back_to("account", "signed_out")


def _deactivate(request, worker_id) -> bool:
    if not request.worker.is_manager:
        raise Http404
    if request.method != "POST":
        return False
    worker = get_object_or_404(Worker, pk=worker_id)
    return is_done(deactivate, worker=worker, by=request.worker, now=timezone.now())


@get_or_post
@worker_page(before=_deactivate)
def deactivate_worker(request, is_deactivated, worker_id):
    """Ask before a link worker is deactivated, and say what was done; for the manager."""
    if request.method != "POST":
        row = get_object_or_404(Worker, pk=worker_id, is_active=True)
        return page(request, "deactivate", row=row)
    if not is_deactivated:
        return back_to("account", "last_manager")
    SHELF.wipe(token="", account=worker_id)
    if worker_id == request.worker.pk:
        return HttpResponseRedirect(SIGN_IN)
    return back_to("account", "deactivated")


@worker_page()
@require_POST
def activate_worker(request, worker_id):
    """Let a deactivated link worker sign in again; for the manager."""
    if not request.worker.is_manager:
        raise Http404
    worker = get_object_or_404(Worker, pk=worker_id)
    is_activated = is_done(activate, worker=worker, by=request.worker, now=timezone.now())
    return back_to("account", "activated" if is_activated else "")
