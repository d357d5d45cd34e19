"""What every run asks besides its draw: each page as a user who may open it, and each button of a list.

The addresses come from the resolver; `tests/fitting_rows.py` knows the row that a page is for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referrals.models import NamedUser, Referral
from tests.every_url import LINK_WORKER as FOR_WORKERS
from tests.every_url import NOBODY, PUBLIC, SIGNED_IN, TABLE
from tests.fitting_rows import LEADS_ON, NEEDS_MORE, fitting_row
from tests.proofs.twins.bursts import ASIDE, BURST, query_of
from tests.proofs.twins.forms import page_of
from tests.proofs.twins.questions import GET, POST, Objects, Question, portal_addresses

ANYBODY, LINK_WORKER, COORDINATOR, AUDITOR = "anybody", "link worker", "coordinator", "auditor"
# Whose page it is, where the first of those who may open it is not the one.
WHOSE = {
    "admin:referrals_referral_named": "manager",
    "admin:referrals_decisionreview_settle": "manager",
    "admin:referrals_referral_correct": "manager",
}
LIST, CHOSEN, EXPORT, JUMP = (
    f"admin:referrals_referral_{page}" for page in ("changelist", "chosen", "export", "jump")
)
EVENTS = "admin:audit_auditevent_export"
# Whose page no row opens by itself; those of a burst open with the times of one.
UNOPENED = (
    LEADS_ON
    | NEEDS_MORE - {BURST, ASIDE}
    | {name for name, who in TABLE.items() if who == NOBODY}
    | {"leave", "sign_out", "admin:logout"}
)


@dataclass(frozen=True)
class Pressed(Question):
    """A button: what is sent with it, and the page on which it stands."""

    page: str = ""
    data: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __str__(self) -> str:
        return f"{super().__str__()} {dict(self.data)}"

    def sent(self, forms: dict[tuple[str, str], dict]) -> dict:
        """Return the data of the button, and the token of its page."""
        given = {name: list(values) for name, values in self.data}
        return given | page_of(forms.get((self.who, self.page), {}))


def who_opens(name: str) -> str:
    """Return the name of a user who may open an address."""
    allowed = TABLE[name]
    if allowed in {PUBLIC, SIGNED_IN, FOR_WORKERS}:
        return {PUBLIC: ANYBODY, SIGNED_IN: COORDINATOR, FOR_WORKERS: LINK_WORKER}[allowed]
    first = next((role.value for role in Role if role in allowed), "superuser")
    return WHOSE.get(name, first)


def fitting_path(name: str, pattern, objects: Objects) -> str:
    """Return the address `name` for the row that its page is for, otherwise for the first row."""
    row = fitting_row(name)
    rest = {
        argument: objects.of(name, argument)[0]
        for argument in pattern.regex.groupindex
        if argument not in row
    }
    return reverse(
        name, kwargs=rest | {key: row[key] for key in pattern.regex.groupindex if key in row}
    )


def opened() -> Iterator[tuple[str, Question]]:
    """Yield the name of each address with the question that opens its page."""
    objects = Objects(most=1)
    for name, pattern in portal_addresses():
        path = fitting_path(name, pattern, objects) + query_of(name)
        yield name, Question(who_opens(name), GET, path)


def pressed() -> Iterator[Question]:
    """Yield every button of the queue as a coordinator presses it, every search, and every file."""
    queue, chosen, export, jump, events = map(reverse, (LIST, CHOSEN, EXPORT, JUMP, EVENTS))
    ids, colleague = chosen_ids(), str(User.objects.get(username="coordinator-2").pk)
    hidden = tuple(str(pk) for pk in NamedUser.objects.values_list("referral_id", flat=True))
    everything = ids + hidden

    def press(path: str, page: str, **data: str | tuple[str, ...]) -> Pressed:
        given = {name: (one,) if isinstance(one, str) else one for name, one in data.items()}
        return Pressed(COORDINATOR, POST, path, page, tuple(given.items()))

    yield Question(COORDINATOR, GET, queue)
    yield Question(COORDINATOR, GET, export)
    yield Question(AUDITOR, GET, events)
    for typed in searched():
        yield press(queue, queue, q=typed)
        yield press(jump, queue, q=typed)
    for do in ("take", "print", "export", "hand-over"):
        yield press(chosen, queue, do=do, form=everything)
        yield press(chosen, queue, do=do, shown=everything)
    yield press(chosen, queue, do="hand-over", form=everything, to=colleague, words="On leave.")
    for kind in ("csv", "xlsx"):
        yield press(export, export, format=kind, purpose="meeting", form=everything)
        wanted = (("format", (kind,)), ("purpose", ("incident",)))
        yield Pressed(AUDITOR, POST, events, events, wanted)


def searched() -> list[str]:
    """Return every kind of search, each of which finds a participant, and two about people at risk."""
    referral = Referral.objects.select_related("participant").order_by("pk")[0]
    person = referral.participant
    first, last = person.name.split()
    return [
        referral.reference,
        person.name,
        f"{last} {first}",
        last[:5],
        f"{first[:-2]}{first[-1]}{first[-2]} {last}",
        person.phone,
        person.email,
        f"{person.born_on.day} {person.born_on:%B %Y}",
        person.postcode,
        "Canarina Riverstone",
        "07700 900457",
    ]


def always(pages: Iterable[Question]) -> list[Question]:
    """Return the questions of every run: each of `pages`, its form sent, and each button of a list."""
    sent = [replace(page, how=POST) for page in pages]
    return list(dict.fromkeys([*pages, *sent, *pressed()]))


def chosen_ids() -> tuple[str, ...]:
    """Return the ids of the referrals that are ticked."""
    rows = Referral.objects.filter(is_restricted=False).order_by("submitted_at", "pk")
    return tuple(str(pk) for pk in rows.values_list("pk", flat=True)[:6])
