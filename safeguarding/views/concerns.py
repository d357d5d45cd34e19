"""The page of one concern: what was said, what was done, and closing it."""

from django.http import Http404
from django.utils import timezone

from cohorts.enums import ConcernState
from referral_portal.common.methods import get_or_post
from referral_portal.common.refusals import refusals_on
from referral_portal.pages.zones import draw_from, version_read
from safeguarding.access.guard import case_page
from safeguarding.casework.concerns import answer_closing, closing_asked, move_concern
from safeguarding.casework.forms import ClosingForm, ConcernForm
from safeguarding.casework.wording import sections
from safeguarding.enums import CONCERN_COLOURS, CONCERN_LEVELS, Shown
from safeguarding.models import Concern
from safeguarding.views.base import back_to, page


@case_page("concern", Shown.FORM)
@get_or_post
def concern(request, case, concern_id):
    """Show a concern, and record what has been done about it; ask or answer about closing it."""
    row = case.concerns.prefetch_related("steps__by").filter(pk=concern_id).first()
    if row is None:
        raise Http404
    asked, subject = closing_asked(row), f"concern:{row.pk}"
    is_answer = asked is not None and asked.by_id != request.worker.pk
    form = (ClosingForm if is_answer else ConcernForm)(request.POST or None)
    if form.is_valid():
        arguments = {
            "case_id": case.pk, "concern_id": row.pk, "by": request.worker, "now": timezone.now(),
            **form.cleaned_data,
        }  # fmt: skip
        with refusals_on(form):
            if is_answer:
                answer_closing(asked_id=version_read(request, subject=subject), **arguments)
                return back_to("case", "closing", case_id=case.pk)
            move_concern(**arguments)
            is_asked = closing_asked(row_now(row)) is not None
            return back_to("case", "concern_asked" if is_asked else "concern", case_id=case.pk)
    draw_from(request, subject=subject, version=asked.pk if asked else 0)
    return page(
        request,
        "concern",
        case=case,
        form=form,
        asked=asked,
        is_answer=is_answer,
        # The link worker who asked to close it waits for the answer.
        may_write=row.state != ConcernState.CLOSED and (is_answer or asked is None),
        **shown(row),
    )


def row_now(row: Concern) -> Concern:
    """Return a concern as it is after a verb."""
    row.refresh_from_db(fields=["state"])
    return row


def still_open(rows: list[dict]) -> list[dict]:
    """Return the concerns that are not closed, as `shown` makes them, the most urgent first."""
    found = [row for row in rows if row["concern"].state != ConcernState.CLOSED]
    return sorted(found, key=lambda row: row["concern"].rank)


def shown(row: Concern) -> dict:
    """Return a concern as the pages show it: its level, its words and its steps."""
    return {
        "concern": row,
        "level": CONCERN_LEVELS[row.level],
        "colour": CONCERN_COLOURS[row.level],
        "sections": sections(row.contents),
        "steps": sorted(row.steps.all(), key=lambda step: (step.at, step.pk)),
    }
