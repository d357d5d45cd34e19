"""What each column of a copied row holds, as an expression in SQL.

Keys and foreign keys are found in the models, so that a new table or column is not forgotten. Only
what no model says has a rule here: numbers and texts that name another row, and unique words.
"""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import models

from cohorts.enums import ResourceKind
from cohorts.models import Booking, Cohort, Session, SessionCheck
from programmes.models import Venue
from referral_portal.audit.models import AuditEvent
from referral_portal.common.references import ALPHABET
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import ContactLog, Participant, Referral, Referrer, StatusChange
from safeguarding.models import AccessRecord, Alert, Handback, VictimCase, Worker

# Every invented id has this digit where a UUID holds its version; each copy has another digit.
INVENTED_DIGIT, DIGIT_AT = "4", 15
DIGITS = "0123456789abcdef".replace(INVENTED_DIGIT, "")
# Every invented reference ends with this letter; each copy has another letter.
INVENTED_LETTER, LETTERS = ALPHABET[0], ALPHABET[1:]
MOST_COPIES = len(DIGITS)
ID_IN_TEXT = "([0-9a-f]{8}-[0-9a-f]{4}-)4([0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})"
# Each copy has accounts and venues of its own, so that none has more to do than before.
OWN_IN_EACH_COPY = (get_user_model(), Venue, Worker)
OWN = "benchmark_own"  # a temporary table: model, original, copy, id
# How far away the participant is whose last name a copy takes; otherwise no name would be rare.
NEIGHBOUR = 7919


class UnknownColumnError(Exception):
    """Nothing here says what a column of a copied row holds."""


class Columns:
    """The expressions of copy number `copy`, in which `t` is the row that is copied.

    `last` holds the highest invented number of each copied model, and None for a model without numbers.
    """

    def __init__(self, last: dict[type[models.Model], int | None], copy: int) -> None:
        self.last, self.copy = last, copy
        self.digit, self.letter = DIGITS[copy - 1], LETTERS[copy - 1]

    def of(self, model: type[models.Model]) -> list[str]:
        """Return the expression of every column of `model`; raise UnknownColumnError."""
        found = {field: self._expression(field) for field in model._meta.concrete_fields}
        new = {field.name for field, words in found.items() if words != _same(field)}
        for names in _unique(model):
            if new.isdisjoint(names):
                raise UnknownColumnError(
                    f"{model.__name__}: {', '.join(names)} must be unique, and"
                    " benchmarks/copied_columns.py has no rule for its copies."
                )
        return list(found.values())

    def _expression(self, field: models.Field) -> str:
        if rule := RULES.get((field.model, field.attname)):
            return rule(self)
        if field.related_model in OWN_IN_EACH_COPY:
            return self.own(field.related_model, _same(field))
        target = field.model if field.primary_key else field.related_model
        if self.last.get(target) is not None:
            return self.number(target, _same(field))
        if target in self.last or isinstance(field, models.UUIDField):
            return self.id(_same(field))
        is_number = isinstance(field, models.BigIntegerField) and not field.related_model
        if is_number and (field.model, field.attname) not in SAME:
            raise UnknownColumnError(
                f"{field.model.__name__}.{field.name} may be the number of a row, and"
                " benchmarks/copied_columns.py has no rule for its copies."
            )
        return _same(field)

    def number(self, model: type[models.Model], value: str) -> str:
        """Return the number of the copied row of `model` whose number was `value`."""
        return f"{value} + {self.copy * self.last[model]}"

    def id(self, value: str) -> str:
        """Return the id of the copied row whose id was `value`."""
        return f"overlay({value}::text placing '{self.digit}' from {DIGIT_AT})::uuid"

    def ids_in(self, text: str) -> str:
        """Return `text` with the ids of copied rows."""
        return rf"regexp_replace({text}, '{ID_IN_TEXT}', '\1{self.digit}\2', 'g')"

    def own(self, model: type[models.Model], value: str) -> str:
        """Return the account or venue of this copy; those that all copies share stay."""
        table = model._meta.db_table
        return (
            f"coalesce((SELECT own.id FROM {OWN} own WHERE own.model = '{table}'"
            f" AND own.original = {value} AND own.copy = {self.copy}), {value})"
        )

    def reference(self) -> str:
        """Return the reference of a copied referral."""
        return f"left(t.reference, -1) || '{self.letter}'"

    def resource(self) -> str:
        """Return the facilitator or the venue of a copied booking."""
        venue, user = (self.own(model, "t.resource_id") for model in (Venue, get_user_model()))
        return f"coalesce(CASE WHEN t.kind = '{ResourceKind.VENUE}' THEN {venue} END, {user})"

    def source(self) -> str:
        """Return the cause of a copied alert, which may name a session or a change of status."""
        session = self.number(Session, "split_part(t.source, ':', 2)::bigint")
        change = self.number(StatusChange, "split_part(t.source, ':', 2)::bigint")
        rest = self.ids_in("substr(t.source, strpos(substr(t.source, 6), ':') + 5)")
        return (
            f"coalesce(CASE split_part(t.source, ':', 1) WHEN 'mark' THEN 'mark:' || ({session}) ||"
            f" {rest} WHEN 'ending' THEN 'ending:' || ({change}) END, {self.ids_in('t.source')})"
        )

    def district(self) -> str:
        """Return the district of the venue of a copied cohort."""
        venue = self.own(Venue, "t.venue_id")
        return f"(SELECT v.district_id FROM programmes_venue v WHERE v.id = {venue})"

    def digest(self) -> str:
        """Return the digest of a copied look, the first in its chain; see AccessRecord."""
        form = (
            '{"content":{"at":"%s+00:00","case":"%s","case_ids":[],"page":"%s","what":"%s",'
            '"worker":%s},"number":%s,"previous":"%s"}'
        )
        at = """to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
        values = (
            at, self.id("t.case_id"), "t.page", "t.what", self.own(Worker, "t.worker_id"),
            "t.number", "t.previous",
        )  # fmt: skip
        return f"encode(sha256(convert_to(format('{form}', {', '.join(values)}), 'UTF8')), 'hex')"


def rows(model: type[models.Model], columns: Columns) -> str:
    """Return the rows of `model` that are copied, as FROM and WHERE: those that were invented."""
    key, last, joined = _same(model._meta.pk), columns.last[model], ""
    where = f"substr({key}::text, {DIGIT_AT}, 1) = '{INVENTED_DIGIT}'"
    if last is not None:
        where = f"{key} <= {last}"
    if model in {Participant, Referral}:
        person, people = (
            ("t.id", last)
            if model is Participant
            else ("t.participant_id", columns.last[Participant])
        )
        number = f"({person} + {columns.copy * NEIGHBOUR}) % {people} + 1"
        joined = f" JOIN referrals_participant other ON other.id = {number}"
    where += NOT_BY_PAGES.get(model, "")
    return f'FROM "{model._meta.db_table}" t{joined} WHERE {where}'


def _same(field: models.Field) -> str:
    return f't."{field.column}"'


def _unique(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Return the fields of each rule that lets no two rows be the same."""
    alone = [(field.name,) for field in model._meta.concrete_fields if field.unique]
    together = [
        rule.fields for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)
    ]
    return [*alone, *together, *model._meta.unique_together]


FIRST_SOUND = (
    "coalesce(nullif(split_part(t.name_sounds, ' ', 1), t.last_name_sound),"
    " split_part(t.name_sounds, ' ', 2))"
)
# Leaves out what was recorded when the first referrals were shown.
NOT_BY_PAGES = {
    AccessRecord: " AND t.case_id IS NOT NULL",
    AuditEvent: " AND t.data ? 'to'",
}
# Numbers that no copy changes: accounts that all copies share, and counters.
SAME = {
    (AuditEvent, "actor_id"), (MessageRelease, "sequence"), (Referrer, "account_id"),
    (SessionCheck, "sequence"),
}  # fmt: skip
RULES: dict[tuple[type[models.Model], str], Callable[[Columns], str]] = {
    (AccessRecord, "digest"): Columns.digest,
    (Alert, "detail"): lambda copy: f"{copy.ids_in('t.detail::text')}::jsonb",
    (Alert, "source"): Columns.source,
    (AuditEvent, "target_id"): lambda copy: copy.ids_in("t.target_id"),
    (Booking, "resource_id"): Columns.resource,
    (Cohort, "district_id"): Columns.district,
    (Cohort, "name"): lambda copy: f"t.name || '.{copy.copy}'",
    (ContactLog, "call_back_id"): lambda copy: "NULL",  # every one is of a referral
    (Handback, "payload"): lambda copy: f"{copy.ids_in('t.payload::text')}::jsonb",
    (Handback, "target"): lambda copy: copy.ids_in("t.target"),
    (OutgoingMessage, "key"): lambda copy: copy.ids_in("t.key"),
    (Participant, "email"): lambda copy: f"'{copy.copy}.' || t.email",
    (Participant, "email_key"): lambda copy: f"'{copy.copy}.' || t.email_key",
    (Participant, "phone"): lambda copy: f"t.phone || '{copy.copy:02}'",
    (Participant, "phone_key"): lambda copy: f"t.phone_key || '{copy.copy:02}'",
    (Participant, "name"): lambda copy: _first_and_last("name"),
    (Participant, "search_name"): lambda copy: _first_and_last("search_name"),
    (Participant, "last_name_sound"): lambda copy: "other.last_name_sound",
    (Participant, "name_sounds"): lambda copy: (
        f"least({FIRST_SOUND}, other.last_name_sound) || ' ' ||"
        f" greatest({FIRST_SOUND}, other.last_name_sound)"
    ),
    (Referral, "reference"): Columns.reference,
    (Referral, "sort_name"): lambda copy: (
        "split_part(t.sort_name, ' ', 1) || ' ' || split_part(other.search_name, ' ', 2)"
    ),
    (SessionCheck, "session_id"): lambda copy: copy.number(Session, "t.session_id"),
    (VictimCase, "reference"): Columns.reference,
}  # fmt: skip


def _first_and_last(column: str) -> str:
    return f"split_part(t.{column}, ' ', 1) || ' ' || split_part(other.{column}, ' ', 2)"
