"""The decisions that the desk offers, as data: address, form and verb.

The table of steps says when each is possible, what it is called, what it sends and whether that
waits. No status is set here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from programmes.models import Programme
from referrals import corrections, pauses, workflow
from referrals.admin import forms, question_forms
from referrals.enums import Status
from referrals.models import Referral
from referrals.permissions import can_correct, can_triage
from referrals.transition_table import Step
from referrals.transitions import STEPS, can
from referrals.undo_rules import Sent


@dataclass(frozen=True)
class DecisionPage:
    """One confirm page: the last part of its address, its verb and its form.

    `again` is its link for a referral that is on hold already. `note` stands in place of messages
    where the step sends none. `leads_to` finds the status it leads to, where that depends,
    and `may_about` says whether a user may take it about this referral, where the role is not enough.
    """

    slug: str
    verb: str
    form: type[forms.DecisionForm]
    call: Callable
    done: str
    again: str = ""
    is_warning: bool = False
    note: str = ""
    may: Callable = can_triage
    leads_to: Callable | None = None
    may_about: Callable | None = None

    @property
    def step(self) -> Step:
        """Return the table's row of the verb."""
        return STEPS[self.verb]

    def is_possible(self, referral: Referral) -> bool:
        """Return whether the desk can take this step now.

        A participant with a place leaves it on the cohort's page, and what is set aside is brought
        back first.
        """
        if referral.set_aside_at:
            return False
        is_possible = can(self.verb, source=referral.status)
        return is_possible and (self.leads_to is None or self.leads_to(referral) is not None)

    def is_possible_for(self, referral: Referral, user, sent: Sent | None = None) -> bool:
        """Return whether `user` can take this step now; `sent` is what was read of the messages."""
        if not self.is_possible(referral):
            return False
        return self.may_about is None or self.may_about(referral, user, sent)

    def link_for(self, referral: Referral) -> str:
        """Return the words of the link on the page of `referral`."""
        is_again = self.again and referral.status == Status.ON_HOLD
        return self.again if is_again else self.step.label


def _accept(answers: dict, **kwargs) -> Referral:
    programme = Programme.objects.get(code=answers["programme"])
    return workflow.accept(programme=programme, words=answers.get("words", ""), **kwargs)


def _decline(answers: dict, **kwargs) -> Referral:
    return workflow.decline(
        code=answers["code"],
        words=answers["words"],
        risk_holder=answers.get("risk_holder") or "",
        risk_review_on=answers.get("risk_review_on"),
        duplicate_of=answers["duplicate_of"],
        **kwargs,
    )


def _passing(verb: Callable, *names: str) -> Callable:
    """Return a call of `verb` with the answers of these names."""
    return lambda answers, **kwargs: verb(**{name: answers[name] for name in names}, **kwargs)


DECISION_PAGES = (
    DecisionPage(
        slug="accept",
        verb="accept",
        form=forms.AcceptForm,
        call=_accept,
        done="{reference} has been accepted and is on the waiting list.",
    ),
    DecisionPage(
        slug="ask",
        verb="request_information",
        form=question_forms.AskForm,
        call=_passing(workflow.request_information, "question", "due_on"),
        done="{reference} is waiting for the answer.",
    ),
    DecisionPage(
        slug="answer",
        verb="receive_information",
        form=question_forms.AnswerForm,
        call=_passing(workflow.receive_information, "answer", "came_by"),
        done="The answer has been recorded. {reference} can be decided.",
    ),
    DecisionPage(
        slug="off-hold",
        verb="take_off_hold",
        form=forms.OffHoldForm,
        call=_passing(pauses.take_off_hold, "words"),
        done="{reference} is no longer on hold.",
    ),
    DecisionPage(
        slug="hold",
        verb="hold",
        again="Change review date",
        form=forms.HoldForm,
        call=_passing(pauses.hold, "review_on", "words"),
        done="{reference} is on hold.",
        note="Nothing is sent, and nobody has to phone. If the participant or the referrer asks, say only "
        "that there is no decision yet.",
    ),
    DecisionPage(
        slug="decline",
        verb="decline",
        form=forms.DeclineForm,
        call=_decline,
        done="{reference} has been declined.",
        is_warning=True,
    ),
    DecisionPage(
        slug="withdraw",
        verb="withdraw",
        form=forms.WithdrawForm,
        call=_passing(workflow.withdraw, "code", "words", "duplicate_of"),
        done="{reference} has been withdrawn.",
    ),
    DecisionPage(
        slug="correct",
        verb="correct",
        form=forms.CorrectForm,
        call=_passing(corrections.correct, "words"),
        done="The last decision about {reference} has been undone.",
        is_warning=True,
        note="Nothing is sent. Unsent messages about that decision are cancelled. Phone everyone who "
        "already knows of it. Messages that the decision itself cancelled are not sent again: write to "
        "the link worker before anyone tells the participant of the earlier decision.",
        may=can_correct,
        leads_to=corrections.where_back_to,
        may_about=corrections.can_undo,
    ),
)


def possible_decisions(referral: Referral, user, sent: Sent | None = None) -> list[DecisionPage]:
    """Return the decisions that `user` can take now, in the order they are offered.

    `sent` is what a page has read of the messages.
    """
    allowed = {may for may in {page.may for page in DECISION_PAGES} if may(user)}
    return [
        page
        for page in DECISION_PAGES
        if page.may in allowed and page.is_possible_for(referral, user, sent)
    ]
