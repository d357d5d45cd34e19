"""The table of danger signs: the answers that show each, its words and its level, with a version.

The levels are ours until the agencies of the scheme agree them: see docs/decisions/0034-danger-signs.md. Change
`DANGER_VERSION` with every change of the table, so that stored results are worked out again. Fields
of sealed pages are here too: the portal never has their answers, and the other readers of a form do.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

DANGER_VERSION = 3


class Level(IntEnum):
    """How soon a sign must be acted on; the lower comes first. `NONE` never means safe."""

    SAME_DAY = 1
    SOON = 2
    NOTED = 3
    NONE = 4


LEVEL_WORDS = {
    Level.SAME_DAY: "Same day",
    Level.SOON: "Soon",
    Level.NOTED: "Noted",
    Level.NONE: "No sign on this form",
}


class Source(StrEnum):
    """Who filled in the form."""

    PARTICIPANT = "participant"
    AGENCY = "agency"


SOURCE_WORDS = {Source.PARTICIPANT: "The participant said", Source.AGENCY: "The agency said"}


@dataclass(frozen=True, slots=True)
class Says:
    """The answer is one of `answers`, or includes one, as a code or in the words of the form."""

    field: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number in a typed answer is `number` or more."""

    field: str
    number: int


@dataclass(frozen=True, slots=True)
class NoNumber:
    """There is a typed answer, and no number can be read from it."""

    field: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """A typed answer contains one of `parts` of words."""

    field: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YoungerThan:
    """A date of birth makes the participant younger than `years` today."""

    field: str
    years: int


@dataclass(frozen=True, slots=True)
class WithinDays:
    """A date is at most `days` before today, or later."""

    field: str
    days: int


Condition = Says | AtLeast | NoNumber | Mentions | YoungerThan | WithinDays
BOTH = (Source.PARTICIPANT, Source.AGENCY)
SELF, AGENCY = (Source.PARTICIPANT,), (Source.AGENCY,)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to show a sign: one condition of every group in `needs` is true."""

    code: str
    level: Level
    words: str
    needs: tuple[tuple[Condition, ...], ...]
    said_by: tuple[Source, ...] = BOTH


def _says(field: str, *answers: str) -> Says:
    return Says(field, answers)


# --- conditions that several rules share ----------------------------------------------------------

FORMER_PARTNER = (_says("relationship", "ex_partner"),)
UNWANTED_CONTACT = (
    _says("thinking", "yes", "by_phone"),
    _says("stalking", "following", "contact", "online", "tracker", "third_party", "impersonation"),
    _says("four", "fixated", "obsessive", "unwanted", "repeated"),
)
THREATS = (_says("behaviours", "threatened", "threats_to_kill", "weapon_used"),)
CONTACT_THIS_WEEK = (
    _says("last_contact", "today", "week"),
    _says("stalking_last", "today", "week"),
)
CLOSE_WATCH = (_says("stalking", "following", "tracker"),)
ORDER = (_says("civil_order", "yes"), _says("pending", "bail"))
CONTACT_NOW = (
    _says("last_contact", "today", "week", "month"),
    _says("stalking_last", "today", "week", "month"),
    _says("contact_often", "daily", "weekly", "monthly", "Every day", "Most weeks", "Less often"),
    _says("live_together", "yes"),
)
VIOLENCE = (
    _says("behaviours", "hurt", "threatened", "damaged", "strangled", "choked", "sex",
          "weapon_used", "threats_to_kill", "control"),
)  # fmt: skip

# --- the table, most urgent first -----------------------------------------------------------------

_TODAY, _SOON, _NOTED = Level.SAME_DAY, Level.SOON, Level.NOTED

RULES: tuple[Rule, ...] = (
    Rule("danger_now", _TODAY, "Someone is in danger right now", ((_says("in_danger", "yes"),),)),
    Rule("strangled", _TODAY, "Choked someone or put hands round their neck",
         ((_says("behaviours", "choked"),),), SELF),
    Rule("strangled", _TODAY, "Strangulation or hands round the neck",
         ((_says("behaviours", "strangled"),),), AGENCY),
    Rule("threats_to_kill", _TODAY, "Threats to kill", ((_says("behaviours", "threats_to_kill"),),)),
    Rule("weapon_used", _TODAY, "Used or threatened with a weapon",
         ((_says("behaviours", "weapon_used"),),)),
    Rule("weapon", _TODAY, "A weapon, or something kept to use as one",
         ((_says("weapons", "weapon"),),), SELF),
    Rule("weapon", _TODAY, "Access to a weapon", ((_says("weapons", "weapon"),),), AGENCY),
    Rule("firearms", _TODAY, "A firearms or shotgun licence", ((_says("weapons", "licence"),),)),
    Rule("sexual", _TODAY, "Forced or pressured someone into sex",
         ((_says("behaviours", "sex"),),), SELF),
    Rule("sexual", _TODAY, "Sexual violence or pressure",
         ((_says("behaviours", "sex"),),), AGENCY),
    Rule("child_frightened", _TODAY, "Frightened a child",
         ((_says("behaviours", "frightened_child"),),)),
    Rule("child_protection", _TODAY, "A child has a child protection plan",
         ((_says("child_plan", "protection", "Child protection plan"),),)),
    Rule("suicide", _TODAY, "Thoughts of suicide or self-harm in the last month",
         ((_says("own_safety", "yes"),),), SELF),
    Rule("suicide", _TODAY, "A current concern about suicide or self-harm",
         ((_says("own_safety", "yes"),),), AGENCY),
    Rule("under_18", _TODAY, "The participant is under 18", ((YoungerThan("born_on", 18),),)),
    Rule("former_partner_threats", _TODAY, "Unwanted contact with a former partner, and threats",
         (FORMER_PARTNER, UNWANTED_CONTACT, THREATS)),
    # The stalking forms do not ask about threats, so recent or close contact stands in for them.
    Rule("former_partner_close", _TODAY,
         "Unwanted contact with a former partner in the last week, or following or tracking them",
         (FORMER_PARTNER, UNWANTED_CONTACT, (*CONTACT_THIS_WEEK, *CLOSE_WATCH))),
    Rule("order_broken", _TODAY, "There is an order or bail, and there is contact: "
         "the order may have been broken", (ORDER, CONTACT_NOW)),
    Rule("dash_high", _TODAY, "DASH assessment: high, or 14 or more",
         ((AtLeast("dash_score", 14), _says("dash_grade", "high")),)),
    Rule("marac", _TODAY, "The case has been to MARAC", ((_says("meetings", "marac"),),)),
    Rule("threats", _SOON, "Shouted at or threatened someone: this may include threats to kill",
         ((_says("behaviours", "threatened"),),), SELF),
    Rule("behaviour_unanswered", _SOON, "Has not said on the form what they have done",
         ((_says("behaviours", "by_phone", "prefer_not"),),)),
    Rule("suicide_unanswered", _SOON, "Would rather not say whether there are thoughts of suicide",
         ((_says("own_safety", "prefer_not"),),)),
    Rule("suicide_unanswered", _SOON, "Not known whether there is a concern about suicide",
         ((_says("own_safety", "maybe"),),)),
    Rule("crisis", _SOON, "A mental health crisis in the last 3 months",
         ((_says("mind_crisis", "yes"),),)),
    Rule("pregnancy", _SOON, "The participant or a partner is expecting a baby",
         ((_says("expecting", "yes"), Mentions("dash_context", ("pregnan", "expecting"))),)),
    Rule("escalating", _SOON, "It is getting worse or more frequent",
         ((_says("escalating", "yes"),),)),
    Rule("recent_incident", _SOON, "The most recent incident was in the last 7 days",
         ((WithinDays("last_incident_on", 7),),)),
    Rule("separation", _SOON, "A former partner: ask when they separated",
         (FORMER_PARTNER,)),
    Rule("separation", _SOON, "In family court about children, or about to be",
         ((_says("family_court", "yes", "soon"),),)),
    Rule("separation", _SOON, "The risk assessment mentions separation",
         ((Mentions("dash_context", ("separat", "leaving", "left him", "left her", "divorc")),),)),
    Rule("obsessive", _SOON, "Finds it hard to stop thinking about or contacting someone",
         ((_says("thinking", "yes", "by_phone"),),)),
    Rule("obsessive", _SOON, "Unwanted contact or watching", (UNWANTED_CONTACT,)),
    Rule("child_at_home", _SOON, "Children live where this happens",
         ((_says("lives_with", "children"), _says("child_contact", "lives_with", "They live with me")),
          VIOLENCE)),
    Rule("child_in_need", _SOON, "A child has a child in need plan",
         ((_says("child_plan", "in_need", "Child in need plan"),),)),
    Rule("dash_medium", _SOON, "DASH assessment: medium", ((_says("dash_grade", "medium"),),)),
    Rule("dash_unread", _SOON, "The DASH score could not be read as a number",
         ((NoNumber("dash_score"),),)),
    Rule("other_meetings", _SOON, "The case has been to MAPPA, MATAC or Drive",
         ((_says("meetings", "mappa", "matac", "drive"),),)),
    Rule("violence", _NOTED, "Hurt someone physically",
         ((_says("behaviours", "hurt"),),), SELF),
    Rule("violence", _NOTED, "Physical violence", ((_says("behaviours", "hurt"),),), AGENCY),
    Rule("threats", _NOTED, "Other threats or shouting",
         ((_says("behaviours", "threatened"),),), AGENCY),
    Rule("control", _NOTED, "Controlled someone: their phone, money or contact with others",
         ((_says("behaviours", "checked", "money", "isolated"),),), SELF),
    Rule("control", _NOTED, "Coercive control, of a phone, money or contact with others",
         ((_says("behaviours", "control", "checked", "money", "isolated"),),), AGENCY),
    Rule("often", _NOTED, "It happens on most days", ((_says("how_often", "days"),),)),
    Rule("escalating", _NOTED, "Not known whether it is getting worse",
         ((_says("escalating", "maybe"),),)),
    Rule("weapons_unknown", _NOTED, "Not known whether there is a weapon or a licence",
         ((_says("weapons", "not_known"),),)),
    Rule("order_unknown", _NOTED, "Not known whether there is an order, bail or an investigation",
         ((_says("civil_order", "maybe"), _says("pending", "not_known")),)),
    Rule("crisis", _NOTED, "Not known whether there was a mental health crisis",
         ((_says("mind_crisis", "maybe"),),)),
    Rule("lives_together", _NOTED, "Lives with the person harmed",
         ((_says("live_together", "yes"),),)),
    Rule("disclosure_scheme", _NOTED, "The Domestic Violence Disclosure Scheme has been used",
         ((_says("meetings", "dvds", "Domestic Violence Disclosure Scheme"),),)),
)  # fmt: skip

# What the other side may read of the answers: the fields that show a sign, and what is pending.
SIGN_FIELDS: tuple[str, ...] = tuple(
    sorted({condition.field for rule in RULES for need in rule.needs for condition in need})
)
PENDING_FIELDS = (
    "pending", "pending_on", "civil_order", "civil_orders", "civil_order_ends_on", "family_court",
)  # fmt: skip
