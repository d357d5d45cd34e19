"""The page of a concern: its level, closing it, and the second person's answer."""

import pytest
from django.utils import timezone

from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.danger_signs import Level
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.models import Concern, Handback, VictimCase
from tests.drawn import opened
from tests.factories.safeguarding import client_of, make_worker, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def raise_one(case):
    def raise_it(level):
        envelope = seal_envelope(
            referral_id=case.referral_id,
            kind="concern",
            parts={"concern": seal_part({"words": "Invented concern", "level": level})},
            names=("concern",),
            now=timezone.now(),
        )
        open_waiting(now=timezone.now())
        return Concern.objects.get(pk=envelope.pk), url(case, f"concerns/{envelope.pk}/")

    return raise_it


def test_a_concern_moves_forward_only(client, case, raise_one):
    _, path = raise_one(2)
    page = client.get(path).content.decode()
    assert "Invented concern" in page
    assert "Level 2: medium" in page
    assert "tel:999" not in page
    alert = case.alerts.get(kind="concern")
    simply = client.post(url(case, f"alerts/{alert.pk}/"), {"outcome": "done"})
    assert "Record what has been done about the concern" in simply.content.decode()
    wordless = client.post(path, {"state": "closed"}).content.decode()
    assert "Say what was done before this concern is closed" in wordless
    assert client.post(path, {"state": "closed", "words": "Talked."}).status_code == 302
    back = client.post(path, {"state": "being_handled"})
    assert "already recorded for this concern" in back.content.decode()
    alert.refresh_from_db()
    assert alert.outcome == "done"
    states = Handback.objects.order_by("sequence").values_list("payload__state", flat=True)
    assert list(states) == ["received", "closed"]


def test_an_imminent_concern_says_call_999_before_anything_else(client, raise_one):
    _, path = raise_one(0)
    page = client.get(path).content.decode()
    main = page[page.index("<main") :]
    assert main.index("tel:999") < main.index("<h1")


def test_a_case_opens_with_its_open_concerns_the_most_urgent_first(client, case, raise_one):
    raise_one(3)
    raise_one(0)
    closed, _ = raise_one(2)
    Concern.objects.filter(pk=closed.pk).update(state="closed")
    page = client.get(url(case)).content.decode()
    top = page[page.index("<main") : page.index("What is pending")]
    assert top.index("tel:999") < top.index("<h1")
    assert top.index("Level 0: imminent") < top.index("Level 3: information")
    assert "Level 2: medium" not in top

    Concern.objects.filter(level=0).update(state="closed")
    assert "tel:999" not in client.get(url(case)).content.decode()


def test_the_worklist_says_the_level_of_a_concern_and_else_the_danger_of_the_case(
    client, case, raise_one
):
    raise_one(3)
    seal_envelope(
        referral_id=case.referral_id, kind="note", parts={"note": seal_part({"words": "Invented"})},
        names=("note",), now=timezone.now(),
    )  # fmt: skip
    open_waiting(now=timezone.now())
    VictimCase.objects.update(danger_level=Level.SOON)
    text = client.get("/safeguarding/").content.decode()
    concern, other = (
        text.index("Staff have raised a concern."),
        text.index("Staff have sent a note."),
    )
    assert "Level 3: information" in text[:concern]
    assert "Danger: soon" in text[min(concern, other) : other]
    assert text.count("Level 3: information") == 1


def test_the_second_person_answers_on_the_same_page(client, worker, case, raise_one):
    concern, path = raise_one(1)
    assert "A second person must agree" in client.get(path).content.decode()
    asked = client.post(path, {"state": "closed", "words": "The police are with him."})
    assert "concern_asked" in asked.url
    own = client.get(path).content.decode()
    assert "Another link worker or the manager must agree first" in own
    assert "What did you do?" not in own
    manager = client_of(make_worker(is_manager=True))
    read = opened(manager, path)
    page = manager.get(path).content.decode()
    assert f"{worker.name} has asked to close this concern" in page
    assert "The police are with him." in page
    without = manager.post(path, {"agrees": "no"} | read)
    assert "Say why this concern stays open" in without.content.decode()
    read = opened(manager, path)
    assert manager.post(path, {"agrees": "yes"} | read).status_code == 302
    concern.refresh_from_db()
    assert concern.state == "closed"
    case_page = client.get(url(case)).content.decode()
    assert "agreed to close it" in case_page
