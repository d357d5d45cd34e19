"""Find cases by a person on them or by the participant: exact matches through keyed hashes.

Names match in any case, with or without accents and in any order of words; telephone numbers in any
spelling. The answers of a form are hashed in the background, because the opener cannot read them.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
from referrals.models import Referral
from safeguarding.casework.identifiers import mark_own
from safeguarding.casework.matches import compare
from safeguarding.enums import Method, Whose, WordKind
from safeguarding.models import SafeContact, SearchWord, VictimCase, Worker
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
NAME, PHONE, EMAIL, BORN = "name", "phone", "email", "born"
# By the ending of a question's name in the referral forms.
QUESTIONS = {
    "_name": (NAME,), "_alias": (NAME,), "current_partner": (NAME,), "_phone": (PHONE,),
    "_email": (EMAIL,), "their_contact": (PHONE, EMAIL), "_born_on": (BORN,),
}  # fmt: skip
BY_METHOD = {Method.CALL: PHONE, Method.TEXT: PHONE, Method.EMAIL: EMAIL}
IN_WORDS = {
    NAME: "name", PHONE: "telephone number", EMAIL: "email address", BORN: "date of birth",
}  # fmt: skip
BATCH = 50


@dataclass(frozen=True)
class Word:
    """One detail in the form that is compared; `hashed_as` is the kind that the hash is made with."""

    whose: Whose
    person_id: uuid.UUID | None
    kind: WordKind
    hashed_as: str
    form: str


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
    """Replace the hashes of a case; the caller holds the transaction.

    The background work then compares them with those of other cases, which it may all see.
    """
    _file(case)
    VictimCase.objects.filter(pk=case.pk).update(indexed_key="")


def _file(case: VictimCase) -> None:
    key = column_keys()[0]
    words = {*_of_people(case), *_of_participant(case.referral_id)}
    case.search_words.all().delete()
    SearchWord.objects.bulk_create(
        SearchWord(
            case=case,
            whose=word.whose,
            person_id=word.person_id,
            kind=word.kind,
            key=key.id,
            digest=search_digest(key, word.hashed_as, word.form),
        )
        for word in sorted(words, key=lambda word: (word.whose, str(word.person_id), word.form))
    )


def index_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Hash up to `limit` cases that are not filed under today's key and forms; return their number.

    Each is then compared with the others: see matches.py.
    """
    with seeing_all():
        waiting = VictimCase.objects.exclude(indexed_key=column_keys()[0].id, indexed_forms=FORMS)
        done = list(waiting.order_by("opened_at", "pk").values_list("pk", flat=True)[:limit])
    for pk in done:
        with seeing_all():
            case = VictimCase.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                _file(case)
            except CannotUnlock:
                # An unreadable case cannot be found either; the other cases must not wait for it.
                logger.error("case not indexed", extra={"row": str(pk)})
            else:
                compare(case, now=now)
                mark_own(case, now=now)
            _mark_as_filed(pk)
    return len(done)


def _mark_as_filed(pk: uuid.UUID) -> None:
    VictimCase.objects.filter(pk=pk).update(indexed_key=column_keys()[0].id, indexed_forms=FORMS)


def _of_participant(referral_id: uuid.UUID) -> Iterator[Word]:
    found = Referral.objects.filter(pk=referral_id).select_related("participant").first()
    if found:
        one = found.participant
        details = [
            (NAME, one.name),
            (NAME, one.known_as),
            (PHONE, one.phone),
            (EMAIL, one.email),
            (BORN, one.born_on.isoformat()),
        ]
        yield from _words(Whose.PARTICIPANT, None, details)


def _of_people(case: VictimCase) -> Iterator[Word]:
    said: dict[uuid.UUID | None, list[tuple[str, str]]] = {}
    for link in case.people_links.select_related("person"):
        person = link.person
        names = (person.legal_name, *person.aliases.splitlines())
        said[person.pk] = [(BORN, person.born_on), *((NAME, name) for name in names)]
    for contact in case.safe_contacts.all():
        said.setdefault(contact.person_id, []).extend(_in_contact(contact))
    for person_id, details in said.items():
        yield from _words(Whose.AT_RISK, person_id, details)
    for details in _in_answers(case.contents):
        yield from _words(Whose.AT_RISK, None, details)


def _words(
    whose: Whose, person_id: uuid.UUID | None, details: Iterable[tuple[str, str]]
) -> Iterator[Word]:
    """Yield the words of one person: each detail, and each name together with the birthday."""
    forms = {(kind, form) for kind, text in details if (form := plain_form(kind, text))}
    for kind, form in forms:
        shown = WordKind.ONE_NAME if kind == NAME and " " not in form else WordKind(kind)
        yield Word(whose, person_id, shown, kind, form)
    days = [form for kind, form in forms if kind == BORN]
    if len(days) == 1:
        for kind, form in forms:
            if kind == NAME:
                both = WordKind.NAME_AND_BORN
                yield Word(whose, person_id, both, both, f"{form} {days[0]}")


def _in_contact(contact: SafeContact) -> Iterator[tuple[str, str]]:
    yield NAME, contact.name
    if contact.method in BY_METHOD:
        yield BY_METHOD[contact.method], contact.value


def _in_answers(contents: dict | None) -> Iterator[list[tuple[str, str]]]:
    """Yield the details of each person whom the answers name; a page is about one of them."""
    for part in (contents or {}).values():
        answers = part.get("answers") if isinstance(part, dict) else None
        yield [
            (kind, row["value"])
            for row in (answers if isinstance(answers, list) else [])
            if isinstance(row, dict) and isinstance(row.get("value"), str)
            for ending, kinds in QUESTIONS.items()
            if str(row.get("name")).endswith(ending)
            for kind in kinds
        ]
