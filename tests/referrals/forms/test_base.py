"""The setting of a form: the dates that its questions name."""

from referrals.forms.courts import SentenceForm


def test_the_12_weeks_are_a_date(setting):
    label = SentenceForm(setting=setting).fields["sentence_expected"].label

    assert label == "Do you expect to be sentenced before 23 February 2027?"


def test_the_weeks_are_a_setting(setting, settings):
    settings.ORDER_WEEKS = 2

    assert setting.sentence_date == "15 December 2026"
