"""Kill the worker while it hands letters to the mail server, the opener, the copier and the puller."""

from dataclasses import dataclass

from django.utils import timezone

from referral_portal.outbox.drain import drain
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import Status
from referrals.models import Referral
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.enums import AlertKind
from safeguarding.models import Alert
from tests.factories.safeguarding import decide, enrolled, make_referral, make_worker
from tests.proofs.faults.everything import (
    LATER,
    faults_of_letters,
    finish_all,
)
from tests.proofs.faults.points import Stage
from tests.proofs.restore.sink import Sink
from tests.safeguarding.crossing import fire

TOLD = (AlertKind.TELL_FIRST, AlertKind.ENDING)


def _words_of(check, made) -> list[str]:
    """Return the words of an assertion of `check` that fails."""
    try:
        check(made)
    except AssertionError as error:
        return [str(error) or check.__name__]
    return []


class Draining(Stage):
    """A receipt to a participant and an alert to our staff leave."""

    name = "drain"

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def prepare(self) -> Referral:
        """Queue what a new referral sends."""
        from referrals import notifications

        referral = make_referral()
        notifications.receipt(referral, now=timezone.now())
        return referral

    def work(self, made: Referral) -> None:
        """Send what is due."""
        drain(clock=lambda: LATER)

    def finish(self, made: Referral) -> None:
        """Let the claim of the killed worker come to its end, and drain again."""
        finish_all()

    def faults(self, made: Referral) -> list[str]:
        """Compare the messages with what the mail server took."""
        messages = OutgoingMessage.objects.filter(referral_id=made.pk)
        few = [] if messages.count() == 2 else [f"{messages.count()} messages instead of 2"]
        return few + faults_of_letters(messages, self.sink.deliveries)


class Opening(Stage):
    """A form, a note and a concern are opened, and a form that cannot be."""

    name = "opener"

    def prepare(self) -> list:
        """Seal the envelopes."""
        return fire.every_envelope()

    def work(self, made: list) -> None:
        """Open and blank."""
        fire.open_and_blank(now=timezone.now())

    def after(self, made: list) -> None:
        """Note what is half done."""
        self.halves = _words_of(fire.check_nothing_half_opened, made)

    def finish(self, made: list) -> None:
        """Open again."""
        fire.open_and_blank(now=timezone.now())

    def faults(self, made: list) -> list[str]:
        """Compare both sides."""
        return self.halves + _words_of(fire.check_all_opened, made)


class Copying(Stage):
    """One handback of every kind is copied, and one that fits nowhere."""

    name = "copier"

    def __init__(self) -> None:
        self.worker = make_worker(is_manager=True)
        self.enrolment, self.case = enrolled(self.worker)
        copy_waiting(now=timezone.now())

    def prepare(self) -> list:
        """Hand back."""
        return fire.every_answer(self.enrolment, self.case, self.worker)

    def work(self, made: list) -> None:
        """Copy."""
        copy_waiting(now=timezone.now())

    def after(self, made: list) -> None:
        """Note what is half done."""
        self.halves = _words_of(fire.check_nothing_half_copied, made)

    def finish(self, made: list) -> None:
        """Copy again."""
        copy_waiting(now=timezone.now())

    def faults(self, made: list) -> list[str]:
        """Compare both sides."""
        return self.halves + _words_of(fire.check_all_copied, made)


@dataclass
class Decided:
    """A referral whose person at risk must be told of a decision, and one that has ended."""

    told: Referral
    ended: Referral


class Pulling(Stage):
    """A decision that waits for its release, and an ending, become alerts of the link worker."""

    name = "puller"

    def prepare(self) -> Decided:
        """Decide about two referrals."""
        made = Decided(make_referral(), make_referral())
        decide(made.told.pk)
        decide(made.ended.pk, verb="withdraw", to=Status.WITHDRAWN)
        return made

    def work(self, made: Decided) -> None:
        """Read the portal."""
        pull(now=timezone.now())
        tell_link_workers(now=timezone.now())

    finish = work

    def faults(self, made: Decided) -> list[str]:
        """Count the alerts of each referral."""
        found = []
        for kind, referral in zip(TOLD, (made.told, made.ended), strict=True):
            count = Alert.objects.filter(case__referral_id=referral.pk, kind=kind).count()
            if count != 1:
                found.append(f"{count} alerts of kind {kind} instead of 1")
        return found
