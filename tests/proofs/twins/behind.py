"""Who stands behind the participants of a world, as forms say it on their sealed pages.

The open pages are the same in every world; `world` checks that nothing here answers one of them.
"""

from dataclasses import dataclass
from enum import StrEnum

from safeguarding.demo.people import DemoPerson


class Victim(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    ANOTHER = "another"


@dataclass(frozen=True)
class Behind:
    """What is known of her, and what her link worker does; nothing when `name` is empty."""

    name: str
    phone: str
    words: str
    calls: int
    self_answers: dict
    agency_answers: dict
    # The form about stalking asks him in ranges only.
    ranges: dict


BEHIND = {
    Victim.PRESENT: Behind(
        name="Canarina Riverstone",
        phone="07700 900457",
        words="Canarina Riverstone rang: he waited outside her new flat, she is afraid of Friday.",
        calls=1,
        self_answers={
            "their_first_name": "Canarina",
            "their_contact": "07700 900457",
            "live_together": "no",
            "contact_often": "weekly",
            "contact_why": ["children"],
            "former_partners": "2",
            "cares_for": "Her mother, and a dog called Biscuit",
            "has_children": "yes",
            "child_ages": "4 and 7",
            "child_home": "With Canarina",
            "child_contact": "supervised",
            "expecting": "yes",
        },
        agency_answers={
            "aware": "yes",
            "safe_to_ask": "yes",
            "harmed_name": "Canarina Riverstone",
            "harmed_district": "medway",
            "harmed_phone": "07700 900457",
            "harmed_message": "no",
            "harmed_not_safe": "Not after 6pm, never the landline.",
            "live_together": "no",
            "contact_words": "He collects the children on Saturdays.",
            "former_partners": "Canaryformer Example, 2024.",
            "has_children": "yes",
            "children": "Canarychild, 4",
            "child_home": "With Canarina",
            "child_contact": "Supervised, on Saturdays",
            "child_plan": "protection",
            "expecting": "yes",
            "dash_grade": "high",
            "dash_score": "17",
            "meetings": ["marac"],
            "meetings_words": "MARAC in October, led by the police.",
        },
        ranges={"cares_for": ["pet"], "contact_why": ["other"], "child_home": "other_parent"},
    ),
    Victim.ABSENT: Behind(
        name="",
        phone="",
        words="No.",
        calls=0,
        self_answers={
            "their_first_name": "",
            "their_contact": "",
            "live_together": "no",
            "contact_often": "none",
            "contact_why": ["none"],
            "former_partners": "",
            "cares_for": "",
            "has_children": "no",
            "expecting": "no",
        },
        agency_answers={
            "aware": "not_known",
            "safe_to_ask": "not_asked",
            "harmed_name": "None",
            "harmed_district": "not_known",
            "harmed_phone": "",
            "harmed_message": "not_known",
            "harmed_not_safe": "not known",
            "live_together": "maybe",
            "contact_words": "None",
            "former_partners": "none known",
            "has_children": "maybe",
            "expecting": "maybe",
            "dash_grade": "not_done",
            "dash_score": "",
            "meetings": ["none"],
            "meetings_words": "",
        },
        ranges={"cares_for": []},
    ),
    Victim.ANOTHER: Behind(
        name="Ottoline Fernsby",
        phone="07700 900789",
        words="Ottoline Fernsby asked whether the group meets near her work. " * 8,
        calls=3,
        self_answers={
            "their_first_name": "Ottoline",
            "their_contact": "ottoline@example.org",
            "live_together": "yes",
            "contact_often": "daily",
            "contact_why": ["together"],
            "former_partners": "3",
            "cares_for": "",
            "has_children": "no",
            "expecting": "no",
        },
        agency_answers={
            "aware": "no",
            "safe_to_ask": "not_safe",
            "harmed_name": "Ottoline Fernsby-Longname Example",
            "harmed_district": "thanet",
            "harmed_phone": "07700 900789",
            "harmed_message": "yes",
            "harmed_not_safe": "Her brother tells him everything. " * 10,
            "live_together": "yes",
            "contact_words": "Every day: they live together.",
            "former_partners": "none known",
            "has_children": "no",
            "expecting": "no",
            "dash_grade": "standard",
            "dash_score": "3",
            "meetings": ["mappa", "drive"],
            "meetings_words": "",
        },
        ranges={"cares_for": ["relative", "pet"]},
    ),
}


def more_people(count: int) -> list[DemoPerson]:
    """Return `count` more people whose forms wait."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [
        DemoPerson(
            f"{letters[number % 26]}nders{letters[number // 26].lower()} Example",
            number % 9 + 0.5,
            by_agency=number % 2 == 0,
        )
        for number in range(count)
    ]
