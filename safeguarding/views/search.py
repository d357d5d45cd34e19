"""The page that finds cases by a person on them.

The typed words are never in an address or a log.
"""

from django.conf import settings
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from referral_portal.common.methods import get_or_post
from safeguarding.access.guard import worker_page
from safeguarding.casework.forms import SearchForm
from safeguarding.casework.search import find_cases, meanings_found
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.views.base import page


@sensitive_post_parameters()
@get_or_post
@worker_page()
def search(request):
    """Find a reference, a name, a number, an address or a birthday among this worker's cases."""
    form, found, found_by = SearchForm(request.POST or None), None, []
    if form.is_valid():
        typed = form.cleaned_data["typed"]
        rows = find_cases(typed=typed, worker=request.worker)
        found = list(rows.select_related("owner")[: settings.WORKLIST_PAGE_SIZE])
        found_by = meanings_found(typed=typed, cases=found)
    record_access(
        worker=request.worker,
        what=Shown.SEARCH,
        page="search",
        case_ids=[case.pk for case in found or []],
        now=timezone.now(),
    )
    return page(request, "search", form=form, cases=found, found_by=" and by ".join(found_by))
