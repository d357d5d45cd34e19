"""The sections of the page of a referral, in the order in which a coordinator reads them.

A new section is a module here with `shown`, a part of the same name in `templates/parts/referral/`, and
one line below.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from referrals.admin.referral import (
    agreement,
    amendments,
    answers,
    assigned,
    before_deciding,
    cards,
    clock,
    contact_log,
    criteria,
    danger,
    dates_ahead,
    here_before,
    history,
    journey,
    messages,
    person,
    questions,
    review,
    status,
    steps,
    tasks,
)
from referrals.admin.referral.reading import Reading


@dataclass(frozen=True)
class Section:
    """One part of the page: what it shows, and the part of templates/parts that draws it.

    The names that `shown` returns are names of the whole page, so no two sections share one.
    """

    module: ModuleType

    @property
    def shown(self) -> Callable[[Reading], dict]:
        """The function that returns the values for the part."""
        return self.module.shown

    @property
    def part(self) -> str:
        """The name of the part."""
        name = self.module.__name__.rsplit(".", 1)[1]
        return f"referral/{name}"


# Across the page: who it is, how urgent it is, and what to settle before a decision.
HEAD = (
    Section(status),
    Section(journey),
    Section(assigned),
    Section(danger),
    Section(before_deciding),
)
# The wide column: what the form says.
MAIN = (
    Section(person),
    Section(questions),
    Section(criteria),
    Section(agreement),
    Section(answers),
)
# The narrow column: what can be done, and what has been done.
SIDE = (
    Section(cards),
    Section(steps),
    Section(clock),
    Section(dates_ahead),
    Section(tasks),
    Section(review),
    Section(here_before),
    Section(contact_log),
    Section(history),
    Section(amendments),
    Section(messages),
)

# The names of their parts, by where they stand.
PARTS = {
    place: tuple(section.part for section in sections)
    for place, sections in (("head", HEAD), ("main", MAIN), ("side", SIDE))
}


def shown_on(reading: Reading) -> dict:
    """Return the values that the parts of all sections need."""
    context = dict(PARTS)
    for section in (*HEAD, *MAIN, *SIDE):
        context |= section.shown(reading)
    return context
