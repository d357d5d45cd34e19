"""The second factor of link workers: codes of an app and recovery codes, in tables of this side.

A code counts once: only the first use can move the time step forward. No row is shared with the
second factor of the portal's accounts.
"""

import datetime as dt
from collections.abc import Mapping

from referral_portal.common import recovery_codes
from referral_portal.common.one_time import new_secret, step_of
from referral_portal.common.throttle import count_try, forget_tries
from safeguarding.models import RecoveryCode, Worker, WorkerTry
from safeguarding.recorder import record
from safeguarding.sign_in.notices import known_browser, notice_change
from safeguarding.transactions import in_safeguarding


def begin_set_up(worker: Worker) -> None:
    """Give a link worker without an app a new secret; it counts after a code has proved it."""
    Worker.objects.filter(pk=worker.pk, otp_confirmed=False).update(otp_secret=new_secret())


def finish_set_up(
    *, worker: Worker, code: str, network: str, now: dt.datetime, cookie: str = ""
) -> list[str] | None:
    """Confirm the app with a first code; return the recovery codes, or None for a wrong code.

    Raises Throttled.
    """
    if worker.otp_confirmed or not worker.otp_secret:
        return None
    if not check_code(worker=worker, code=code, network=network, now=now, cookie=cookie):
        return None
    with in_safeguarding():
        Worker.objects.filter(pk=worker.pk).update(otp_confirmed=True)
        record("worker.second_factor", by=worker, target=worker, now=now)
        return renew_recovery_codes(worker=worker, now=now)


def check_code(
    *,
    worker: Worker,
    code: str,
    network: str,
    now: dt.datetime,
    cookie: str = "",
    sent: Mapping[str, str] | None = None,
) -> bool:
    """Return whether `code` is right and unused: a code of the app, or a recovery code.

    `cookie` says which link workers have used this browser. Raises Throttled after too many tries;
    `sent` is what the page sent, as for `count_try`.
    """
    browser = known_browser(cookie, worker)
    source = {"name": f"code of {worker.pk}", "network": network, "browser": browser}
    count_try(WorkerTry, **source, now=now, sent=sent)
    plain = recovery_codes.plain(code)
    with in_safeguarding():
        is_right = _use_step(worker, plain, now) or _use_recovery_code(worker, plain)
        record("worker.code", by=worker, target=worker, now=now, right=is_right)
    if is_right:
        forget_tries(WorkerTry, **source)
    return is_right


def renew_recovery_codes(*, worker: Worker, now: dt.datetime) -> list[str]:
    """Replace all recovery codes and return the new ones, which are shown only once."""
    codes = recovery_codes.new_codes()
    with in_safeguarding():
        worker.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(worker=worker, digest=recovery_codes.digest(code)) for code in codes
        )
        record("worker.recovery_codes", by=worker, target=worker, now=now)
        notice_change(worker, now=now)
    return [recovery_codes.in_groups(code) for code in codes]


def remove_second_factor(*, worker: Worker, by: Worker, now: dt.datetime) -> None:
    """Remove a lost app and its recovery codes from a link worker, who then sets up a new one."""
    with in_safeguarding():
        Worker.objects.filter(pk=worker.pk).update(otp_secret="", otp_confirmed=False)
        worker.recovery_codes.all().delete()
        record("worker.second_factor_removed", by=by, target=worker, now=now)
        notice_change(worker, now=now)


def _use_step(worker: Worker, code: str, now: dt.datetime) -> bool:
    if not worker.otp_secret:
        return False
    step = step_of(worker.otp_secret, code, seconds=now.timestamp())
    if step is None:
        return False
    # The secret too: the secret that the code proved must still be the stored one.
    fresh = Worker.objects.filter(
        pk=worker.pk, otp_secret=worker.otp_secret, otp_last_step__lt=step
    )
    return fresh.update(otp_last_step=step) == 1


def _use_recovery_code(worker: Worker, code: str) -> bool:
    return worker.recovery_codes.filter(digest=recovery_codes.digest(code)).delete()[0] == 1
