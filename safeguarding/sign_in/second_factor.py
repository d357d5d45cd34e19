"""The second factor of link workers: codes of an app and recovery codes, in tables of this side.

A code counts once: its time step is moved forward by an update that only the first can make.
Nothing here is shared with the second factor of the portal's accounts.
"""

import base64
import datetime as dt
import hashlib
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings

from referral_portal.common.one_time import new_secret, step_of
from referral_portal.common.throttle import count_try, forget_tries
from safeguarding.models import RecoveryCode, Worker, WorkerTry
from safeguarding.recorder import record
from safeguarding.sign_in.notices import tell_changed
from safeguarding.transactions import in_safeguarding

RECOVERY_CODES = 10
CODE_BYTES = 10  # 80 random bits: a digest of them cannot be guessed back


def begin_set_up(worker: Worker) -> None:
    """Give a worker without an app a new secret; it counts once a code proves it."""
    Worker.objects.filter(pk=worker.pk, otp_confirmed=False).update(otp_secret=new_secret())


def otp_address(worker: Worker) -> str:
    """Return the address an authenticator app reads."""
    issuer = settings.SECOND_FACTOR_ISSUER
    query = urlencode({"secret": worker.otp_secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{worker.username}')}?{query}"


def finish_set_up(*, worker: Worker, code: str, network: str, now: dt.datetime) -> list[str] | None:
    """Confirm the app with a first code; return the recovery codes, or None for a wrong code.

    Raises Throttled.
    """
    if worker.otp_confirmed or not worker.otp_secret:
        return None
    if not check_code(worker=worker, code=code, network=network, now=now):
        return None
    with in_safeguarding():
        Worker.objects.filter(pk=worker.pk).update(otp_confirmed=True)
        record("worker.second_factor", by=worker, target=worker, now=now)
        return renew_recovery_codes(worker=worker, now=now)


def check_code(*, worker: Worker, code: str, network: str, now: dt.datetime) -> bool:
    """Return whether `code` is right and was not used: of the app, or a recovery code.

    Raises Throttled after too many tries.
    """
    name = f"code of {worker.pk}"
    count_try(WorkerTry, name=name, network=network, now=now)
    plain = "".join(code.split()).replace("-", "").upper()
    with in_safeguarding():
        is_right = _use_step(worker, plain, now) or _use_recovery_code(worker, plain)
        record("worker.code", by=worker, target=worker, now=now, right=is_right)
    if is_right:
        forget_tries(WorkerTry, name=name, network=network)
    return is_right


def renew_recovery_codes(*, worker: Worker, now: dt.datetime) -> list[str]:
    """Replace all recovery codes and return the new ones, which are shown this once."""
    codes = [
        base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(RECOVERY_CODES)
    ]
    with in_safeguarding():
        worker.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(worker=worker, digest=_digest(code)) for code in codes
        )
        record("worker.recovery_codes", by=worker, target=worker, now=now)
        tell_changed(worker, now=now)
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


def remove_second_factor(*, worker: Worker, by: Worker, now: dt.datetime) -> None:
    """Take a lost app and its recovery codes off a worker, who sets a new one up."""
    with in_safeguarding():
        Worker.objects.filter(pk=worker.pk).update(otp_secret="", otp_confirmed=False)
        worker.recovery_codes.all().delete()
        record("worker.second_factor_removed", by=by, target=worker, now=now)
        tell_changed(worker, now=now)


def _use_step(worker: Worker, code: str, now: dt.datetime) -> bool:
    if not worker.otp_secret:
        return False
    step = step_of(worker.otp_secret, code, seconds=now.timestamp())
    if step is None:
        return False
    # The secret too: what was proved must still be what is stored.
    fresh = Worker.objects.filter(
        pk=worker.pk, otp_secret=worker.otp_secret, otp_last_step__lt=step
    )
    return fresh.update(otp_last_step=step) == 1


def _use_recovery_code(worker: Worker, code: str) -> bool:
    return worker.recovery_codes.filter(digest=_digest(code)).delete()[0] == 1


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
