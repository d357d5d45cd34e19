"""Find cases by a person on them: exact matches through keyed hashes.

Names match in any case, with or without accents and in any order of words; telephone numbers in any
spelling. The answers of a form are hashed in the background, because the opener cannot read them.
"""

import datetime as dt
import logging
import re
from collections.abc import Iterator

from referral_portal.common.column_keys import CannotUnlock, column_keys, search_digest
from referral_portal.common.text import search_key
from safeguarding.enums import Method
from safeguarding.models import SafeContact, SearchWord, VictimCase, Worker
from safeguarding.transactions import seeing_all

logger = logging.getLogger(__name__)
NAME, PHONE, EMAIL, BORN = "name", "phone", "email", "born"
# By the ending of a question's name in the referral forms.
QUESTIONS = {"_name": NAME, "_alias": NAME, "_phone": PHONE, "_email": EMAIL, "_born_on": BORN}
BY_METHOD = {Method.CALL: PHONE, Method.TEXT: PHONE, Method.EMAIL: EMAIL}
FEWEST_DIGITS = 7
DATES = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")
BATCH = 50


def plain_form(kind: str, typed: str) -> str:
    """Return `typed` in the spelling that is compared, or "" if it is not of this kind."""
    match kind:
        case "name":
            return " ".join(sorted(re.sub(r"[^\w]+", " ", search_key(typed)).split()))
        case "phone":
            number = digits(typed)
            letters = re.search(r"[^\W\d_]", typed)
            return number if len(number) >= FEWEST_DIGITS and not letters else ""
        case "email":
            return typed.strip().casefold() if "@" in typed else ""
    for form in DATES:
        try:
            return dt.datetime.strptime(typed.strip(), form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return ""


def find_cases(*, typed: str, worker: Worker):
    """Return the cases of `worker` that have a person with this name, number, address or birthday."""
    spelt = [(kind, plain_form(kind, typed)) for kind in (NAME, PHONE, EMAIL, BORN)]
    # While the key is being changed, some cases are still filed under the old one.
    asked = {
        search_digest(key, kind, form) for key in column_keys() for kind, form in spelt if form
    }
    found = SearchWord.objects.filter(digest__in=asked).values("case")
    return VictimCase.objects.visible_to(worker).filter(pk__in=found).order_by("-opened_at", "pk")


def index_case(case: VictimCase) -> None:
    """Replace the hashes of every person on a case; the caller holds the transaction."""
    key = column_keys()[0]
    digests = {search_digest(key, kind, form) for kind, form in _people(case)}
    case.search_words.all().delete()
    SearchWord.objects.bulk_create(
        SearchWord(case=case, key=key.id, digest=digest) for digest in sorted(digests)
    )
    VictimCase.objects.filter(pk=case.pk).update(indexed_key=key.id)


def index_waiting(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Hash up to `limit` cases that are not filed under the key in use, and return their number."""
    with seeing_all():
        waiting = VictimCase.objects.exclude(indexed_key=column_keys()[0].id)
        done = list(waiting.order_by("opened_at", "pk").values_list("pk", flat=True)[:limit])
    for pk in done:
        with seeing_all():
            case = VictimCase.objects.select_for_update(of=("self",)).get(pk=pk)
            try:
                index_case(case)
            except CannotUnlock:
                # An unreadable case cannot be found either; the other cases must not wait for it.
                logger.error("case not indexed", extra={"row": str(pk)})
                VictimCase.objects.filter(pk=pk).update(indexed_key=column_keys()[0].id)
    return len(done)


def _people(case: VictimCase) -> Iterator[tuple[str, str]]:
    for kind, text in (*_in_contacts(case.safe_contacts.all()), *_in_answers(case.contents)):
        if form := plain_form(kind, text):
            yield kind, form


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


def digits(number: str) -> str:
    """Return a telephone number as bare digits in its British form, for comparing."""
    bare = "".join(character for character in number if character in "0123456789")
    bare = bare.removeprefix("00") if number.strip().startswith("00") else bare
    if bare.startswith("44") and len(bare) > 10:
        bare = "0" + bare.removeprefix("44").removeprefix("0")
    return bare
