"""Read the referrals that a search finds, the newest first, with one statement that is kept.

Each meaning of what was typed finds ids through an index of its own. Only the rows that are shown are
joined with what is shown of them.

A name is looked for by its longest word. An index of groups of five letters, or of three for a short
word, finds a rare word at once, but of a word that many have it finds them all, in no order. The newest
of those are found by walking from the newest referral on.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    Expression,
    F,
    Func,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    TextField,
)
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.by_row import refers_to
from referral_portal.common.kept_rows import Columns, GivenMany, OneOf
from referral_portal.common.statements import Given, KeptStatement
from referrals.models import Participant, Referral

FEW = 500  # names are read through their index; more are walked to
THREE, FIVE = 3, 5  # letters of the groups in the two indexes of names


class Meaning(TextChoices):
    """What a search term can be."""

    REFERENCE = "reference", "reference"
    PHONE = "phone", "telephone number"
    EMAIL = "email", "email address"
    POSTCODE = "postcode", "postcode"
    BORN = "born", "date of birth"
    NAME_AND_BORN = "name_and_born", "name and date of birth"
    NAME = "name", "name"
    SIMILAR = "similar", "similar name"


EXACT = {
    Meaning.REFERENCE: "reference",
    Meaning.PHONE: "participant__phone_key",
    Meaning.EMAIL: "participant__email_key",
    Meaning.POSTCODE: "participant__postcode",
    Meaning.BORN: "participant__born_on",
}
Asked = tuple[tuple[Meaning, int], ...]  # the meanings, each with the number of its values


class FoundRows:
    """The statement of a search for users of the same roles: `columns` of each row and its meaning.

    The words of a name are given with the longest first; `letters` is how many that has.
    """

    def __init__(
        self,
        asked: Asked,
        roles: frozenset[str],
        columns: tuple[str, ...],
        most: int,
        using: str,
        *,
        letters: int,
    ) -> None:
        self.using, self.most, self.letters = using, most, letters
        self.scope = Referral.objects.visible_to(AnyUser(roles)).order_by()
        self.heads: list[str] = []
        self.params: list = []
        found = [one for meaning, of in asked for one in self._branches(meaning, of)]
        shown = self.scope.values_list(*columns)
        self.columns = self._head("shown", shown, [f"c{at}" for at in range(len(columns))])
        if self.columns is None:
            self.kept = None
            return
        self.kept = KeptStatement(
            # No value stands in it.
            f"WITH {', '.join(self.heads)}, found AS ({' UNION ALL '.join(found)}), top AS "  # noqa: S608
            f"(SELECT id, sent FROM found GROUP BY id, sent ORDER BY sent DESC, id DESC LIMIT {most})"
            " SELECT shown.*, found.found_by FROM top JOIN found ON found.id = top.id"
            f" JOIN shown ON shown.c{columns.index('id')} = top.id ORDER BY top.sent DESC, top.id DESC",
            self.params,
        )

    def _head(self, name: str, rows: QuerySet, columns: Sequence[str]) -> Columns | None:
        """Add `rows` to the statement under `name`; return None where the user sees no referral."""
        compiler = rows.query.get_compiler(self.using)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        self.heads.append(f"{name} ({', '.join(columns)}) AS ({sql})")
        self.params += params
        return Columns(compiler)

    def _ids(self, name: str, meaning: Meaning, rows: QuerySet) -> str:
        """Add the ids of `rows` under `name`, and return the selection of those with their meaning."""
        self._head(name, rows.values_list("pk", "submitted_at"), ("id", "sent"))
        return f"SELECT id, sent, '{meaning.value}' AS found_by FROM {name}"  # noqa: S608 (no value)

    def _branches(self, meaning: Meaning, of: int) -> list[str]:
        values = [_given(meaning, number, of) for number in range(of)]
        if meaning == Meaning.NAME:
            return self._named(*values)
        rows = self.scope.filter(_condition(meaning, values))
        return [self._ids(f"by_{meaning.value}", meaning, rows)]

    def _named(self, longest: Given, *others: Given) -> list[str]:
        scope = self.scope.filter(*map(_has_word, others))
        branches, walks = [], ""
        if self.letters >= THREE:
            rows = scope.filter(sort_name__contains=longest)
            if self.letters >= FIVE:
                rows = scope.filter(HasFives("sort_name", longest), has(longest, "sort_name"))
            few = self._ids("few", Meaning.NAME, rows[: FEW + 1])
            number = "(SELECT count(*) FROM few)"
            branches, walks = [f"{few} WHERE {number} <= {FEW}"], f" WHERE {number} > {FEW}"
        walked = scope.filter(has(longest, "sort_name")).order_by("-submitted_at", "-pk")
        newest = self._ids("newest", Meaning.NAME, walked[: self.most])
        # Most participants have no other name: said here, PostgreSQL does not expect many.
        known = Participant.objects.exclude(known_as_key="").filter(known_as_key__contains=longest)
        known_as = scope.filter(AmongFew(F("participant_id"), Subquery(known.values("pk"))))
        return [*branches, f"{newest}{walks}", self._ids("known_as", Meaning.NAME, known_as)]

    def read(self, **given: object) -> list[tuple]:
        """Return the rows that are found, each as often as it has meanings."""
        if self.kept is None:
            return []
        with connections[self.using].cursor() as cursor:
            self.kept.execute(cursor, connections[self.using], given)
            found = cursor.fetchall()
        return self.columns.converted(found)


class AmongFew(Func):
    """Whether a column has one of the values of a subquery that has few: they are read first."""

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **context):
        """Return "column = ANY (ARRAY (…))", or what SQLite has for it."""
        (left, _), (right, params) = (compiler.compile(one) for one in self.source_expressions)
        among = f"= ANY (ARRAY{right})" if connection.vendor == "postgresql" else f"IN {right}"
        return f"{left} {among}", params


class HasFives(Func):
    """Whether a name has every group of five letters of a word, which the index of fives answers.

    The groups of a name may come from different words, so `has` is asked as well.
    """

    output_field = BooleanField()

    def as_sql(self, compiler, connection, **context):
        """Return the condition that the index answers; SQLite asks each name for the word."""
        (name, before), (word, after) = (compiler.compile(one) for one in self.source_expressions)
        if connection.vendor == "postgresql":
            return f"name_fives({name}) @> name_fives({word})", [*before, *after]
        return f"instr({name}, {word}) > 0", [*before, *after]


def _given(meaning: Meaning, number: int, of: int) -> Given:
    """Return the place for one value of a meaning, which has `of` of them."""
    name = f"{meaning}{number}"
    if meaning == Meaning.SIMILAR:
        return GivenMany(name, BigIntegerField())
    is_date = meaning == Meaning.BORN or (meaning == Meaning.NAME_AND_BORN and number == of - 1)
    return Given(name, DateField() if is_date else TextField())


def _condition(meaning: Meaning, values: Sequence[Given]) -> Q | OneOf:
    """Return the filter of a meaning, which uses an index of its own."""
    match meaning, *values:
        case Meaning.SIMILAR, people:
            return OneOf("participant_id", people)
        case Meaning.NAME_AND_BORN, *words, day:
            return reduce(and_, map(_has_word, words)) & Q(participant__born_on=day)
    return Q((EXACT[meaning], values[0]))


def _has_word(word: Given) -> Q:
    """Return a filter for names, or names known as, with a word; it asks each row and no index."""
    known = Participant.objects.filter(has(word, "known_as_key"))
    return Q(has(word, "sort_name")) | Q(refers_to("participant_id", known))


def has(word: Given, text: str | Expression) -> GreaterThan:
    """Return the condition that `word` stands in `text`, which no index answers."""
    return GreaterThan(StrIndex(text, word), 0)
