"""The forms of signing in and of changing a password."""

from safeguarding.sign_in.forms import ChosenPasswordForm, NewPasswordForm, SignInForm

CHOSEN = "a passphrase of their own"


def test_a_new_password_is_typed_twice():
    assert ChosenPasswordForm({"new": CHOSEN, "again": CHOSEN}).is_valid()
    form = ChosenPasswordForm({"new": CHOSEN, "again": CHOSEN + "!"})
    assert not form.is_valid()
    assert form.errors == {"again": ["The two passwords are not the same"]}
    missing = ChosenPasswordForm({"new": CHOSEN})
    assert not missing.is_valid()
    assert missing.errors == {"again": ["Enter the new password again"]}


def test_spaces_belong_to_a_password():
    form = NewPasswordForm({"old": " old ", "new": " new "})
    assert form.is_valid()
    assert form.cleaned_data == {"old": " old ", "new": " new "}


def test_each_empty_box_has_words_of_its_own():
    form = SignInForm({})
    assert not form.is_valid()
    assert form.errors == {
        "username": ["Enter your user name"],
        "password": ["Enter your password"],
    }
