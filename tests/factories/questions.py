"""Questions to agencies: a referral with a worker who can answer, and a question about it."""

from referrals import workflow
from referrals.models import Addition, Question, Referral
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral


def refer(worker=None, **fields) -> tuple[Referral, object]:
    """Make a referral by the agency of `worker`, a new one by default; return both."""
    referral = make_referral(agency=True, **fields)
    sender = referral.referrer
    if worker is None:
        worker = UserFactory(agency_referrer=True, agency=sender.agency)
    sender.agency, sender.account_id = worker.agency, worker.pk
    sender.save()
    return referral, worker


def ask(referral, *, by, question="When?", now=NOW, **fields) -> Referral:
    """Ask `question` about `referral`."""
    return workflow.request_information(
        referral_id=referral.pk, question=question, by=by, now=now, **fields
    )


def exchange(referral, words, *, by, worker, now) -> None:
    """Store a question with an answer that nobody has read, and an addition, all with `words`."""
    Question.objects.create(
        referral=referral, number=1, whom="referrer", text=words, asked_at=now, asked_by=by,
        answer_due_on=now.date(), answer=words, came_by="page", answered_at=now, answered_by=worker,
    )  # fmt: skip
    Addition.objects.create(
        referral=referral, number=1, kind="more", words=words, at=now, by=worker
    )
