"""Read the signs of danger of a case: of the portal's answers together with the opened pages.

The summary is read anew for each page. The level that ranks the worklist is stored, and worked out
in the background: again when the table of signs has a new version, and when an envelope is opened.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from referral_portal.common.column_keys import CannotUnlock
from referral_portal.common.dates import local_today
from referral_portal.common.normal_forms import read_date
from referrals.danger import Sign, level_of, signs_of, with_earlier
from referrals.danger_checks import earlier_signs_of
from referrals.danger_signs import DANGER_VERSION, SOURCE_WORDS, Level
from referrals.enums import Route
from referrals.forms.courts import CIVIL_ORDERS, PENDING
from referrals.models import Referral
from safeguarding.enums import (
    DANGER_COLOURS,
    DANGER_WORDS,
    NOT_KNOWN,
    RANKED_THEMSELVES,
    TAKING,
    AlertKind,
)
from safeguarding.models import Alert, VictimCase
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
BATCH = 100
# The questions of the sealed pages that are shown with their answers.
ASSESSMENTS = (
    "dash_grade", "dash_score", "dash_on", "dash_context", "stalking_tools", "stalking_result",
    "meetings", "meetings_words",
)  # fmt: skip
NO_ANSWER = "Not answered on the form"
FAMILY_COURT = {"yes": "Yes", "soon": "About to be", "no": "No", "maybe": "Not known"}
YES_OR_NO = {True: "Yes", False: "No", "yes": "Yes", "no": "No", "maybe": "Not known"}


@dataclass(frozen=True)
class Danger:
    """The danger summary at the top of a case.

    `assessments` and `pending` are rows of a summary list. `is_whole` is False while the sealed pages
    or the portal's answers cannot be read: the danger may then be greater.
    """

    level: int
    signs: tuple[Sign, ...]
    assessments: list[dict[str, str]]
    pending: list[dict[str, str]]
    is_whole: bool

    @property
    def words(self) -> str:
        """The level in words."""
        return DANGER_WORDS[self.level]

    @property
    def colour(self) -> str:
        """The colour of the level's tag."""
        return DANGER_COLOURS.get(self.level, "")

    @property
    def lines(self) -> list[dict[str, str]]:
        """Each sign: its level with its colour, its words, and who said it."""
        return [
            {
                "level": DANGER_WORDS[sign.level],
                "colour": DANGER_COLOURS.get(sign.level, ""),
                "words": sign.words,
                "source": SOURCE_WORDS[sign.source],
            }
            for sign in self.signs
        ]


def danger_of(
    case: VictimCase, referral: Referral | None, earlier: tuple[Sign, ...] | None = None
) -> Danger:
    """Return the danger summary of `case`; `referral` is None when the portal no longer has it.

    `earlier` are the signs that an amendment of the form took away, where the caller has read them.
    They count as before.
    """
    if earlier is None:
        earlier = earlier_signs_of([case.referral_id]).get(case.referral_id, ())
    signs = with_earlier(_signs(case, referral), earlier)
    is_whole = case.contents is not None and referral is not None
    level: int = level_of(signs)
    if case.contents is None and level > Level.SAME_DAY:
        level = NOT_KNOWN
    elif referral is None and case.danger_level != NOT_KNOWN:
        level = min(level, case.danger_level)
    return Danger(
        level=level,
        signs=signs,
        assessments=_assessments(case.contents),
        pending=_pending(_answers(referral)),
        is_whole=is_whole,
    )


def work_out_danger(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Store the level of up to `limit` cases whose signs an older version read, or none.

    Returns their number. Their alerts get the level too.
    """
    with seeing_all():
        waiting = VictimCase.objects.filter(danger_version__lt=DANGER_VERSION)
        order = ("danger_version", "-opened_at", "id")
        cases = list(waiting.order_by(*order).select_for_update(of=("self",))[:limit])
        referrals = Referral.objects.in_bulk([case.referral_id for case in cases])
        earlier = earlier_signs_of([case.referral_id for case in cases])
        for case in cases:
            try:
                referral = referrals.get(case.referral_id)
                level = danger_of(case, referral, earlier.get(case.referral_id, ())).level
            except CannotUnlock:
                # It stays unknown, and so first; the other cases must not wait for it.
                logger.error("danger not read", extra={"row": str(case.pk)})
                level = NOT_KNOWN
            VictimCase.objects.filter(pk=case.pk).update(
                danger_level=level, danger_version=DANGER_VERSION
            )
            _rank(case.alerts.all(), case, level)
        # Raised while the level of their case was being worked out.
        late = Alert.objects.filter(level=NOT_KNOWN, handled_at__isnull=True)
        late = late.exclude(kind__in=RANKED_THEMSELVES).exclude(case__danger_level=NOT_KNOWN)
        for alert in late.select_related("case").defer("case__contents")[:limit]:
            _rank(Alert.objects.filter(pk=alert.pk), alert.case, alert.case.danger_level)
    return len(cases)


def _rank(alerts, case: VictimCase, level: int) -> None:
    """Give `alerts` the level of their case; some keep their own when it is more urgent."""
    alerts.update(level=level)
    alerts.filter(kind__in=TAKING).update(level=case.rank_of(AlertKind.NEW_CASE, level))
    for alert in alerts.filter(kind__in=RANKED_THEMSELVES):
        own = alert.detail.get("level", Level.NONE)
        if own < level:
            Alert.objects.filter(pk=alert.pk).update(level=own)


def _signs(case: VictimCase, referral: Referral | None) -> tuple[Sign, ...]:
    pages = {name: _by_field(part) for name, part in (case.contents or {}).items()}
    opened = {f"sealed {name}": page for name, page in pages.items()}
    if referral is None:
        # Only an agency's form asks for a risk assessment.
        said = {name for page in pages.values() for name in page}
        route = Route.AGENCY if "dash_grade" in said or "harmed_name" in said else Route.SELF
        return signs_of(opened, route=route, today=local_today(case.opened_at))
    return signs_of(
        {**_pages(referral), **opened},
        route=referral.route,
        today=local_today(referral.submitted_at),
    )


def _pages(referral: Referral | None) -> dict[str, dict]:
    answers = referral.answers if referral else None
    pages = answers if isinstance(answers, dict) else {}
    return {slug: page for slug, page in pages.items() if isinstance(page, dict)}


def _answers(referral: Referral | None) -> dict[str, object]:
    return {name: value for page in _pages(referral).values() for name, value in page.items()}


def _rows_of(part) -> Iterable[dict]:
    rows = part.get("answers") if isinstance(part, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _by_field(part) -> dict[str, object]:
    return {str(row.get("name")): row.get("value") for row in _rows_of(part)}


def _assessments(contents: dict | None) -> list[dict[str, str]]:
    return [
        {"key": str(row.get("label") or row["name"]), "value": str(row["value"])}
        for part in (contents or {}).values()
        for row in _rows_of(part)
        if row.get("name") in ASSESSMENTS and row.get("value")
    ]


def _pending(answers: dict[str, object]) -> list[dict[str, str]]:
    orders = _chosen(answers.get("civil_orders"), dict(CIVIL_ORDERS))
    rows = [
        ("Bail, court or investigation", _chosen(answers.get("pending"), dict(PENDING))),
        ("Next date", _date(answers.get("pending_on"))),
        ("Order", orders or _chosen(answers.get("civil_order"), YES_OR_NO)),
        ("The order ends on", _date(answers.get("civil_order_ends_on"))),
        ("Family court", _chosen(answers.get("family_court"), FAMILY_COURT)),
    ]
    asked = {"Bail, court or investigation", "Order"}
    return [
        {"key": key, "value": value or NO_ANSWER} for key, value in rows if value or key in asked
    ]


def _chosen(value: object, words: dict) -> str:
    chosen = value if isinstance(value, list) else [value]
    return "\n".join(str(words.get(one, one)) for one in chosen if one not in (None, ""))


def _date(value: object) -> str:
    day = read_date(value) if isinstance(value, str) else None
    return f"{day.day} {day:%B %Y}" if day else ""
