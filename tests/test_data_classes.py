"""What is new and has no class of data fails with a sentence that says what to do.

The real tables, messages and addresses are looked at in test_consistency and
test_every_url_is_guarded; here made-up ones are.
"""

from django.db import models
from django.test.utils import isolate_apps

from tests.data_classes import checking
from tests.data_classes.messages import GAPS, MESSAGES
from tests.data_classes.portal import FIELDS
from tests.every_url import TABLE, undeclared


@isolate_apps("referrals")
def test_a_new_table_fails_with_a_sentence_for_each_field():
    class Colour(models.Model):  # noqa: DJ008
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "referrals"

    class Shade(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "safeguarding"

    of_id, of_name, of_far = checking.of_models([Colour, Shade])

    assert of_id.startswith("referrals.Colour.id has no class of data")
    assert of_name.startswith(
        "referrals.Colour.name has no class of data: say in tests/data_classes/portal.py whose it"
    )
    assert "and only then show it to anybody." in of_name
    assert "tests/data_classes/far_side.py" in of_far


@isolate_apps("referrals")
def test_a_new_field_of_a_known_table_fails(monkeypatch):
    class Colour(models.Model):  # noqa: DJ008
        name = models.CharField(max_length=10)
        dark = models.BooleanField()

        class Meta:
            app_label = "referrals"

    monkeypatch.setitem(checking.FIELDS, "referrals.Colour", {"P2": "name", "PLUMBING": "id"})

    (sentence,) = checking.of_models([Colour])
    assert sentence.startswith("referrals.Colour.dark has no class")

    monkeypatch.setitem(checking.FIELDS, "referrals.Colour", {"P2 Q9 P3": "id name dark hue"})
    told = " ".join(checking.leftovers([Colour]))
    assert "referrals.Colour.hue is gone" in told
    assert "referrals.Colour: Q9 is no class" in told
    assert "referrals.Colour keeps P3 now" in told
    assert "referrals.Draft is gone" in told


def test_a_new_message_or_gap_fails(tmp_path, monkeypatch):
    folder = tmp_path / "referrals" / "messages"
    folder.mkdir(parents=True)
    for name, text in {
        "reminder_participant_body": "See you.",
        "accepted_participant_body": "{{ reference }} {% if her_name %}{{ phone }}{% endif %}",
    }.items():
        (folder / f"{name}.txt").write_text(text)

    gap, new = checking.of_messages(sorted(folder.iterdir()))

    assert new.startswith("The message referrals/reminder_participant has no class of data: say in")
    assert gap.startswith("The message referrals/accepted_participant says her_name: say in")
    monkeypatch.setitem(GAPS, "her_name", "V1")
    monkeypatch.setitem(MESSAGES, "referrals/reminder_participant", "their_name")
    person, unknown = checking.of_gaps()
    assert person == "her_name is V1, who the person at risk is: that never stands in a message."
    assert unknown.startswith("their_name of referrals/reminder_participant has no class")


def test_a_new_address_fails():
    (sentence,) = undeclared({*TABLE, "referrals:new_page"})

    assert sentence.startswith("referrals:new_page is new: say in tests/every_url.py who may open")
    (gone,) = undeclared(set(TABLE) - {"home"})
    assert gone == "home is gone: take it out of tests/every_url.py."


def test_the_table_names_what_is_there():
    assert checking.classes_of("referrals.Referral", "answers") == {"P2", "H"}
    assert checking.classes_of("referrals.Referral", "nothing") == set()
    assert checking.classes_of("sessions.Session", "session_data") == {"SECRET"}
    assert FIELDS
