"""Slows guessing down without locking anybody out: the right password from elsewhere still works.

Tries are counted per name and network, per network, and per name. Each side of the wall keeps a
table of its own on this base; names and addresses are in it as keyed digests only.
"""

import datetime as dt
import ipaddress

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac


class Throttled(Exception):
    """Too many tries from here; the password was not even looked at."""


class CountedTry(models.Model):
    """One try to sign in that has not been right."""

    name_digest = models.CharField("digest of the name", max_length=64)
    network_digest = models.CharField("digest of the network", max_length=64)
    at = models.DateTimeField("at", db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return "Try"


def count_try(model: type[CountedTry], *, name: str, network: str, now: dt.datetime) -> None:
    """Count a try before the password is looked at, so that tries at one moment count as well.

    Raises Throttled after SIGN_IN_TRIES for this name from this network within
    SIGN_IN_WINDOW_MINUTES, or SIGN_IN_TRIES_NETWORK from the network for any names. A name that is
    tried from everywhere (SIGN_IN_TRIES_NAME) leaves each network one try: enough for its owner.
    """
    since = now - dt.timedelta(minutes=settings.SIGN_IN_WINDOW_MINUTES)
    model.objects.filter(at__lt=since).delete()
    mine = model.objects.create(
        name_digest=_digest(name.casefold()), network_digest=_digest(network), at=now
    )
    here = model.objects.filter(network_digest=mine.network_digest)
    of_name = model.objects.filter(name_digest=mine.name_digest)
    both = of_name.filter(network_digest=mine.network_digest).count()
    everywhere = of_name.count() > settings.SIGN_IN_TRIES_NAME
    limit = 1 if everywhere else settings.SIGN_IN_TRIES
    if both > limit or here.count() > settings.SIGN_IN_TRIES_NETWORK:
        # A try that was not looked at does not make the wait longer.
        mine.delete()
        raise Throttled


def forget_tries(model: type[CountedTry], *, name: str, network: str) -> None:
    """Forget the tries for `name` from `network`: the last one was right."""
    model.objects.filter(
        name_digest=_digest(name.casefold()), network_digest=_digest(network)
    ).delete()


def network_of(request) -> str:
    """Return the network a request comes from: an IPv4 address, or the /64 of an IPv6 address.

    Behind our own proxy that is the last address the proxy wrote down; whatever a browser claims
    stands before it and is not read.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, 64), strict=False))


def _digest(value: str) -> str:
    return salted_hmac("referral_portal.throttle", value, algorithm="sha256").hexdigest()
