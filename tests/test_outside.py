"""What others see of an email or a letter says nothing about what the service is for.

Every message and letter template is tried, so a new one is tried as well.
"""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from referral_portal.common import pdf
from referral_portal.outbox.channels import compose
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.topics import topics_in
from referrals.letters import REASONS
from safeguarding.crossing import alerts
from safeguarding.sign_in import notices
from tests.common.test_pdf import letter, read
from tests.data_classes.messages import GAPS as MAY_STAND
from tests.source import ROOT

FIRST = 40  # as much as a list of mails shows of one
CATALOGUE = json.loads((ROOT / "programmes/data/programmes.json").read_text())
PROGRAMMES = [one["version"]["name"] for one in CATALOGUE]
MESSAGES = sorted(
    f"{file.parent.parent.name}/{file.name.removesuffix('_subject.txt')}"
    for file in (ROOT / "templates").rglob("messages/*_subject.txt")
)
LETTERS = sorted(
    file.name
    for file in (ROOT / "templates/documents").glob("*.html")
    if re.search(r'extends "documents/(letter|\w+_participant)\.html"', file.read_text())
)
GAPS = dict.fromkeys(MAY_STAND, "") | {
    "reference": "KM-7F3K-9Q2D",
    "phone": "01632 960100",
    "call_days": 2,
    "when": "Tuesday 12 January 2027, 18:00",
    "at": dt.datetime(2027, 1, 12, 18, 0),
    "words": "We have a place for you.",  # a message to a participant, which is tried by itself
}
WINDOW = (44, 90)  # of a DL envelope, in millimetres from the top of the page
MILLIMETRE = 72 / 25.4


def faults(text: str) -> list[str]:
    """The words of `text` that say what it is about, and the programmes that it names."""
    return topics_in(text) + [name for name in PROGRAMMES if name.lower() in text.lower()]


def test_the_words_are_found():
    assert faults("Healthy Relationships, Domestic Abuse Groupwork") == [
        "Relationships", "Domestic", "Abuse", "Domestic Abuse Groupwork",
    ]  # fmt: skip
    assert len(PROGRAMMES) >= 3
    assert len(MESSAGES) >= 25
    assert {"appointment.html", "accepted_participant.html", "complaint_referrer.html"} <= set(
        LETTERS
    )


@pytest.mark.parametrize("template", MESSAGES)
def test_sender_subject_and_words_of_an_email_are_neutral(template):
    folder, event = template.split("/")
    context = GAPS | {"sender_name": settings.SENDER_NAME}
    subject = render_to_string(f"{folder}/messages/{event}_subject.txt", context).strip()
    body = render_to_string(f"{folder}/messages/{event}_body.txt", context)
    email = compose(
        OutgoingMessage(
            to_address="invented@example.org",
            subject=subject,
            body=body,
            created_at=dt.datetime(2027, 1, 12, tzinfo=dt.UTC),
        )
    )

    assert faults(" ".join(f"{name}: {value}" for name, value in email.items())) == []
    assert faults(body) == []


@pytest.mark.parametrize(
    "file",
    [
        *(ROOT / "templates").rglob("messages/*.txt"),
        ROOT / "templates/documents/letter.html",
        *(ROOT / "templates/documents" / name for name in LETTERS if "referrer" not in name),
    ],
    ids=lambda file: file.stem,
)
def test_no_branch_of_a_text_says_what_it_is_about(file):
    text = file.read_text()
    assert faults(re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)) == []
    assert not re.search(r"service_name|programme", text), "both name the topic"


@pytest.mark.parametrize("module", [alerts, notices])
def test_the_mails_of_the_other_side_are_neutral(module):
    assert faults(f"{module.SUBJECT} {module.BODY}") == []


def words_of(name: str, **changes) -> dict:
    return letter(
        programme=PROGRAMMES[0],
        received=dt.date(2026, 11, 1),
        reason="We will explain it on the telephone.",
        risk_holder="A. Worker",
        is_self=False,
        is_mandated=True,
        made=dt.date(2026, 11, 20),
        due=dt.date(2026, 12, 18),
        found="You were right, and we are sorry.",
        **changes,
    )


def text_of(content: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in read(content).pages).split())


@pytest.mark.parametrize("name", LETTERS)
def test_the_outside_of_a_letter_and_its_first_words_are_neutral(name):
    content = pdf.draw(f"documents/{name}", words_of(name))

    reader = read(content)
    assert faults(reader.metadata.title) == []
    first_page = reader.pages[0].extract_text()
    assert faults(" ".join(first_page.split())[:FIRST]) == []
    before, _dear, inside = first_page.partition("Dear")
    assert faults(before) == []
    assert faults(" ".join(inside.split())[:FIRST]) == []


@pytest.mark.parametrize("name", [name for name in LETTERS if "referrer" not in name])
def test_a_letter_to_a_participant_says_nowhere_what_it_is_about(name):
    """The form does not ask whether post may say it, so the participant hears it by telephone."""
    for changes in ({}, {"is_mandated": False}, {"is_self": True}, {"is_single": True}):
        words = words_of(name) | changes
        assert faults(text_of(pdf.draw(f"documents/{name}", words))) == []


def test_the_reasons_that_a_participant_reads_are_neutral():
    assert faults(" ".join(to_person for to_person, _to_referrer in REASONS.values())) == []


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("lines", [3, 7])
def test_the_window_of_the_envelope_shows_the_name_and_the_address_only(name, lines):
    address = ["Invented Person", *(f"Line {number}" for number in range(2, lines)), "ME14 1XX"]
    sheet = read(pdf.draw(f"documents/{name}", words_of(name, to_lines=address))).pages[0]
    seen = []

    def look(text, _matrix, matrix, _font, _size):
        # pypdf counts from the bottom in points; the library draws upside down in its own units.
        down = (float(sheet.mediabox.height) - place_of(matrix, _matrix)) / MILLIMETRE
        if text.strip() and WINDOW[0] <= down <= WINDOW[1]:
            seen.append(text.strip())

    sheet.extract_text(visitor_text=look)
    assert " ".join(" ".join(seen).split()) == " ".join(address)


def place_of(text_matrix, page_matrix) -> float:
    """How high above the bottom of the page a text stands, in points."""
    x, y = text_matrix[4], text_matrix[5]
    return page_matrix[1] * x + page_matrix[3] * y + page_matrix[5]


def test_no_file_that_we_hand_out_is_named_after_the_topic():
    names = []
    for folder in ("referrals", "cohorts", "programmes", "safeguarding", "referral_portal"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text()
            names += re.findall(r"""filename=\?["']?([\w.{}-]+)""", text)
            names += re.findall(r"""["'(]([\w.{}-]+\.(?:pdf|csv|zip|ics|xlsx))["')]""", text)
    assert len(names) >= 4
    assert faults(" ".join(names)) == []
