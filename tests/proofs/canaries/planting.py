"""Puts the tokens where people at risk are written about: on every sealed page and in every note, as
the forms of the portal send them, and in every table of the far side.
"""

import dataclasses
import datetime as dt
import uuid

from django.apps import apps

from cohorts.forms.people import ConcernForm
from referrals.enums import Route
from referrals.forms.note import NoteForm
from referrals.steps import FORMS
from referrals.steps.engine import FormDefinition, FormPage
from safeguarding.demo import people
from safeguarding.demo.people import DemoPerson
from safeguarding.enums import AlertKind
from safeguarding.models import (
    Alert,
    Cover,
    Exclusion,
    PersonAtRisk,
    PersonJoin,
    VictimCase,
    Worker,
)
from tests.proofs.canaries.tokens import Tokens, answers_for, posted, values_for
from tests.proofs.twins.base import Base
from tests.proofs.twins.behind import BEHIND, Victim
from tests.proofs.twins.world import World

# The modules that seal. One more has fields of its own: give them tokens here, and then name it.
SEALING = {"referrals/steps/engine.py", "referrals/notes.py", "cohorts/concerns.py"}
PRESENT = BEHIND[Victim.PRESENT]
# Choices that lead to further questions.
CHOSEN = {"stalking_tools": ["s_dash"], "has_children": "yes"}
LAST_ID = uuid.UUID(int=2**128 - 1)
KEPT_SAFE = {"person": "Invented Riverstone"}


def given(definition: FormDefinition) -> dict:
    """Return the choices made on the sealed pages of a form."""
    if definition.route == Route.AGENCY:
        return PRESENT.agency_answers | CHOSEN
    ranges = PRESENT.ranges if definition.topic == "stalking" else {}
    return PRESENT.self_answers | ranges | CHOSEN


def sealed_steps(definition: FormDefinition) -> list[FormPage]:
    """Return the pages of a form that are sealed."""
    return [step for step in definition.steps if step.part]


def sealed_answers(definition: FormDefinition, tokens: Tokens) -> dict:
    """Return answers to all sealed pages of a form. Raises Uncovered."""
    found: dict = {}
    for step in sealed_steps(definition):
        found |= answers_for(step.form_class, given(definition), tokens)
    return found


def open_answers(definition: FormDefinition) -> dict:
    """Return the answers to the open pages, as a person of the demonstration gives them."""
    by_agency = definition.route == Route.AGENCY
    person = DemoPerson("Zeno Placeholder", 0, by_agency=by_agency, topic=definition.topic)
    answers = person.all_answers()
    if definition.topic == "stalking":
        answers |= people.STALKING_BY_AGENCY if by_agency else people.STALKING
    # As the demonstration dates them, well before a form that is sent today.
    return answers | {"verbal_on": "2026-11-01", "last_incident_on": "2026-10-20"}


def pages(definition: FormDefinition, tokens: Tokens) -> dict[str, dict[str, list[str]]]:
    """Return the data that a browser sends for every page of a form, by its slug."""
    answers = open_answers(definition) | sealed_answers(definition, tokens)
    return {step.slug: posted(step.form_class, answers) for step in definition.steps}


def note(tokens: Tokens) -> dict[str, list[str]]:
    """Return a note to a link worker as a browser sends it."""
    return posted(NoteForm, answers_for(NoteForm, {}, tokens))


def concern(tokens: Tokens) -> dict[str, list[str]]:
    """Return a concern as a browser sends it."""
    return posted(ConcernForm, answers_for(ConcernForm, {}, tokens))


class CanaryWorld(World):
    """A world of the twins in which whatever is said of her is a token."""

    def __init__(self, *, base: Base, tokens: Tokens, group: int):
        super().__init__(victim=Victim.PRESENT, base=base, group=group, waiting=0)
        self.tokens = tokens
        self.behind = dataclasses.replace(
            PRESENT,
            name=tokens.text("name told in a call"),
            words=tokens.text("words of a verb"),
            phone=tokens.phone("number of a verb"),
        )

    def whole(self, person: DemoPerson) -> DemoPerson:
        """Return `person` with tokens on the sealed pages, and on no other."""
        route = Route.AGENCY if person.by_agency else Route.SELF
        for definition in FORMS:
            if (definition.topic, definition.route) == (person.topic, route):
                sealed = sealed_answers(definition, self.tokens)
                return dataclasses.replace(person, answers={**person.answers, **sealed})
        raise LookupError(person.topic)

    def plant(self, *, case: VictimCase, now: dt.datetime) -> None:
        """Add a row to every table of the far side, about `case`, with tokens in all of it."""
        rows = {VictimCase: case, Worker: self.worker}
        for model in apps.get_app_config("safeguarding").get_models():
            values = values_for(model, rows, self.tokens, now)
            if model is Exclusion:
                # Over: the link worker must still be shown the case.
                values |= {"ended_at": now, "ended_by": self.worker}
            if model is Alert:
                # The words of this kind need nothing of its detail, which is a token here.
                values["kind"] = AlertKind.DUPLICATE
            if model is Cover:
                # A cover names two link workers.
                values["colleague"] = Worker.objects.exclude(pk=self.worker.pk).first()
            if model is PersonJoin:
                # A join names two people; the row of the second one is empty.
                values["second"] = PersonAtRisk.objects.create(
                    pk=LAST_ID, legal_name="", added_by=self.worker, added_at=now
                )
            row = model(**values)
            row.save(force_insert=True)
            rows.setdefault(model, row)
