"""The steps a coordinator can take from the desk, as data: page, form, verb, message.

The transition table says when each is possible; this says how it is asked. No status is set here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from programmes.models import Programme
from referrals import corrections, pauses, workflow
from referrals.admin import forms
from referrals.enums import WITH_PLACE, Status
from referrals.models import Referral
from referrals.permissions import can_correct, can_triage
from referrals.transitions import can


@dataclass(frozen=True)
class DecisionPage:
    """One confirm page: its last part of the address, its words, its form and its one verb.

    `again` is the link where it can be taken once more.
    """

    slug: str
    verb: str
    link: str
    heading: str
    button: str
    form: type[forms.DecisionForm]
    call: Callable
    done: str
    again: str = ""
    event: str = ""
    waits: bool = False
    is_warning: bool = False
    note: str = ""
    may: Callable = can_triage
    leads_to: Callable | None = None

    def is_possible(self, referral: Referral) -> bool:
        """Return whether the table allows this step now, and it is one for the desk.

        Whoever has a place leaves it first, on the cohort's page.
        """
        if self.leads_to:
            return self.leads_to(referral) is not None
        return can(self.verb, source=referral.status) and referral.status not in WITH_PLACE

    def link_for(self, referral: Referral) -> str:
        """Return the words of the link on the page of `referral`."""
        taken = self.again and referral.status == Status.ON_HOLD
        return self.again if taken else self.link


def _accept(answers: dict, **kwargs) -> Referral:
    programme = Programme.objects.get(code=answers["programme"])
    return workflow.accept(programme=programme, **kwargs)


def _passing(verb: Callable, *names: str) -> Callable:
    """Return a call of `verb` with the answers of these names."""
    return lambda answers, **kwargs: verb(**{name: answers[name] for name in names}, **kwargs)


DECISION_PAGES = (
    DecisionPage(
        slug="accept",
        verb="accept",
        link="Accept",
        heading="Accept for a programme",
        button="Accept",
        form=forms.AcceptForm,
        call=_accept,
        done="{reference} is accepted and on the waiting list.",
        event="accepted",
        waits=True,
    ),
    DecisionPage(
        slug="ask",
        verb="request_information",
        link="Ask for information",
        heading="Ask for information",
        button="Send the question",
        form=forms.AskForm,
        call=_passing(workflow.request_information, "question"),
        done="{reference} waits for an answer.",
        event="question",
    ),
    DecisionPage(
        slug="answer",
        verb="receive_information",
        link="Note the answer",
        heading="Note the answer",
        button="Save the answer",
        form=forms.AnswerForm,
        call=_passing(workflow.receive_information, "answer"),
        done="The answer is noted; {reference} can be decided.",
    ),
    DecisionPage(
        slug="off-hold",
        verb="take_off_hold",
        link="Take off hold",
        heading="Take off hold",
        button="Take off hold",
        form=forms.OffHoldForm,
        call=_passing(pauses.take_off_hold, "words"),
        done="{reference} is back to where it was.",
    ),
    DecisionPage(
        slug="hold",
        verb="hold",
        link="Hold until a day of review",
        again="Set another day of review",
        heading="Hold until a day of review",
        button="Hold",
        form=forms.HoldForm,
        call=_passing(pauses.hold, "review_on", "words"),
        done="{reference} is on hold.",
        note="Please call them: nothing is sent.",
    ),
    DecisionPage(
        slug="decline",
        verb="decline",
        link="Decline",
        heading="Decline",
        button="Decline",
        form=forms.DeclineForm,
        call=lambda answers, **kwargs: workflow.decline(
            code=answers["code"],
            words=answers["words"],
            risk_holder=answers.get("risk_holder", ""),
            **kwargs,
        ),
        done="{reference} is declined.",
        event="declined",
        waits=True,
        is_warning=True,
    ),
    DecisionPage(
        slug="withdraw",
        verb="withdraw",
        link="End: the person chose to leave",
        heading="End, because the person chose to leave",
        button="End this referral",
        form=forms.WithdrawForm,
        call=_passing(workflow.withdraw, "code", "words"),
        done="{reference} has ended.",
        event="ended",
        waits=True,
    ),
    DecisionPage(
        slug="correct",
        verb="correct",
        link="Take the last step back",
        heading="Take the last step back",
        button="Take it back",
        form=forms.CorrectForm,
        call=_passing(corrections.correct, "words"),
        done="The last step of {reference} is taken back.",
        is_warning=True,
        note="Messages of that step that have not left are cancelled. Call whoever knows already.",
        may=can_correct,
        leads_to=corrections.where_back_to,
    ),
)


def possible_decisions(referral: Referral, user) -> list[DecisionPage]:
    """Return the steps that `user` can take now, in the order they are offered."""
    return [page for page in DECISION_PAGES if page.may(user) and page.is_possible(referral)]
