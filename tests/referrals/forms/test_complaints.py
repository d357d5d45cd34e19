"""The form of a complaint: who can have made it, and whom it can name."""

from referrals.forms.complaints import ComplaintForm

USERS = [("3", "Invented Colleague")]
TYPED = {"made_by": "participant", "words": "Nobody rang."}


def test_a_referrer_complains_only_where_there_is_one():
    for is_agency in (True, False):
        form = ComplaintForm(TYPED | {"made_by": "referrer"}, is_agency=is_agency)
        assert form.is_valid() is is_agency


def test_it_names_users_by_their_ids_or_nobody():
    named = ComplaintForm(TYPED | {"about": ["3"]}, users=USERS)
    assert named.is_valid()
    assert named.complaint()["about"] == [3]
    nobody = ComplaintForm(TYPED, users=USERS)
    assert nobody.is_valid()
    assert nobody.complaint()["about"] == []
    assert not ComplaintForm(TYPED | {"about": ["4"]}, users=USERS).is_valid()
