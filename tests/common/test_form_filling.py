"""Words go back into what a user can see of the right form, and into nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_portal.common.form_filling import fill_form
from tests.factories.typed import form_in

PAGE = """<form method="post" action="/sign-out/"><input name="words" value="mine"></form>
<form method="post" novalidate>
  <input type="hidden" name="csrfmiddlewaretoken" value="fresh">
  <input type="hidden" name="row" value="7">
  <input name="words" class="a &quot;b&quot;" value="old &amp; &lt;grey&gt;" autofocus>
  <input name="words">
  <textarea name="note" rows="3">
old</textarea>
  <input type="radio" name="one" value="a" checked><input type="radio" name="one" value="b">
  <input type="checkbox" name="many" value="x" checked><input type="checkbox" name="many" value="y">
  <input type="checkbox" name="yes">
  <select name="area"><option value="">-</option>
  <option value="m" selected>M</option><option value="t">T</option></select>
  <input name="shut" value="kept" disabled>
  <button name="go" value="1">Send</button>
</form>"""
FIELDS = {
    "words": ['<b>"new"</b> & more', "second"],
    "note": ["two\r\nlines </textarea>"],
    "one": ["b"],
    "many": ["y"],
    "yes": ["on"],
    "area": ["t"],
    "row": ["8"],
    "shut": ["typed"],
    "go": ["2"],
}


def filled(html=PAGE, fields=FIELDS, action="/page/"):
    return fill_form(html, page="/page/", action=action, fields=fields)


def test_every_kind_of_field_takes_what_was_typed():
    html, found = filled()

    assert form_in(html) == {
        "csrfmiddlewaretoken": ["fresh"],
        "row": ["7"],
        "words": FIELDS["words"],
        "note": FIELDS["note"],
        "one": ["b"],
        "many": ["y"],
        "yes": ["on"],
        "area": ["t"],
        "shut": ["kept"],
    }
    assert found == {"words", "note", "one", "many", "yes", "area"}
    assert "<b>" not in html
    assert 'class="a &quot;b&quot;"' in html
    assert "autofocus" in html


def test_nothing_else_on_the_page_changes():
    html, _ = filled()

    assert html.startswith(PAGE.split("\n", maxsplit=1)[0])
    assert html.endswith(PAGE.split("\n")[-2] + "\n</form>")


@pytest.mark.parametrize("action", ["/other/", ""])
def test_a_form_for_another_address_is_left_alone(action):
    assert filled(action=action) == (PAGE, set())


@pytest.mark.parametrize(
    "secret", ['<input type="password" name="p">', '<input name="c" autocomplete="one-time-code">']
)
def test_a_form_that_asks_for_a_secret_is_left_alone(secret):
    html = PAGE.replace("</form>", f"{secret}</form>")
    assert filled(html) == (html, set())


def test_of_several_forms_the_one_whose_hidden_fields_agree_is_filled():
    row = '<input type="hidden" name="row" value="{}">'
    form = f'<form method="POST" action="/page/">{row}<input name="words"></form>'
    html, found = filled("".join(form.format(number) for number in (7, 8, 9)))

    assert found == {"words"}
    assert html.count("second") == 0
    eight = html.split('value="8"')[1].split("</form>")[0]
    assert "new" in eight
    assert html.count("new") == 1


def test_a_form_that_only_searches_is_left_alone():
    html = '<form action="/page/"><input name="words"></form>'
    assert filled(html) == (html, set())


@given(words=st.text(), note=st.text())
def test_any_words_come_back_as_they_were(words, note):
    fields = {"words": [words, ""], "note": [note]}
    html, _ = filled(fields=fields)

    held = form_in(html)
    assert held["words"] == [words, ""]
    # Parsers, and browsers before they send, may change how lines end.
    assert held["note"][0].splitlines() == note.splitlines()
