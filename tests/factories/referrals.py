"""Whole forms as a browser sends them, and a walk through the pages that sends them.

Every person is invented. `CANARIES` are what only sealed pages hold: they must show up nowhere else.
"""

from django.urls import reverse

from programmes.models import District, Partner
from referrals.drafts import change_draft
from referrals.steps import find_form
from referrals.steps.filling import fill
from referrals.steps.with_caller import find_caller_form
from referrals.views.visit import Visit
from tests.factories.programmes import (
    DistrictFactory,
    PartnerFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
)

TOPIC, STALKING = "domestic-abuse", "stalking"
REDIRECT = 303

SELF_PAGES: dict[str, dict] = {
    "now": {"in_danger": "no"},
    "place": {"is_private": "yes"},
    "who": {"who_for": "me"},
    "you": {"own_safety": "no"},
    "birth": {"born_on-day": "27", "born_on-month": "3", "born_on-year": "1988"},
    "area": {"district": "maidstone"},
    "responsibility": {"accepts": "partly"},
    "drink-drugs": {"drink": "yes", "drink_help": "getting", "drink_words": ""},
    "health": {"mind": "no"},
    "sentence": {"sentence": ["none"], "sentence_expected": "no"},
    "dates": {"pending": ["none"]},
    "family-court": {"family_court": "no"},
    "before": {"earlier": "no"},
    "required": {"attendance_basis": "voluntary"},
    "partner": {"woman_partner": "yes"},
    "group": {"in_group": "yes"},
    "sharing": {"agrees_sharing": "yes"},
    "understand": {"understands_contact": "on", "understands_limits": "on"},
    "others-we-ask": {},
    "name": {"name": "Élan Invented", "known_as": "Elan", "pronouns": "he"},
    "home": {"address": "1 Example Street", "postcode": "me14 1xx", "lives_with": ["nobody"]},
    "contact": {
        "phone": "07700 900123",
        "may_leave_message": "no",
        "phone_is_shared": "yes",
        "best_time": "after 6pm",
        "email": "elan@example.org",
    },
    "readers": {},
    "why-now": {"why_now": "own"},
    "in-your-words": {"told": "write", "own_words": "I shouted and broke a door."},
    "what": {"behaviours": ["threatened", "damaged"]},
    "thinking": {"thinking": "no"},
    "relationship": {"relationship": "ex_partner"},
    "together": {"in_relationship": "no"},
    "effect": {"effect": "Afraid."},
    "weapons": {"weapons": ["none"]},
    "work": {"work": ["none"]},
    "them": {
        "their_first_name": "Canarina",
        "their_contact": "01632 960777",
        "live_together": "no",
        "contact_often": "weekly",
        "contact_why": ["children"],
    },
    "family": {"former_partners": "2", "cares_for": "A dog called Canarydog"},
    "children": {
        "has_children": "yes",
        "child_ages": "canary 4 and 7",
        "child_home": "their canary mother",
        "child_contact": "supervised",
        "expecting": "no",
    },
    "orders": {"civil_order": "no"},
    "record": {"convictions": "prefer_not"},
    "needs": {"needs": ["interpreter"], "language": "Polish"},
    "taking-part": {
        "meeting": "either",
        "alone_on_video": "maybe",
        "available": ["evenings"],
        "travel": "yes",
    },
    "equality": {"sex": "male"},
}
AGENCY_PAGES: dict[str, dict] = {
    **{slug: answers for slug, answers in SELF_PAGES.items()
       if slug not in {"place", "together", "effect", "in-your-words"}},
    "who": {"who_for": "work"},
    "responsibility": {"accepts": "yes", "accepts_words": "That he shouted."},
    "drink-drugs": {"drink": "no"},
    "what": {"behaviours": ["hurt", "strangled"]},
    "evidence": {
        "agreed_how": "verbal",
        "verbal_on-day": "1",
        "verbal_on-month": "11",
        "verbal_on-year": "2026",
        "verbal_to": "A. Worker",
    },
    "aware": {"aware": "yes", "safe_to_ask": "yes"},
    "in-your-words": {
        "own_words": "Violence at home.",
        "last_incident_on-day": "1",
        "last_incident_on-month": "10",
        "last_incident_on-year": "2026",
        "how_often": "weeks",
        "escalating": "yes",
    },
    "thinking": {},
    "relationship": {"relationship": "ex_partner", "in_relationship": "no"},
    "them": {
        "harmed_name": "Canarina Example",
        "harmed_district": "thanet",
        "harmed_phone": "01632 960777",
        "harmed_message": "no",
        "harmed_not_safe": "canary landline",
        "live_together": "yes",
        "contact_words": "canary contact every day",
    },
    "family": {"former_partners": "Canaryformer, 2024", "cares_for": "Canarydog"},
    "children": {
        "has_children": "yes",
        "children": "Canarychild, 4",
        "child_home": "canary mother",
        "child_contact": "canary none",
        "child_plan": "protection",
        "expecting": "maybe",
    },
    "record": {"convictions": "no"},
    "risk": {"dash_grade": "high", "dash_score": "17", "stalking_tools": ["none"],
             "meetings": ["marac"],
             "meetings_words": "canary marac in October"},
    "staff-risk": {"staff_risk": "none known", "known_associates": "not known"},
    "needs": {"needs": ["none"]},
    "taking-part": {},
    "referrer": {
        "referrer_name": "Invented Worker",
        "referrer_role": "Social worker",
        "referrer_email": "worker@example.org",
        "referrer_phone": "01632 960900",
        "hoped_outcome": "He stops.",
        "keeps_doing": "Weekly visits.",
    },
}  # fmt: skip
STALKING_SELF_PAGES: dict[str, dict] = {
    **{slug: answers for slug, answers in SELF_PAGES.items()
       if slug not in {"family-court", "partner", "group", "what"}},
    "in-your-words": {"told": "write", "own_words": "I waited outside and sent messages."},
    "thinking": {"thinking": "yes", "last_contact": "month"},
    "them": {"live_together": "no", "contact_often": "weekly", "contact_why": ["other"]},
    "family": {"former_partners": "1", "cares_for": ["pet"]},
    "children": {
        "has_children": "yes",
        "child_ages": "canary 4 and 7",
        "child_home": "other_parent",
        "child_contact": "supervised",
        "expecting": "no",
    },
}  # fmt: skip
STALKING_AGENCY_PAGES: dict[str, dict] = {
    **{slug: answers for slug, answers in AGENCY_PAGES.items()
       if slug not in {"partner", "group", "what"}},
    "thinking": {
        "stalking": ["following", "online"],
        "stalking_places": ["home", "public"],
        "stalking_lasts": "half_year",
        "stalking_last": "week",
        "four": ["fixated", "repeated"],
        "stalking_words": "Two accounts under other names.",
    },
    "risk": {
        "stalking_tools": ["s_dash"],
        "stalking_result": "canary result in October",
        "meetings": ["mappa"],
        "meetings_words": "canary mappa level 2",
    },
}  # fmt: skip
READ_OUT = {"read-out": {"read_out": "on", "interpreter": "no"}}
PAGES = {
    (TOPIC, "self"): SELF_PAGES,
    (TOPIC, "agency"): AGENCY_PAGES,
    (STALKING, "self"): STALKING_SELF_PAGES,
    (STALKING, "agency"): STALKING_AGENCY_PAGES,
    (TOPIC, "caller"): SELF_PAGES | READ_OUT,
    (STALKING, "caller"): STALKING_SELF_PAGES | READ_OUT,
}
CANARIES = ("canar", "01632960777", "01632 960777")


def make_catalogue() -> None:
    """Make the districts the forms name, the core team, two programmes and one for stalking."""
    for code in ("maidstone", "thanet"):
        if not District.objects.filter(code=code).exists():
            DistrictFactory(code=code, name=code.title())
    if not Partner.objects.filter(is_core_team=True).exists():
        for position, name in enumerate(("Kent Police", "Interventions Alliance", "Lookahead")):
            PartnerFactory(name=name, is_core_team=True, position=position)
        ProgrammeVersionFactory()
        ProgrammeVersionFactory(group=True)
        ProgrammeVersionFactory(
            programme=ProgrammeFactory(code="cobi", pathway="stalking"), name="COBI"
        )


def address(route: str, name: str, *args: str, topic: str = TOPIC) -> str:
    """Return the address of a page of the form for `topic` and `route`."""
    return reverse(f"referrals:{route}_{name}", args=[topic, *args])


def pages_for(route: str, topic: str = TOPIC, **changes: dict) -> dict[str, dict]:
    """Return a whole form; `changes` replace pages, with underscores for hyphens in slugs."""
    pages = PAGES[topic, route]
    return {**pages, **{slug.replace("_", "-"): page for slug, page in changes.items()}}


def walk(
    client,
    route: str,
    *,
    until: str = "check",
    pages: dict | None = None,
    topic: str = TOPIC,
    query: str = "",
) -> str:
    """Start a form and answer page after page until `until` (or the end) comes up; return its URL.

    `query` follows the address of the first page. Fails on a page that does not lead on.
    """
    pages = pages or pages_for(route, topic)
    response = client.post(address(route, "start", topic=topic) + query)
    while True:
        assert response.status_code == REDIRECT, response.content.decode()
        url = response["Location"]
        slug = url.rstrip("/").rsplit("/", 1)[-1]
        if slug == until or slug == "check":
            return url
        before = url
        response = client.post(url, pages[slug])
        assert response.status_code == REDIRECT, f"{slug}: {response.content.decode()}"
        assert response["Location"] != before, f"{slug} has errors"


def open_at(
    client,
    route: str,
    until: str = "check",
    *,
    pages: dict | None = None,
    topic: str = TOPIC,
    query: str = "",
) -> str:
    """Start a form with every page before `until` answered, and return the URL of the first open one.

    The answers pass the checks of their pages, as in `walk`, which costs a request for each page.
    """
    pages = pages or pages_for(route, topic)
    started = client.post(address(route, "start", topic=topic) + query)
    assert started.status_code == REDIRECT, started.content.decode()
    request = started.wsgi_request
    request.COOKIES |= {name: morsel.value for name, morsel in client.cookies.items()}
    form = find_caller_form(topic) if route == "caller" else find_form(topic, route)
    visit = Visit(request, form)
    change_draft(
        draft=visit.draft,
        change=lambda content: fill(
            definition=form, content=content, pages=pages, setting=visit.setting, until=until
        ),
    )
    return visit.url_to_go_on


def send(client, route: str, *, pages: dict | None = None, topic: str = TOPIC):
    """Fill in a whole form page by page, send it and return the response to the last POST."""
    url = walk(client, route, pages=pages, topic=topic)
    return client.post(url, {"declares": "on"})


def send_filled(client, route: str, *, pages: dict | None = None, topic: str = TOPIC):
    """Send a form that `open_at` has filled in, and return the response."""
    url = open_at(client, route, pages=pages, topic=topic)
    return client.post(url, {"declares": "on"})
