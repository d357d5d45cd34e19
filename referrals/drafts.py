"""Keeps a form while it is filled in: encrypted, and for DRAFT_DAYS days at most.

Only the browser's cookie holds the token. The row holds the token's digest, and the answers
encrypted with a key derived from the token, so a copy of the table reveals no answers. Pages about
people at risk are sealed as well: they can be replaced but not read.
"""

import base64
import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from nacl.encoding import RawEncoder
from nacl.exceptions import CryptoError
from nacl.hash import blake2b
from nacl.secret import SecretBox

from referral_portal.common.refusals import Refusal
from referral_portal.sealing.boxes import key_name
from referrals.models import Draft

TOKEN_BYTES = 32
KEY_PURPOSE = b"referral draft"
# How long the cookie still opens the confirmation page.
SENT_FOR = dt.timedelta(days=1)


class DraftGone(Refusal):
    """The draft has been sent or deleted in another window."""

    def __init__(self):
        super().__init__("This form is no longer open.")


class DraftChanged(Refusal):
    """Answers of the draft have changed since they were checked."""

    def __init__(self):
        super().__init__("Your answers have changed in another window. Check them again.")


@dataclass
class DraftContent:
    """What a draft holds: cleaned answers in `pages`, and in `pending` what was typed with errors.

    `version` counts the changes of answers, and `changed` holds by slug the one that changed a page
    last.
    """

    pages: dict[str, dict] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    pending: dict[str, dict] = field(default_factory=dict)
    reference: str = ""
    version: int = 0
    changed: dict[str, int] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, bytes]:
        """The sealed parts as bytes.

        The portal cannot open them.
        """
        return {name: base64.b64decode(text) for name, text in self.sealed.items()}

    def keep(self, slug: str, answers: dict) -> None:
        """Keep the answers of page `slug`, which no longer has errors."""
        if self.pages.get(slug) != answers:
            self._note_change(slug)
        self.pages[slug] = answers
        self.pending.pop(slug, None)

    def keep_sealed(self, slug: str, name: str, part: bytes) -> None:
        """Keep the sealed part of page `slug`, and replace an earlier one."""
        self._note_change(slug)
        self.sealed[name] = base64.b64encode(part).decode()

    def drop(self, slug: str) -> None:
        """Drop the answers of page `slug`, which has to be answered again."""
        self._note_change(slug)
        self.pages.pop(slug, None)
        self.pending.pop(slug, None)

    def changed_since(self, version: int) -> set[str]:
        """Return the slugs of the pages whose answers have changed since `version`."""
        return {slug for slug, number in self.changed.items() if number > version}

    def _note_change(self, slug: str) -> None:
        self.version += 1
        self.changed[slug] = self.version

    def leave_only(self, slugs: set[str], parts: set[str]) -> None:
        """Drop the answers of pages that are no longer asked."""
        self.pages = {slug: kept for slug, kept in self.pages.items() if slug in slugs}
        self.pending = {slug: kept for slug, kept in self.pending.items() if slug in slugs}
        self.sealed = {name: kept for name, kept in self.sealed.items() if name in parts}


@dataclass
class OpenDraft:
    """A draft with the token that opens it."""

    row: Draft
    token: str
    content: DraftContent

    @property
    def is_sent(self) -> bool:
        """Whether this draft has become a referral."""
        return self.row.submitted_at is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _box(token: str) -> SecretBox:
    key = blake2b(
        token.encode(), digest_size=SecretBox.KEY_SIZE, person=KEY_PURPOSE, encoder=RawEncoder
    )
    return SecretBox(key)


def _lock(token: str, content: DraftContent) -> bytes:
    return bytes(_box(token).encrypt(json.dumps(content.__dict__).encode()))


def _unlock(token: str, box: bytes) -> DraftContent:
    return DraftContent(**json.loads(_box(token).decrypt(bytes(box))))


def start_draft(
    *,
    route: str,
    pathway: str,
    by,
    now: dt.datetime,
    with_caller: bool = False,
    call_back_id: uuid.UUID | None = None,
) -> OpenDraft:
    """Start a draft. `by` is the account that fills it in, or None for the public.

    `with_caller` says that `by` is a coordinator who asks a caller the questions, perhaps because of
    the call-back `call_back_id`.
    """
    token, content = secrets.token_urlsafe(TOKEN_BYTES), DraftContent()
    row = Draft.objects.create(
        referral_id=uuid.uuid4(),
        token_digest=_digest(token),
        route=route,
        pathway=pathway,
        account_id=by.pk if by else None,
        is_with_caller=with_caller,
        call_back_id=call_back_id,
        box=_lock(token, content),
        sealing_key=key_name(),
        started_at=now,
        expires_at=now + dt.timedelta(days=settings.DRAFT_DAYS),
    )
    return OpenDraft(row, token, content)


def open_draft(*, token: str, route: str, pathway: str, by, now: dt.datetime) -> OpenDraft | None:
    """Return the draft that `token` opens, or None if it is unknown, too old or another account's."""
    row = Draft.objects.filter(
        token_digest=_digest(token),
        route=route,
        pathway=pathway,
        account_id=by.pk if by else None,
        expires_at__gt=now,
    ).first()
    if row is None:
        return None
    try:
        return OpenDraft(row, token, _unlock(token, row.box))
    except (CryptoError, ValueError, TypeError):
        return None


def change_draft(*, draft: OpenDraft, change: Callable[[DraftContent], None]) -> None:
    """Apply `change` to the stored content.

    Raises DraftGone. The row is locked, so that two windows of one browser cannot undo each
    other's pages.
    """
    with transaction.atomic():
        row = lock_draft(draft)
        if row.submitted_at is not None:
            raise DraftGone
        content = _unlock(draft.token, row.box)
        change(content)
        row.box = _lock(draft.token, content)
        if row.sealing_key != key_name():
            row.sealing_key = ""
        row.save(update_fields=["box", "sealing_key"])
    draft.row, draft.content = row, content


def lock_draft(draft: OpenDraft) -> Draft:
    """Lock the draft's row in the caller's transaction and return it.

    Raises DraftGone.
    """
    try:
        return Draft.objects.select_for_update().get(pk=draft.row.pk)
    except Draft.DoesNotExist:
        raise DraftGone from None


def check_version(*, draft: OpenDraft, row: Draft, version: int) -> None:
    """Raise DraftChanged unless the locked `row` still holds the answers of `version`."""
    if _unlock(draft.token, row.box).version != version:
        raise DraftChanged


def is_sent(*, referral_id: str) -> bool:
    """Return whether the draft of this referral was sent not long ago."""
    return Draft.objects.filter(referral_id=referral_id, submitted_at__isnull=False).exists()


def close_draft(*, draft: OpenDraft, row: Draft, reference: str, now: dt.datetime) -> None:
    """Mark a locked draft as sent, and delete its answers.

    The reference stays for a day.
    """
    draft.content = DraftContent(reference=reference)
    row.box = _lock(draft.token, draft.content)
    row.submitted_at, row.expires_at = now, now + SENT_FOR
    row.save(update_fields=["box", "submitted_at", "expires_at"])
    draft.row = row


def discard_draft(*, draft: OpenDraft) -> None:
    """Delete a draft, unless it has been sent."""
    Draft.objects.filter(pk=draft.row.pk, submitted_at=None).delete()


def delete_drafts(*, tokens: list[str]) -> int:
    """Delete every draft that one of `tokens` opens, even a sent one, and return how many."""
    digests = [_digest(token) for token in tokens]
    count, _ = Draft.objects.filter(token_digest__in=digests).delete() if digests else (0, {})
    return count


def forget_drafts(*, now: dt.datetime) -> int:
    """Delete every draft that has expired, even a sent one, and return how many."""
    count, _ = Draft.objects.filter(expires_at__lte=now).delete()
    return count
