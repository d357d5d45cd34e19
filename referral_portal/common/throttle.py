"""Slow down guessing without locking a user out: the right password from elsewhere still works.

Tries are counted for each name and network, for each network, and for each name. In a browser that
is known to the account only its own tries count, so that no one else can lock its owner out. Above a
limit for all of them together, a browser that is not known answers a question first. Each side of the
wall has its own table; it holds names and addresses only as keyed digests.
"""

import datetime as dt
import ipaddress
from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from referral_portal.common.question_form import QuestionForm
from referral_portal.common.questions import Why, why_not
from referral_portal.common.refusals import Refusal

A_QUESTION = ""  # in the place of a name
MANY = "very many people or programs are trying to sign in"
PREFIX = {4: 24, 6: 48}  # what one customer of a network gets at the most


class Throttled(Refusal):
    """There were too many tries from this network; the password was not checked."""

    words_of_it = "Too many tries. Wait {minutes} minutes, then try again."

    def __init__(self):
        super().__init__(self.words_of_it.format(minutes=settings.SIGN_IN_WINDOW_MINUTES))


class Asked(Throttled):
    """Very many tries failed, so this one needs the answer to a question; it was not looked at."""

    words_of_it = "Answer one question first."

    def __init__(self, why: Why, purpose: str):
        super().__init__()
        self.why, self.purpose = why, purpose

    @property
    def question(self) -> QuestionForm:
        """The form with a new question."""
        return QuestionForm(self.purpose, self.why, many=MANY)


class CountedTry(models.Model):
    """One failed try to sign in."""

    name_digest = models.CharField("digest of the name", max_length=64)
    network_digest = models.CharField("digest of the network", max_length=64)
    at = models.DateTimeField("at", db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "Try"


def count_try(
    model: type[CountedTry],
    *,
    name: str,
    network: str,
    now: dt.datetime,
    browser: str = "",
    sent: Mapping[str, str] | None = None,
) -> CountedTry:
    """Count a try before the password is checked, so that simultaneous tries count too.

    `browser` is the entry of a browser that is known to the account, or "". Its tries count alone.
    Raises Throttled after SIGN_IN_TRIES for this name from this network, SIGN_IN_TRIES_NETWORK from the
    network, or, once the name had SIGN_IN_TRIES_NAME from everywhere, after one from each network.
    With `sent`, what the page sent, raises Asked above SIGN_IN_TRIES_ALL without the right answer to a
    question; a known browser is never asked.
    """
    since = now - dt.timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)
    model.objects.filter(at__lt=since).delete()
    mine = model.objects.create(
        name_digest=_digest(name.casefold()), network_digest=_digest(browser or network), at=now
    )
    here = model.objects.filter(network_digest=mine.network_digest)
    of_name = model.objects.filter(name_digest=mine.name_digest)
    both = of_name.filter(network_digest=mine.network_digest).count()
    everywhere = of_name.count() > settings.SIGN_IN_TRIES_NAME
    limit = 1 if everywhere and not browser else settings.SIGN_IN_TRIES
    if both > limit or here.count() > settings.SIGN_IN_TRIES_NETWORK:
        # A try that was refused must not make the wait longer.
        mine.delete()
        raise Throttled
    if sent is not None and not browser and _are_very_many(model):
        purpose = f"sign in {mine.network_digest}"
        why = why_not(
            sent,
            purpose,
            minutes=settings.SIGN_IN_WINDOW_MINUTES,
            is_first_use=partial(_is_first_use, model, now=now),
        )
        if why:
            mine.delete()
            raise Asked(why, purpose)
    return mine


def forget_tries(model: type[CountedTry], *, name: str, network: str, browser: str = "") -> None:
    """Delete the tries for `name` from `network` or `browser`, after the right password."""
    model.objects.filter(
        name_digest=_digest(name.casefold()), network_digest=_digest(browser or network)
    ).delete()


def network_of(request) -> str:
    """Return the network a request comes from: the /24 of an IPv4 address, or the /48 of an IPv6 one.

    Behind our own proxy that is the last address, which the proxy added. Those before it come from
    the browser and are not read.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    # An IPv6 address may be an IPv4 one in disguise.
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, PREFIX[ip.version]), strict=False))


def _are_very_many(model: type[CountedTry]) -> bool:
    """Return whether more tries failed than SIGN_IN_TRIES_ALL, for any names from any networks."""
    most = settings.SIGN_IN_TRIES_ALL
    return model.objects.exclude(name_digest=A_QUESTION)[: most + 1].count() > most


def _is_first_use(model: type[CountedTry], nonce: str, *, now: dt.datetime) -> bool:
    """Use up a question, and return whether it had not been used; it ends with the tries."""
    digest = _digest(f"question {nonce}")
    model.objects.create(name_digest=A_QUESTION, network_digest=digest, at=now)
    return model.objects.filter(network_digest=digest).count() == 1


def _digest(value: str) -> str:
    return salted_hmac("referral_portal.throttle", value, algorithm="sha256").hexdigest()
