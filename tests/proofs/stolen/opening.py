"""Techniques that try to open sealed boxes, from the table or from an old backup."""

import base64
import binascii
import hashlib
import hmac
import itertools
import math
import zlib

from django.conf import settings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from referral_portal.accounts.models import TypedPage
from referral_portal.common.typed_text import Unreadable, unlock
from referrals.models import Draft
from tests.proofs.stolen.loot import Loot
from tests.proofs.stolen.scoring import Find

KEY_BYTES = 32
SALTS = (b"", b"sealing", b"salt", b"django", b"referral draft", b"portal")
FIRST = 1024  # bytes of the header inside an envelope
BOX = 6 * 1024 + 48  # bytes of one sealed page
PAGES = range(FIRST, FIRST + 5 * BOX, BOX)


def _open_all(loot: Loot, find: Find, keys: list[bytes]) -> None:
    """Try each key on one envelope; with a key that fits, open everything."""
    old = loot.envelopes()
    sample = next(iter(old.values()))
    for key in keys:
        box = SealedBox(PrivateKey(key))
        try:
            box.decrypt(sample)
        except CryptoError:
            continue
        for name, blob in old.items():
            content = box.decrypt(blob)
            pages = [box.decrypt(content[start : start + BOX]) for start in PAGES]
            for page in (content[:FIRST], *pages):
                find.text(page)
            used = sum(len(page.rstrip(b"\0")) for page in pages)
            find.row("opened", {"id": name, "used": used})
        return
    find.refusals.append(f"none of {len(keys)} keys fits")


def _as_keys(word: str) -> list[bytes]:
    """Every 32 bytes that a word could mean."""
    found = [word.encode()[:KEY_BYTES].ljust(KEY_BYTES, b"\0")]
    for decode in (base64.b64decode, base64.urlsafe_b64decode, bytes.fromhex):
        try:
            found.append(decode(word))
        except (ValueError, binascii.Error):
            continue
    return [key for key in found if len(key) == KEY_BYTES]


def open_with_every_key_lying_about(loot: Loot, find: Find) -> None:
    _open_all(loot, find, [key for word in loot.words for key in _as_keys(word)])


def open_typed_pages_with_every_secret(loot: Loot, find: Find) -> None:
    """Each page that was kept after a sign-in, as the product opens it, with all the thief has."""
    rows = list(TypedPage.objects.all())
    guesses = [*loot.words, settings.SECRET_KEY, "", *(row.browser for row in rows)]
    for row, guess in itertools.product(rows, guesses):
        for owner in (row.owner, ""):
            try:
                typed = unlock(row.box, token=guess, owner=owner, zone="portal")
            except Unreadable:
                continue
            find.text(str(typed).encode())
    find.refusals.append(f"none of {len(guesses)} guesses opens one of {len(rows)} kept pages")


def open_with_hashes_of_every_secret(loot: Loot, find: Find) -> None:
    keys = []
    for word in loot.words:
        given = word.encode()
        for name in ("sha256", "sha3_256", "blake2s"):
            keys += [hashlib.new(name, salt + given).digest() for salt in SALTS]
        keys += [hmac.digest(given, salt, "sha256") for salt in SALTS]
        keys.append(hashlib.sha512(given).digest()[:KEY_BYTES])
    _open_all(loot, find, keys)


def open_with_keys_derived_from_passwords(loot: Loot, find: Find) -> None:
    words = [settings.SECRET_KEY, *loot.words[:10]]
    keys = [
        hashlib.pbkdf2_hmac("sha256", word.encode(), salt, count, KEY_BYTES)
        for word, salt, count in itertools.product(words, SALTS, (1, 1000))
    ]
    keys += [
        hashlib.scrypt(word.encode(), salt=salt, n=1024, r=8, p=1, dklen=KEY_BYTES)
        for word, salt in itertools.product(words[:4], SALTS)
    ]
    _open_all(loot, find, keys)


def open_with_the_public_key(loot: Loot, find: Find) -> None:
    key = base64.b64decode(settings.SEALING_PUBLIC_KEY_FILE.read_text())
    _open_all(loot, find, [key, key[::-1], hashlib.sha256(key).digest()])


def open_with_weak_keys(loot: Loot, find: Find) -> None:
    keys = [bytes([value]) * KEY_BYTES for value in range(256)]
    keys += [
        number.to_bytes(KEY_BYTES, order) for number in range(500) for order in ("big", "little")
    ]
    _open_all(loot, find, keys)


def throwaway_keys_used_twice(loot: Loot, find: Find) -> None:
    """A sealed box begins with a key made for it alone; two alike would betray each other."""
    seen: dict[bytes, bytes] = {}
    for blob in loot.envelopes().values():
        other = seen.setdefault(blob[:KEY_BYTES], blob)
        if other is not blob:
            find.text(bytes(a ^ b for a, b in zip(other, blob, strict=False)))
    find.refusals.append(f"{len(seen)} boxes, {len(seen)} keys")


def size_and_disorder_of_old_envelopes(loot: Loot, find: Find) -> None:
    for name, blob in loot.envelopes().items():
        counts = [blob.count(value) for value in range(256)]
        total = max(len(blob), 1)
        find.row(
            "box",
            {
                "id": name, "size": len(blob), "packed": len(zlib.compress(blob, 1)),
                "mean": sum(blob) / total, "first": blob[0], "last": blob[-1], "zeros": counts[0],
                "disorder": -sum(c / total * math.log2(c / total) for c in counts if c),
            },
        )  # fmt: skip


def blocks_that_come_twice_in_old_envelopes(loot: Loot, find: Find) -> None:
    seen: dict[bytes, int] = {}
    for name, blob in loot.envelopes().items():
        blocks = [blob[start : start + 16] for start in range(KEY_BYTES, len(blob), 16)]
        find.row("blocks", {"id": name, "twice": sum(seen.get(block, 0) for block in blocks)})
        for block in blocks[:200]:
            seen[block] = seen.get(block, 0) + 1


def old_envelopes_as_plain_text(loot: Loot, find: Find) -> None:
    for blob in loot.envelopes().values():
        find.text(blob)
        try:
            find.text(zlib.decompress(blob))
        except zlib.error:
            continue


def drafts_without_their_cookies(loot: Loot, find: Find) -> None:
    """Boxes of forms that were not sent, with all that stands beside them as a token."""
    for row in Draft.objects.all():
        find.row("draft", {"id": str(row.referral_id), "box": bytes(row.box)})
        words = [row.token_digest, str(row.referral_id), settings.SECRET_KEY, *loot.words[:20]]
        for word in words:
            keys = [
                *_as_keys(word),
                hashlib.blake2b(word.encode(), digest_size=32, person=b"referral draft").digest(),
            ]
            for key in keys:
                try:
                    find.text(SecretBox(key).decrypt(bytes(row.box)))
                except CryptoError:
                    continue
