"""What a restore lost or doubled: people, referrals and letters. Reads both databases of this process."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils import timezone

from referral_portal.outbox.enums import OPEN_STATUSES, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Referral
from safeguarding.models import Alert, VictimCase

# A letter in one of these was sent, will be sent, or is a user's to decide: it is not forgotten.
ACCOUNTED_FOR = {MessageStatus.SENT, MessageStatus.UNCERTAIN, *OPEN_STATUSES}


@dataclass
class Outcome:
    """What one drill found; each list names rows, and empty lists are what is wanted."""

    people_lost: list[str] = field(default_factory=list)
    people_doubled: list[str] = field(default_factory=list)
    referrals_lost: list[str] = field(default_factory=list)
    letters_lost: list[str] = field(default_factory=list)
    letters_doubled: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Each list that is not empty, in words."""
        return [
            f"{len(found)} {name.replace('_', ' ')}: {', '.join(found[:3])}"
            for name, found in vars(self).items()
            if found
        ]


def compare(truth: dict[str, str], sent: list[str]) -> Outcome:
    """Compare both databases with the truth and with what the mail server took.

    `truth`: reference of each acknowledged referral → a word of its sealed pages, "" for none.
    `sent`: the Message-ID of each delivery.
    """
    there = dict(Referral.objects.values_list("reference", "pk"))
    cases = {}
    for case in VictimCase.objects.all():
        cases.setdefault(case.referral_id, []).append(case)
    found = Outcome()
    for reference, word in truth.items():
        of = cases.get(there.get(reference), [])
        if reference not in there:
            found.referrals_lost.append(reference)
            # The other side may still have the person.
            of = [case for rows in cases.values() for case in rows if case.reference == reference]
        if not any(case.contents and word in str(case.contents) for case in of):
            found.people_lost.append(reference)
        if len(of) > 1:
            found.people_doubled.append(reference)
    sources = Counter(Alert.objects.values_list("source", flat=True))
    found.people_doubled += [source for source, count in sources.items() if count > 1]
    found.letters_doubled = [one for one, count in Counter(sent).items() if count > 1]
    delivered = set(sent)
    found.letters_lost = [
        message.key
        for message in OutgoingMessage.objects.all()
        if message.status not in ACCOUNTED_FOR
        or (message.status == MessageStatus.SENT and message.message_id not in delivered)
    ]
    return found


def is_a_letter_due() -> bool:
    """Return whether a letter may leave now and has not left."""
    open_ones = OutgoingMessage.objects.filter(due_at__lte=timezone.now())
    return open_ones.filter(status__in=[MessageStatus.RENDERED, MessageStatus.CLAIMED]).exists()
