"""The matrix: each class of data, each role, what was asked for and what is built.

`asked` uses the letters of the safeguarding design, column by column; `built` is what the tests try:
"all" rows, only "own" ones, or none. docs/authorisation.md is made from this table.
"""

from dataclasses import dataclass

from referral_portal.accounts.roles import Role

ANYBODY, WORKER, WORKER_MANAGER = "anybody", "link worker", "link workers' manager"
NONE, OWN, ALL = "-", "own", "all"
LETTERS = {
    "F": "full",
    "R": "read",
    "W": "write without reading again",
    "S": "a status alone",
    "X": "released cards alone",
    "A": "totals alone",
    "B": "by two people and a reason",
    "-": "none",
}


@dataclass(frozen=True)
class Column:
    """One role of the design, and who that is here."""

    title: str
    kind: str
    words: str = ""


COLUMNS = (
    Column("Participant", ANYBODY, "has no account; sees what they are typing, and nothing later"),
    Column("Agency referrer", Role.AGENCY),
    Column("IA triage", ANYBODY, "no such role: Kent Police's coordinator triages"),
    Column("IA facilitator", Role.FACILITATOR),
    Column("IA manager", Role.MANAGER),
    Column("Co-facilitator", Role.CO_FACILITATOR, "from another agency, by a dated grant"),
    Column("Link worker", WORKER),
    Column("Link workers' manager", WORKER_MANAGER),
    Column("KP coordinator", Role.COORDINATOR),
    Column("ISAC/IDVA", ANYBODY, "no such role: told by the link worker"),
    Column("Commissioner", Role.COMMISSIONER),
    Column("Auditor", Role.AUDITOR),
    Column("Administrator", Role.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Row:
    """One class of data; `asked` and `built` have a cell for each column."""

    code: str
    words: str
    asked: str
    built: str
    why: str = ""

    def cells(self) -> list[tuple[Column, str, str]]:
        """Return (column, what was asked for, what is built) for each column."""
        return list(zip(COLUMNS, self.asked.split("|"), self.built.split("|"), strict=True))


WALL = "A portal role sees it only on a released card."
ROWS = (
    Row(
        "REF", "that a referral exists, by its reference",
        "W|S|F|R|F|-|R|R|F|-|-|R|-",
        "-|own|-|-|all|-|own|all|all|-|-|all|-",
        "An agency sees its own, with one word of progress and the questions to it. The auditor reads"
        " the references of events.",
    ),
    Row(
        "P1", "who the participant is and how to reach them",
        "R own|W|F|R own caseload|R|R name, own group|R linked|R|R|X|-|R|-",
        "-|own|-|own|all|own|own|all|all|-|-|-|-",
        "An agency reads again what it sent, and initials on its list. A co-facilitator reads a first"
        " name and an initial. The auditor reads no name.",
    ),
    Row(
        "P2", "the answers, and how they compare with the criteria",
        "W|W|F|R|F|-|R summary|R|R|-|A|R|-",
        "-|own|-|-|all|-|-|-|all|-|-|-|-",
        "An agency reads again what it sent, without the equality answers. Facilitators read the"
        " programme and district, but no answers. Link workers read the signs of"
        " danger in them, and what is pending.",
    ),
    Row(
        "P3", "police checks and intelligence",
        "-|-|S|X|R|-|X|R|F|-|-|R|-",
        "-|-|-|-|-|-|-|-|-|-|-|-|-",
        "Not kept here.",
    ),
    Row(
        "P4", "status, places and attendance",
        "R own|S|R|F|F|F own group|R|R|R|X|A|R|-",
        "-|-|-|own|all|own|-|-|all|-|-|-|-",
        "Tested with the written reasons. Link workers see states and marks, not the reasons.",
    ),
    Row(
        "P5", "notes about sessions",
        "- (DSAR)|-|-|F own|R|W own part|X|X|X|-|-|B|-",
        "-|-|-|-|-|-|-|-|-|-|-|-|-",
        "Not kept here yet.",
    ),
    Row(
        "P6", "the participant's needs: what is tailored for them",
        "- (DSAR)|-|R|F|F|S|R|R|R|X|-|B|-",
        "-|-|-|own|all|-|-|-|-|-|-|-|-",
        "Less than was asked: the facilitators who deliver it, and their manager.",
    ),
    Row(
        "C1", "that a concern was raised, and its progress",
        "-|-|S|R own raised|F|W|F|F|F|X|A|R|-",
        "-|-|-|own|-|-|own|all|-|-|-|all|-",
        WALL + " The audit says who raised one and when.",
    ),
    Row(
        "C2", "what a concern says and what is done",
        "-|-|-|-|-|-|F|F|X|X|-|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
    ),
    Row(
        "V0", "that there is a person at risk who is kept safe and told",
        "-|-|-|S|S|-|F|F|R|R if hers|A|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        WALL + " Checks before sessions are answered for every participant alike, so they reveal nothing.",
    ),
    Row(
        "V1", "who the person at risk is",
        "-|W|W|-|-|-|F|F|R if police-held|R if hers|-|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        WALL,
    ),
    Row(
        "V2", "safe ways to reach the person at risk",
        "-|W|W|-|-|-|F|R|- (own system)|X|-|-|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
    ),
    Row(
        "V3", "the needs and safety plan of the person at risk",
        "-|-|-|-|-|-|F|F|X|X|-|B|-",
        "-|-|-|-|-|-|-|-|-|-|-|-|-",
        "Not kept here yet.",
    ),
    Row(
        "V4", "how great the risk to the person at risk is",
        "-|W|-|S|S|-|F|F|R|R if hers|A|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        WALL,
    ),
    Row(
        "V6", "attempts to reach the person at risk, and what they were told",
        "-|-|-|-|S counts|-|F|F|S|X|A|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        WALL,
    ),
    Row(
        "V9c", "a card released to the coordinator",
        "-|-|if addressed|-|-|-|F|F|if addressed|if addressed|-|R|-",
        "-|-|-|-|-|-|own|all|all|-|-|-|-",
        "The auditor reads that a card was released, not its text.",
    ),
    Row(
        "V9m", "a card released to the manager",
        "-|-|-|-|if addressed|-|F|F|-|-|-|R|-",
        "-|-|-|-|all|-|own|all|-|-|-|-|-",
    ),
    Row(
        "V9f", "a card released to the facilitators",
        "-|-|-|if addressed|-|-|F|F|-|-|-|R|-",
        "-|-|-|own|all|own|own|all|-|-|-|-|-",
        "Shown on the register, so to all who take it.",
    ),
    Row(
        "V13", "a link worker's notes",
        "-|-|-|-|-|-|F own|B|- (VIR only)|-|-|B (sealed)|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        "The manager reads them, and each look is recorded.",
    ),
    Row(
        "X1", "children",
        "-|W|R ages|R ages|R|-|F|F|R|X|A|B|-",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        WALL,
    ),
    Row(
        "AUD1", "who did what in the portal",
        "-|-|-|own|R|own|-|-|-|-|-|F|R meta",
        "-|-|-|-|-|-|-|-|-|-|-|all|-",
        "Staff read a referral's history instead.",
    ),
    Row(
        "AUD2", "who looked at which case",
        "-|-|-|-|-|-|own|F|-|-|-|F|R meta, no ids",
        "-|-|-|-|-|-|own|all|-|-|-|-|-",
        "The portal's auditor has no access to the safeguarding side.",
    ),
    Row(
        "H", "equality answers",
        "W|W|-|-|-|-|own client|A|-|-|A|R|-",
        "-|-|-|-|-|-|-|-|-|-|-|-|-",
        "No role reads one participant's answers. Totals are not built yet.",
    ),
    Row(
        "CB", "who asked to be called",
        "W|-|R|-|R|-|-|-|F|-|-|-|-",
        "-|-|-|-|all|-|-|-|all|-|-|-|-",
        "Not in the design's matrix; added here.",
    ),
)  # fmt: skip
