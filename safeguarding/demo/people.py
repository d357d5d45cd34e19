"""The invented people of the demonstration and their answers on the forms.

Answers are by the name of the field, as a draft keeps them; answers that a person does not change
come from the two lists below. Names are obviously invented, numbers are from Ofcom's drama ranges.
"""

from dataclasses import dataclass, field

SELF_ANSWERS = {
    "in_danger": "no",
    "is_private": "yes",
    "who_for": "me",
    "own_safety": "no",
    "born_on": "1988-04-05",
    "district": "medway",
    "accepts": "yes",
    "sees_need": "yes",
    "drink": "no",
    "mind": "no",
    "sentence": ["none"],
    "sentence_expected": "no",
    "pending": ["none"],
    "family_court": "no",
    "earlier": "no",
    "attendance_basis": "voluntary",
    "woman_partner": "yes",
    "in_group": "yes",
    "agrees_sharing": "yes",
    "understands_contact": True,
    "understands_limits": True,
    "extra_sharing": ["none"],
    "known_as": "",
    "address": "12 Example Road, Exampleton",
    "postcode": "ME4 0AA",
    "lives_with": ["nobody"],
    "phone": "07700 900123",
    "may_leave_message": "no",
    "phone_is_shared": "no",
    "best_time": "After 5pm",
    "why_now": "own",
    "told": "write",
    "own_words": "I shouted at my partner and broke a door in front of our children. I want to stop.",
    "behaviours": ["threatened", "damaged"],
    "thinking": "no",
    "last_contact": "week",
    "relationship": "partner",
    "in_relationship": "yes",
    "relationship_since": "longer",
    "effect": "Frightened of me.",
    "weapons": ["none"],
    "work": ["none"],
    "live_together": "no",
    "contact_often": "weekly",
    "contact_why": ["children"],
    "has_children": "no",
    "expecting": "no",
    "civil_order": "no",
    "convictions": "no",
    "needs": ["none"],
    "meeting": "in_person",
    "alone_on_video": "yes",
    "available": ["evenings"],
    "travel": "yes",
}
AGENCY_ANSWERS = {
    **SELF_ANSWERS,
    "who_for": "work",
    "accepts_words": "He says that he frightened her and that it has to stop.",
    "mind_contact": "yes",
    "agreed_how": "verbal",
    "verbal_on": "2026-10-01",
    "verbal_to": "Agnes Sample",
    "aware": "yes",
    "safe_to_ask": "yes",
    "last_incident_on": "2026-09-20",
    "how_often": "months",
    "escalating": "no",
    "behaviours": ["threatened", "control"],
    "stalking": [],
    "four": [],
    "harmed_name": "Invented Riverstone",
    "harmed_district": "medway",
    "harmed_phone": "07700 900456",
    "harmed_message": "no",
    "harmed_not_safe": "Not after 6pm.",
    "contact_words": "He collects the children on Saturdays.",
    "former_partners": "None known.",
    "dash_grade": "medium",
    "stalking_tools": ["none"],
    "meetings": ["none"],
    "staff_risk": "None known.",
    "known_associates": "None known.",
    "referrer_name": "Agnes Sample",
    "referrer_role": "Support worker",
    "referrer_email": "agency@example.org",
    "referrer_phone": "01632 960200",
    "hoped_outcome": "That he learns to stop before it starts.",
    "keeps_doing": "We go on seeing the family every week.",
}
STALKING = {
    "own_words": "I went past the house again and I kept sending messages. I want to stop.",
    "thinking": "yes",
    "last_contact": "month",
    "relationship": "ex_partner",
    "contact_why": ["other"],
    "cares_for": ["pet"],
    "attendance_basis": "voluntary",
}
STALKING_BY_AGENCY = {
    "own_words": "Repeated messages from new accounts after the relationship ended.",
    "stalking": ["contact", "online"],
    "stalking_places": ["online"],
    "stalking_lasts": "half_year",
    "stalking_last": "week",
    "four": ["unwanted", "repeated"],
    "relationship": "ex_partner",
    "stalking_tools": ["s_dash"],
    "stalking_result": "S-DASH in October, medium.",
}


LETTERS = 26


@dataclass(frozen=True)
class DemoPerson:
    """One person of the demonstration; `days_ago` is when the form was sent."""

    name: str
    days_ago: float
    answers: dict = field(default_factory=dict)
    by_agency: bool = False
    topic: str = "domestic-abuse"
    row: int = 0  # of the alphabet: initials differ within one

    @property
    def email(self) -> str:
        """An address made of the name."""
        return f"{self.name.lower().replace(' ', '.')}@example.org"

    @property
    def position(self) -> int:
        """A number of their own: the place of the initial, counted on from row to row."""
        return ord(self.name[0]) - ord("A") + LETTERS * self.row

    def all_answers(self) -> dict:
        """Return every answer of this person by name of field."""
        base = AGENCY_ANSWERS if self.by_agency else SELF_ANSWERS
        # Each person has their own, or the desk would take two of them for one; initials differ.
        own = {
            "name": self.name,
            "email": self.email,
            "phone": f"07700 900{500 + self.position}",
            "born_on": f"{1974 + self.position % LETTERS}-04-0{5 + self.row}",
        }
        return {**base, **own, **self.answers}


# So little danger on the form that a concern ranks by its own level.
WITHOUT_THREATS = {"behaviours": ["checked", "damaged"]}
# In a group that has been running for five weeks: all eight places are taken.
GROUP = tuple(
    DemoPerson(
        f"{first} Placeholder", 65 - number, WITHOUT_THREATS if first == "Cecil" else {},
        by_agency=number % 3 == 0,
    )
    for number, first in enumerate(
        ("Alfie", "Bertie", "Cecil", "Duncan", "Edgar", "Felix", "Gilbert", "Horace")
    )
)  # fmt: skip
NINTH = DemoPerson("Ivor Placeholder", 52)
ONE_TO_ONE = DemoPerson("Jolene Placeholder", 50, {"woman_partner": "no", "in_group": "no"})
# Sent by a court to the district programme: six are half of the group, the seventh has a place by a
# manager's override, and the last one waits because the mix is full. One more is a self-referral.
REQUIRED = {
    "attendance_basis": "rar",
    "sentence": ["community_order"],
    "district": "thanet",
    "harmed_district": "thanet",
}
DISTRICT = tuple(
    DemoPerson(f"{name} Placeholder", 30 - number, REQUIRED, by_agency=True, row=row)
    for number, (name, row) in enumerate(
        (("Tobias", 0), ("Ulric", 0), ("Vernon", 0), ("Wilfred", 0), ("Xander", 0), ("Yorick", 0),
         ("Zebedee", 0), ("Ambrose", 1))
    )
)  # fmt: skip
BY_HIMSELF = DemoPerson("Basil Placeholder", 20, {"district": "thanet"}, row=1)
ACCEPTED = DemoPerson("Kermit Placeholder", 3)
ASKED = DemoPerson("Lester Placeholder", 6, by_agency=True)
DECLINED = DemoPerson(
    "Mungo Placeholder", 9, {"sentence": ["licence"], "sentence_expected": "no"}, by_agency=True
)
HELD = DemoPerson("Crispin Placeholder", 12, {"district": "ashford"}, row=1)
# Each level of danger is among them, on the form that the desk reads and on the sealed pages.
GRAVE = {
    "district": "thanet",
    "own_words": "He strangled his partner in October and said he would kill her if she left.",
    "behaviours": ["hurt", "strangled", "threats_to_kill", "control"],
    "weapons": ["weapon"],
    "weapons_words": "A hunting knife in the car.",
    "escalating": "yes",
    "how_often": "weeks",
    "dash_grade": "high",
    "dash_score": "19",
    "dash_context": "She is pregnant and plans to leave.",
    "meetings": ["marac"],
}
NEW = (
    DemoPerson("Norbert Placeholder", 8, WITHOUT_THREATS),
    DemoPerson("Oswald Placeholder", 0.05, GRAVE, by_agency=True),
    DemoPerson(
        "Percival Placeholder",
        2,
        {
            "accepts": "by_phone",
            "own_safety": "yes",
            "told": "by_phone",
            "district": "maidstone",
        },
    ),
    DemoPerson(
        "Quentin Placeholder",
        0.1,
        {
            "drink": "yes",
            "drink_help": "getting",
            "district": "swale",
            "behaviours": ["damaged"],
        },
    ),
    DemoPerson("Rupert Placeholder", 1, STALKING, topic="stalking"),
    DemoPerson("Silas Placeholder", 0.5, STALKING_BY_AGENCY, by_agency=True, topic="stalking"),
)


@dataclass(frozen=True)
class DemoCaller:
    """A person who asks for a call; `rang` when a colleague wrote it down."""

    name: str
    phone: str
    safe_times: str
    district: str
    days_ago: float
    may_leave_message: bool = False
    rang: bool = False
    note: str = ""


TO_CALL = (
    DemoCaller("Casey Pretend", "07700900161", "Weekdays after 6pm", "swale", 5, note="Try Friday"),
    DemoCaller("Robin Makebelieve", "07700900162", "Lunch time, noon to 1pm", "medway", 1, True),
    DemoCaller("Alex Fictitious", "07700900163", "Any morning", "thanet", 0.2, rang=True),
)
