"""Take or give a case, keep contact details, record contacts and close alerts.

Every verb locks the case, checks that the link worker may open it, makes the change and writes the
audit, in one transaction on this side. Nothing here reaches the portal.
"""

import datetime as dt
import uuid

from django.db.models import Q

from referral_portal.common.dates import local_today
from referral_portal.common.normal_forms import email_form, phone_form
from referral_portal.common.refusals import Refusal
from referrals.models import Referral
from safeguarding.casework.search import index_case
from safeguarding.enums import (
    REACHED,
    AlertKind,
    AlertOutcome,
    Method,
    PersonKind,
    Result,
    Safety,
    Source,
)
from safeguarding.models import Alert, ContactNote, SafeContact, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

PHONE_METHODS = frozenset({Method.CALL, Method.TEXT})
# A worker's clock may be a little ahead of ours.
CLOCKS_APART = dt.timedelta(minutes=5)


def locked_case(case_id: uuid.UUID, by: Worker) -> VictimCase:
    """Return a case that `by` may work on, locked; raises VictimCase.DoesNotExist."""
    return VictimCase.objects.visible_to(by).select_for_update(of=("self",)).get(pk=case_id)


def take_case(*, case_id: uuid.UUID, by: Worker, now: dt.datetime) -> VictimCase:
    """Give a case to `by` and close its "new case" alert.

    Raises Refusal when another link worker has it.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.owner_id not in (None, by.pk):
            raise Refusal("Another link worker has this case. Ask the manager to give it to you.")
        _give(case, by, by=by, now=now)
        record("case.take", by=by, target=case, now=now)
    return case


def give_case(*, case_id: uuid.UUID, to: Worker, by: Worker, now: dt.datetime) -> VictimCase:
    """Give a case to another link worker; for the manager.

    Raises Refusal for anyone but a manager, and for a link worker who is blocked from the case.
    """
    if not by.is_manager:
        raise Refusal("Only the manager can give a case to a link worker.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        if case.exclusions.filter(worker=to, ended_at__isnull=True).exists():
            raise Refusal("This link worker is blocked from the case.", "worker")
        earlier = case.owner_id or 0
        _give(case, to, by=by, now=now)
        record("case.give", by=by, target=case, now=now, earlier=earlier, to=to.pk)
    return case


def _give(case: VictimCase, to: Worker, *, by: Worker, now: dt.datetime) -> None:
    case.owner = to
    case.save(update_fields=["owner"])
    case.alerts.filter(kind=AlertKind.NEW_CASE, handled_at__isnull=True).update(
        handled_at=now, handled_by=by, outcome=AlertOutcome.TAKEN
    )


def add_safe_contact(
    *,
    case_id: uuid.UUID,
    person: str,
    kind: PersonKind,
    method: Method,
    value: str,
    safety: Safety,
    when: str,
    voicemail_ok: bool,
    source: Source,
    by: Worker,
    now: dt.datetime,
) -> SafeContact:
    """Add one way to reach a person at risk; one that is called safe counts as confirmed today.

    Raises Refusal for the participant's own number or address, and for a safe one that has no other
    source than a form.
    """
    if source == Source.FORM and safety == Safety.SAFE:
        raise Refusal("Details from a form are unverified. Check them another way first.", "safety")
    with in_safeguarding():
        case = locked_case(case_id, by)
        if reaches_participant(case.referral_id, method, value):
            raise Refusal(
                "These are the participant’s own contact details, so they are not safe.", "value"
            )
        contact = SafeContact.objects.create(
            case=case,
            name=person,
            kind=kind,
            method=method,
            value=value,
            safety=safety,
            when=when,
            voicemail_ok=voicemail_ok and safety == Safety.SAFE,
            source=source,
            confirmed_on=local_today(now) if safety == Safety.SAFE else None,
            added_by=by,
            added_at=now,
        )
        index_case(case)
        record("contact.add", by=by, target=contact, now=now, case=case.pk, safety=safety)
    return contact


def confirm_safe_contact(
    *, case_id: uuid.UUID, contact_id: int, by: Worker, now: dt.datetime
) -> SafeContact:
    """Confirm that contact details are safe as of today.

    Raises Refusal when they came from a form, or are no longer used.
    """
    with in_safeguarding():
        contact = _contact(locked_case(case_id, by), contact_id)
        if contact.source == Source.FORM:
            raise Refusal(
                "These details came from a form. Add them again and say how you checked them."
            )
        contact.safety, contact.confirmed_on = Safety.SAFE, local_today(now)
        contact.save(update_fields=["safety", "confirmed_on"])
        record("contact.confirm", by=by, target=contact, now=now)
    return contact


def retire_safe_contact(
    *, case_id: uuid.UUID, contact_id: int, by: Worker, now: dt.datetime
) -> SafeContact:
    """Stop using contact details; the row stays.

    Raises Refusal when they are no longer used.
    """
    with in_safeguarding():
        contact = _contact(locked_case(case_id, by), contact_id)
        contact.retired_at, contact.safety = now, Safety.NOT_SAFE
        contact.save(update_fields=["retired_at", "safety"])
        record("contact.retire", by=by, target=contact, now=now)
    return contact


def _contact(case: VictimCase, contact_id: int) -> SafeContact:
    contact = case.safe_contacts.filter(pk=contact_id, retired_at__isnull=True).first()
    if contact is None:
        raise Refusal("These contact details are no longer used.")
    return contact


def add_contact_note(
    *,
    case_id: uuid.UUID,
    method: Method,
    result: Result,
    note: str,
    at: dt.datetime,
    alert_ids: list[int],
    by: Worker,
    now: dt.datetime,
) -> ContactNote:
    """Record one attempt to reach a person at risk, and the alerts they have now been told about.

    Raises Refusal for a time in the future, and for "told" when the person was not reached.
    """
    if at > now + CLOCKS_APART:
        raise Refusal("This is in the future. Check the date and the time.", "on")
    if alert_ids and result not in REACHED:
        raise Refusal(
            "You did not reach anyone, so nobody was told. Leave these unticked.", "alerts"
        )
    with in_safeguarding():
        case = locked_case(case_id, by)
        contact = ContactNote.objects.create(
            case=case, method=method, result=result, note=note, at=at, by=by, written_at=now
        )
        open_alerts = can_be_told(case).filter(pk__in=alert_ids)
        for alert in open_alerts.select_for_update(of=("self",)):
            close_alert(alert, AlertOutcome.TOLD, by=by, now=now)
        record("contact.note", by=by, target=contact, now=now, case=case.pk, result=result)
    return contact


def can_be_told(case: VictimCase):
    """Return the waiting alerts of `case` that a contact can close.

    Releasing a message closes the alert that waits for it, so that one is not among them.
    """
    waiting = Q(kind=AlertKind.TELL_FIRST) & ~Q(detail__messages=[])
    others = Q(kind__in=[AlertKind.NEW_CASE, AlertKind.CONCERN, AlertKind.OPENED])
    return case.alerts.waiting().exclude(waiting | others)


def handle_alert(
    *, case_id: uuid.UUID, alert_id: int, outcome: AlertOutcome, by: Worker, now: dt.datetime
) -> Alert:
    """Close one alert by recording what the link worker did.

    Raises Refusal when it is closed already; when another step closes it (releasing messages,
    taking the case, moving a concern on); and for "told" without a contact since it was raised.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        alert = case.alerts.select_for_update(of=("self",)).filter(pk=alert_id).first()
        if alert is None or alert.handled_at:
            raise Refusal("This has been recorded already.")
        if alert.kind == AlertKind.TELL_FIRST and alert.detail.get("messages"):
            raise Refusal("A message is waiting for this. Release the message instead.")
        if alert.kind == AlertKind.NEW_CASE:
            raise Refusal("Take the case instead.")
        if alert.kind == AlertKind.OPENED and not (by.is_manager or case.owner_id == by.pk):
            raise Refusal("Only this case’s link worker or the manager can record this.")
        if alert.detail.get("concern"):
            raise Refusal("Record what has been done about the concern instead.")
        if outcome == AlertOutcome.TOLD and not reached_since(case, alert.raised_at):
            raise Refusal("Record the contact first: nobody has been reached since this happened.")
        close_alert(alert, outcome, by=by, now=now)
    return alert


def close_alert(alert: Alert, outcome: AlertOutcome, *, by: Worker, now: dt.datetime) -> None:
    """Close an alert, in the transaction of the verb that deals with it."""
    alert.handled_at, alert.handled_by, alert.outcome = now, by, outcome
    alert.save(update_fields=["handled_at", "handled_by", "outcome"])
    record("alert.handle", by=by, target=alert, now=now, outcome=outcome)


def reached_since(case: VictimCase, moment: dt.datetime) -> bool:
    """Return whether a person at risk was reached at or after `moment`.

    A contact's time is in whole minutes, so the seconds of `moment` do not count.
    """
    minute = moment.replace(second=0, microsecond=0)
    return case.contact_notes.filter(result__in=REACHED, at__gte=minute).exists()


def reaches_participant(referral_id: uuid.UUID, method: Method, value: str) -> bool:
    """Return whether `value` is the participant's own telephone number or email address."""
    own = (
        Referral.objects.filter(pk=referral_id)
        .values_list("participant__phone", "participant__email")
        .first()
    )
    if own is None:
        return False
    phone, email = own
    if method in PHONE_METHODS:
        return bool(phone_form(phone)) and phone_form(value) == phone_form(phone)
    if method == Method.EMAIL:
        return bool(email_form(email)) and email_form(value) == email_form(email)
    return False
