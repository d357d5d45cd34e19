"""The form for a code: digits for the app, letters for a recovery code where that was chosen."""

import pytest

from referral_portal.common.code_forms import CodeForm, RecoveryCodeForm, code_form


@pytest.mark.parametrize(
    ("query", "form", "attribute"),
    [("", CodeForm, "inputmode"), ("?recovery", RecoveryCodeForm, "spellcheck")],
)
def test_the_address_chooses_the_form(rf, query, form, attribute):
    found = code_form(rf.get(f"/code/{query}"))

    assert type(found) is form
    assert attribute in found.fields["code"].widget.attrs
    assert not found.is_bound


def test_a_posted_code_is_read_by_either_form(rf):
    for query in ("", "?recovery"):
        form = code_form(rf.post(f"/code/{query}", {"code": "ABCD-EFGH"}))
        assert form.is_valid()
        assert form.cleaned_data["code"] == "ABCD-EFGH"
    assert code_form(rf.post("/code/", {"code": ""})).errors["code"] == ["Enter the code"]
