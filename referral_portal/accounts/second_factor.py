"""The second factor of staff: codes of an authenticator app, and recovery codes for a lost phone.

django-otp keeps the app's secret and throttles guesses. A code counts once, because its row is
locked while it is checked. Recovery codes are kept as digests. Link workers' codes are elsewhere.
"""

import base64
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from referral_portal.accounts.models import SignInTry, User
from referral_portal.accounts.notices import tell_changed
from referral_portal.audit.recorder import record
from referral_portal.common import recovery_codes
from referral_portal.common.one_time import otp_address
from referral_portal.common.throttle import count_try, forget_tries

DIGEST_LENGTH = 16  # what django-otp's column holds
WAIT = ("throttling_failure_timestamp", "throttling_failure_count")


def has_second_factor(user: User) -> bool:
    """Return whether the user has set up an app."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def begin_set_up(user: User) -> None:
    """Make a new secret for a user without an app; it is confirmed by a first code."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def set_up_key(user: User) -> tuple[str, str] | None:
    """Return (secret in base 32, otpauth address) of an unfinished set-up, or None."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None:
        return None
    secret = base64.b32encode(device.bin_key).decode()
    return secret, otp_address(name=user.get_username(), secret=secret)


def finish_set_up(*, by: User, code: str, now: dt.datetime) -> list[str] | None:
    """Confirm the app with a first code; return the recovery codes, or None for a wrong code."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=by, confirmed=False).first()
        if device is None or has_second_factor(by) or not device.verify_token(code):
            return None
        device.confirmed = True
        device.save()
        codes = renew_recovery_codes(by=by, now=now)
        record("account.second_factor", actor=by, target=by, now=now)
    return codes


def renew_recovery_codes(*, by: User, now: dt.datetime) -> list[str]:
    """Replace all recovery codes and return the new ones, which are shown only once."""
    codes = recovery_codes.new_codes()
    with transaction.atomic():
        StaticDevice.objects.filter(user=by).delete()
        device = StaticDevice.objects.create(user=by, name="recovery", confirmed=True)
        for code in codes:
            device.token_set.create(token=_digest(code))
        record("account.recovery_codes", actor=by, target=by, now=now)
        tell_changed(by, now=now)
    return [recovery_codes.in_groups(code) for code in codes]


def check_code(
    *,
    by: User,
    code: str,
    now: dt.datetime,
    network: str = "",
    browser: str = "",
    sent: Mapping[str, str] | None = None,
) -> bool:
    """Return whether `code` is a right and unused code of the app, or a recovery code.

    `browser` is the entry of a browser that is known to the account, or "". There
    django-otp's wait after wrong codes does not count, because others' codes may have caused it.
    Raises Throttled; `sent` is what the page sent, as for `count_try`.
    """
    source = {"name": f"code of {by.pk}", "network": network, "browser": browser}
    count_try(SignInTry, **source, now=now, sent=sent)
    plain = recovery_codes.plain(code)
    is_of_app = plain.isascii() and plain.isdigit()
    model, given = (TOTPDevice, plain) if is_of_app else (StaticDevice, _digest(plain))
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=by, confirmed=True).first()
        verify = _verify_without_wait if browser else model.verify_token
        is_right = device is not None and verify(device, given)
        action = "account.code" if is_of_app else "account.recovery_code"
        record(action, actor=by, target=by, now=now, right=is_right)
    if is_right:
        forget_tries(SignInTry, **source)
    return is_right


def _verify_without_wait(device: TOTPDevice | StaticDevice, given: str) -> bool:
    """Check a code in a known browser; a wrong one leaves the wait of all others as it was."""
    wait = {name: getattr(device, name) for name in WAIT}
    device.throttle_reset(commit=False)
    is_right = device.verify_token(given)
    if not is_right:
        type(device).objects.filter(pk=device.pk).update(**wait)
    return is_right


def remove_second_factor(*, user: User, by: User, now: dt.datetime) -> None:
    """Remove the app and the recovery codes of a user who has lost both."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        record("account.second_factor_removed", actor=by, target=user, now=now)
        tell_changed(user, now=now)


def _digest(code: str) -> str:
    return recovery_codes.digest(code)[:DIGEST_LENGTH]
