"""Find cases by a person on them: exact matches through keyed hashes.

Names match in any case, with or without accents and in any order of words; telephone numbers in any
spelling. The answers of a form are hashed in the background, because the opener cannot read them.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterator

from django.db.models import Q

from referral_portal.common.column_keys import CannotUnlock, column_keys, search_digest
from referral_portal.common.normal_forms import (
    FORMS,
    email_form,
    name_form,
    phone_form,
    read_date,
)
from referral_portal.common.references import tidy_reference
from safeguarding.enums import Method
from safeguarding.models import SafeContact, SearchWord, VictimCase, Worker
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
NAME, PHONE, EMAIL, BORN = "name", "phone", "email", "born"
# By the ending of a question's name in the referral forms.
QUESTIONS = {"_name": NAME, "_alias": NAME, "_phone": PHONE, "_email": EMAIL, "_born_on": BORN}
BY_METHOD = {Method.CALL: PHONE, Method.TEXT: PHONE, Method.EMAIL: EMAIL}
IN_WORDS = {
    NAME: "name", PHONE: "telephone number", EMAIL: "email address", BORN: "date of birth",
}  # fmt: skip
BATCH = 50


def plain_form(kind: str, typed: str) -> str:
    """Return `typed` in the spelling that is compared, or "" if it is not of this kind."""
    match kind:
        case "name":
            return " ".join(sorted(name_form(typed).split()))
        case "phone":
            return phone_form(typed)
        case "email":
            return email_form(typed)
    day = read_date(typed)
    return day.isoformat() if day else ""


def find_cases(*, typed: str, worker: Worker):
    """Return the cases of `worker` with this reference, or a person who has what was typed."""
    found = SearchWord.objects.filter(digest__in=_digests(typed)).values("case")
    mine = VictimCase.objects.visible_to(worker).order_by("-opened_at", "pk")
    return mine.filter(Q(pk__in=found) | Q(reference=tidy_reference(typed)))


def meanings_found(*, typed: str, cases: list[VictimCase]) -> list[str]:
    """Return, in words, what `typed` was taken for when it found `cases`."""
    digests = _digests(typed)
    words = SearchWord.objects.filter(case__in=cases, digest__in=digests)
    used = {digests[digest] for digest in words.values_list("digest", flat=True).distinct()}
    by_reference = any(case.reference == tidy_reference(typed) for case in cases)
    return ["reference"] * by_reference + [
        words for kind, words in IN_WORDS.items() if kind in used
    ]


def _digests(typed: str) -> dict[str, str]:
    """Return the hashes of every meaning of `typed`, each with its kind.

    While the key is being changed, some cases are still filed under the old one.
    """
    spelt = {kind: form for kind in IN_WORDS if (form := plain_form(kind, typed))}
    return {
        search_digest(key, kind, form): kind
        for key in column_keys()
        for kind, form in spelt.items()
    }


def index_case(case: VictimCase) -> None:
    """Replace the hashes of every person on a case; the caller holds the transaction."""
    key = column_keys()[0]
    digests = {search_digest(key, kind, form) for kind, form in _people(case)}
    case.search_words.all().delete()
    SearchWord.objects.bulk_create(
        SearchWord(case=case, key=key.id, digest=digest) for digest in sorted(digests)
    )
    _mark_as_filed(case.pk)


def index_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Hash up to `limit` cases that are not filed under today's key and forms; return their number."""
    with seeing_all():
        waiting = VictimCase.objects.exclude(indexed_key=column_keys()[0].id, indexed_forms=FORMS)
        done = list(waiting.order_by("opened_at", "pk").values_list("pk", flat=True)[:limit])
    for pk in done:
        with seeing_all():
            case = VictimCase.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                index_case(case)
            except CannotUnlock:
                # An unreadable case cannot be found either; the other cases must not wait for it.
                logger.error("case not indexed", extra={"row": str(pk)})
                _mark_as_filed(pk)
    return len(done)


def _mark_as_filed(pk: uuid.UUID) -> None:
    VictimCase.objects.filter(pk=pk).update(indexed_key=column_keys()[0].id, indexed_forms=FORMS)


def _people(case: VictimCase) -> Iterator[tuple[str, str]]:
    for kind, text in (
        *_in_people(case),
        *_in_contacts(case.safe_contacts.all()),
        *_in_answers(case.contents),
    ):
        if form := plain_form(kind, text):
            yield kind, form


def _in_people(case: VictimCase) -> Iterator[tuple[str, str]]:
    for link in case.people_links.select_related("person"):
        person = link.person
        yield BORN, person.born_on
        for name in (person.legal_name, *person.aliases.splitlines()):
            yield NAME, name


def _in_contacts(contacts: list[SafeContact]) -> Iterator[tuple[str, str]]:
    for contact in contacts:
        yield NAME, contact.name
        if contact.method in BY_METHOD:
            yield BY_METHOD[contact.method], contact.value


def _in_answers(contents: dict | None) -> Iterator[tuple[str, str]]:
    for part in (contents or {}).values():
        answers = part.get("answers") if isinstance(part, dict) else None
        for row in answers if isinstance(answers, list) else []:
            name, value = (row.get("name"), row.get("value")) if isinstance(row, dict) else ("", "")
            for ending, kind in QUESTIONS.items():
                if str(name).endswith(ending) and isinstance(value, str):
                    yield kind, value
