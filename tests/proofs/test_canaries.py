"""The canary sweep, reduced: every token, every control, a share of the questions and failures."""

import base64
import io
import json
from urllib.parse import quote

import pytest
from django import forms
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone
from pypdf import PdfWriter

from tests import source
from tests.proofs.canaries.harness import Run, Size
from tests.proofs.canaries.planting import SEALING
from tests.proofs.canaries.search import Search
from tests.proofs.canaries.tokens import MARK, PART, Tokens, Uncovered, answers_for, values_for
from tests.proofs.twins.opened import UNOPENED

REDUCED = Size(group=3, questions=100, papers=1, rows=1, failures=0.05)


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_no_token_is_anywhere_but_on_the_far_side(tmp_path):
    result = Run(size=REDUCED, folder=tmp_path).run()

    assert not result.found, "\n".join(map(str, result.found[:20]))
    assert not result.unseen, f"Never reached the link worker: {sorted(result.unseen)}"
    missed = [name for name, was in result.controls.items() if not was]
    assert not missed, f"Put in on purpose and not found: {missed}"
    assert len(result.controls) == 5
    assert result.tokens > 70
    assert result.search.places > 2000
    assert result.statuses[500] > 30, "Hardly anything failed."
    assert not result.unbroken
    unopened = sorted(result.unopened - UNOPENED)
    assert not unopened, f"Not one answer of theirs was searched: {unopened}"


@pytest.fixture
def tokens():
    found = Tokens()
    found.text("Person.name")
    found.phone("Person.phone")
    return found


WAYS = {
    "as it is": lambda token: f"<p>{token}</p>".encode(),
    "upper case": lambda token: token.upper().encode(),
    "any twelve letters": lambda token: token[7 : 7 + PART].encode(),
    "hex": lambda token: f"\\x00{token.encode().hex()}".encode(),
    "upper hex": lambda token: f"0{token.upper().encode().hex().upper()}".encode(),
    "base64": lambda token: base64.b64encode(token.encode()),
    "base64 inside": lambda token: base64.b64encode(b"a row: " + token.upper().encode() + b"!"),
    "base64 further inside": lambda token: base64.urlsafe_b64encode(b"\xff\xfe" + token.encode()),
    "URL-encoded": lambda token: "".join(f"%{ord(one):02x}" for one in token).encode(),
    "in a URL": lambda token: quote(f"?q={token} ").encode(),
    "JSON": lambda token: json.dumps({"name": f"Zo\u00eb {token}"}).encode(),
    "JSON escapes": lambda token: "".join(f"\\u{ord(one):04x}" for one in token).encode(),
    "HTML escapes": lambda token: "".join(f"&#{ord(one)};" for one in token).encode(),
    "UTF-16": lambda token: token.encode("utf-16"),
    "metadata of a PDF": lambda token: pdf(lambda file: file.add_metadata({"/Title": token})),
    "attached to a PDF": lambda token: pdf(
        lambda file: file.add_attachment("a.txt", token.encode())
    ),
}


def pdf(change) -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    change(writer)
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("way", WAYS)
def test_a_token_is_found_however_it_is_written(tokens, way):
    token = next(iter(tokens.of))
    search = Search(tokens)
    search.look("place", way, WAYS[way](token))
    assert {one.token for one in search.found} == {"Person.name"}


def test_a_number_is_found_and_what_is_nobodys_is_not(tokens):
    search = Search(tokens)
    search.look("place", "number", next(iter(tokens.exact)))
    assert {one.token for one in search.found} == {"Person.phone"}
    search = Search(tokens)
    search.look("place", "others", f"{MARK[:4]} canary 01632 960123 %71 &#113; 717a6a78")
    assert not search.found


def test_only_what_was_just_typed_may_come_back(tokens):
    token, other = next(iter(tokens.of)), tokens.text("Other.name")
    search = Search(tokens)
    search.look("response", "form", f"{token} {other}", typed=token.encode())
    assert {one.token for one in search.found} == {"Other.name"}
    assert search.echoes == 1


def test_a_new_question_gets_a_token_or_fails_the_build(tokens):
    class NewForm(forms.Form):
        nickname = forms.CharField(max_length=40)

    assert MARK in answers_for(NewForm, {}, tokens)["nickname"]
    NewForm.base_fields["height"] = forms.FloatField()
    with pytest.raises(Uncovered, match="height is of a kind the canaries do not know: say"):
        answers_for(NewForm, {}, tokens)
    with pytest.raises(Uncovered, match="too short for a token"):
        tokens.text("NewForm.initials", 4)


@isolate_apps("referrals")
def test_a_new_column_gets_a_token_or_fails_the_build(tokens):
    class Nickname(models.Model):  # noqa: DJ008
        words = models.CharField(max_length=40)

        class Meta:
            app_label = "referrals"

    assert MARK in values_for(Nickname, {}, tokens, timezone.now())["words"]

    class Height(models.Model):  # noqa: DJ008
        metres = models.FloatField()

        class Meta:
            app_label = "referrals"

    with pytest.raises(Uncovered, match="metres is of a kind the canaries do not know"):
        values_for(Height, {}, tokens, timezone.now())


def test_every_module_that_seals_is_swept():
    sealing = {
        source.short(file)
        for file in source.python_files()
        if "seal_part(" in file.read_text() and "sealing" not in file.parts
    }
    assert sealing == SEALING, "Give what it seals a token in tests/proofs/canaries/planting.py."
