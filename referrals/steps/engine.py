"""The engine of every referral form: its pages as data, and the order in which they are asked.

Progress, the back link, the next page and check-your-answers all come from the steps of a
`FormDefinition`. A page is answered when it is stored without errors. Before a referral is sent,
each page's form cleans its answers again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from programmes.enums import Pathway
from referral_portal.sealing.boxes import PartTooLarge, seal_part
from referrals.drafts import DraftContent
from referrals.enums import Route
from referrals.forms.base import Setting, StepForm
from referrals.steps.answers import (
    longest_answer,
    page_in_words,
    part_of,
    questions,
    to_json,
    to_post,
)


def _are_in(answers: dict, stored: dict) -> bool:
    """Return whether cleaned answers are those that were stored."""
    return all(name in stored and stored[name] == answers[name] for name in answers)


@dataclass(frozen=True)
class Interruption:
    """A help page between two questions.

    Without `keeps_answer` the question has to be answered again. Without `keeps_draft` the whole
    draft is deleted. Only the forms of agencies lead to one that is `for_agencies`.
    """

    name: str
    keeps_answer: bool = True
    keeps_draft: bool = True
    for_agencies: bool = False


@dataclass(frozen=True)
class FormPage:
    """One page of a form.

    If its answers are sealed, `part` names the sealed part. `applies_when` is given the answers of
    all earlier pages by field name, `interrupt` those of this page.
    """

    slug: str
    title: str
    form_class: type[StepForm]
    part: str = ""
    applies_when: Callable[[dict], bool] = lambda given: True
    interrupt: Callable[[dict], Interruption | None] = lambda answers: None

    def form(self, setting: Setting, data=None, stored: dict | None = None) -> StepForm:
        """Return the page's form, bound to `data` or filled in with what is stored."""
        return self.form_class(data=data, initial=stored, setting=setting)

    def is_answered(self, content: DraftContent) -> bool:
        """Return whether the draft holds this page without errors."""
        if self.part:
            return self.part in content.sealed
        return self.slug in content.pages and self.slug not in content.pending

    def answers(self, form: StepForm) -> dict:
        """Return the valid form's answers in the form that a draft keeps."""
        return to_json(form.cleaned_data)

    def seal(self, form: StepForm) -> bytes | None:
        """Return the valid form's answers as a sealed part.

        If they are too long, add an error to the form and return None.
        """
        try:
            return seal_part(part_of(self.title, form))
        except PartTooLarge as refusal:
            form.add_error(longest_answer(form), refusal.words)
            return None


@dataclass(frozen=True)
class Section:
    """Several steps under one title.

    Progress counts sections.
    """

    title: str
    steps: tuple[FormPage, ...]


@dataclass(frozen=True)
class Place:
    """The place of one page, for "Step 3 of 7", and the page before it."""

    step: FormPage
    section: str
    number: int
    count: int
    before: FormPage | None


@dataclass
class Review:
    """Every page, cleaned again. `unfinished` is the first page that has to be answered again.

    `as_sent` holds the unsealed pages in words, with today's wording of the questions.
    """

    answers: dict[str, dict] = field(default_factory=dict)
    as_sent: list[dict] = field(default_factory=list)
    sections: list[tuple[str, list[tuple[FormPage, str, str]]]] = field(default_factory=list)
    unfinished: FormPage | None = None


@dataclass(frozen=True)
class FormDefinition:
    """One referral form. `topic` is part of its address.

    `with_caller` marks the edition that a coordinator fills in with a caller.
    """

    key: str
    topic: str
    route: Route
    pathway: Pathway
    sections: tuple[Section, ...]
    heading: str = ""
    lead: str = ""
    note: str = ""
    with_caller: bool = False

    @property
    def pages(self) -> str:
        """The group of addresses that its pages have."""
        return "caller" if self.with_caller else self.route

    @property
    def steps(self) -> Iterator[FormPage]:
        """Return every step in order, even those that are not asked."""
        return (step for section in self.sections for step in section.steps)

    def asked(self, content: DraftContent) -> list[FormPage]:
        """Return the steps that are asked, given the answers so far."""
        given: dict = {}
        route = []
        for step in self.steps:
            if step.applies_when(given):
                route.append(step)
                given |= content.pages.get(step.slug, {})
        return route

    def first_open(self, content: DraftContent) -> FormPage | None:
        """Return the first step that is asked and not answered."""
        return next((s for s in self.asked(content) if not s.is_answered(content)), None)

    def is_answered_after(self, content: DraftContent, step: FormPage) -> bool:
        """Return whether a page after `step` is answered, so that the user came back to it."""
        route = self.asked(content)
        return any(later.is_answered(content) for later in route[route.index(step) + 1 :])

    def after(self, content: DraftContent, step: FormPage) -> FormPage | None:
        """Return the step after `step`, or None if it is the last."""
        route = self.asked(content)
        position = route.index(step) + 1
        return route[position] if position < len(route) else None

    def reachable(self, content: DraftContent, slug: str) -> FormPage | None:
        """Return the step `slug` if every step before it is answered."""
        for step in self.asked(content):
            if step.slug == slug:
                return step
            if not step.is_answered(content):
                return None
        return None

    def place(self, content: DraftContent, step: FormPage) -> Place:
        """Return the place of `step` in the form."""
        route = self.asked(content)
        position = route.index(step)
        number = next(n for n, s in enumerate(self.sections, 1) if step in s.steps)
        return Place(
            step=step,
            section=self.sections[number - 1].title,
            number=number,
            count=len(self.sections),
            before=route[position - 1] if position else None,
        )

    def tidy(self, content: DraftContent) -> None:
        """Drop the answers of pages that are no longer asked."""
        route = self.asked(content)
        content.leave_only(
            {step.slug for step in route}, {step.part for step in route if step.part}
        )

    def review(self, content: DraftContent, setting: Setting) -> Review:
        """Clean every page again and put the answers into words.

        Answers to questions that a page no longer asks are left out.

        An answer that is no longer possible, such as a closed district or agreement to an earlier
        list of partners, has to be given again.
        """
        review = Review()
        route = self.asked(content)
        for section in self.sections:
            rows: list[tuple[FormPage, str, str]] = []
            for step in filter(route.__contains__, section.steps):
                fine = step.is_answered(content)
                if step.part:
                    rows.append((step, step.title, "Answered" if fine else ""))
                elif fine:
                    stored = content.pages[step.slug]
                    form = step.form(setting, data=to_post(step.form_class, stored))
                    fine = form.is_valid() and _are_in(step.answers(form), stored)
                    if fine:
                        asked = [(label, words) for _, label, words in questions(form)]
                        review.answers[step.slug] = step.answers(form)
                        review.as_sent.append(page_in_words(step.slug, step.title, asked))
                        rows += [(step, label, words) for label, words in asked]
                if not fine and review.unfinished is None:
                    review.unfinished = step
            review.sections.append((section.title, rows))
        return review
