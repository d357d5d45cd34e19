"""The words for what a message is about."""

from referral_portal.outbox.kinds import UNKNOWN, kind_words
from referrals.enums import MessageEvent
from tests import source

# Our staff pass on a message of another kind in its words, or hear that a form waits for names.
UNDER_ANOTHER_KIND = {"by_desk", "restricted"}


def test_every_message_has_words_for_what_it_is_about():
    kinds = {
        file.name.removesuffix("_subject.txt").rsplit("_", 1)[0]
        for file in source.template_files(".txt")
        if file.name.endswith("_subject.txt") and "safeguarding" not in file.parts
    } - UNDER_ANOTHER_KIND

    assert {"silence", "changed", "refusals", MessageEvent.ACCEPTED} <= kinds
    assert [kind for kind in kinds if kind_words(f"{kind}_staff") == UNKNOWN] == []


def test_the_audience_does_not_change_the_words_and_an_old_kind_has_some():
    words = {kind_words(f"accepted_{to}") for to in ("participant", "referrer", "staff")}

    assert words == {"Decision: accepted"}
    assert kind_words("gone_staff") == UNKNOWN
