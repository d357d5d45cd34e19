"""No page shows a restricted referral, its name or its count to a user who is not named on it."""

import datetime as dt

import pytest
from django.urls import reverse

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.models import Referral
from tests.factories.call_backs import CallBackFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.matches import make_match
from tests.factories.one_person import another_referral
from tests.factories.restricted import POLICE, restricted_referral

pytestmark = pytest.mark.django_db
QUEUE = reverse("admin:referrals_referral_changelist")
NAME = "Quillan Restricted"
LATER = NOW + dt.timedelta(days=7)


@pytest.fixture
def manager():
    return staff(manager=True)


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def officer(manager):
    """A police officer's referral with a same-day sign, a call-back and an undecided match."""
    person = make_person(name=NAME, email="")
    return restricted_referral(person=person, danger_level=1, needs_prompt_call=True)


@pytest.fixture
def other(officer):
    """An open referral that may be of the same person."""
    found = make_referral(person=make_person(name=NAME, phone=officer.participant.phone))
    make_match(officer.participant, found.participant)
    return found


def addresses(officer, user) -> list[str]:
    return [
        reverse(f"admin:referrals_referral_{page}", args=[officer.pk])
        for page in ("change", "note", "named", "accept", "decline", "hold")
    ] + [
        reverse("admin:referrals_referral_letter", args=[officer.pk, "participant"]),
        reverse("admin:referrals_referral_name", args=[officer.pk]),
        reverse("admin:referrals_referral_unname", args=[officer.pk, user.pk]),
    ]


def test_every_page_of_it_is_absent_for_a_coordinator_who_is_not_named(
    client, officer, coordinator, manager
):
    client.force_login(coordinator)
    for address in addresses(officer, manager):
        assert client.get(address).status_code == 404, address


def test_a_named_coordinator_opens_it_and_reads_who_may_see_it(
    client, officer, coordinator, manager
):
    officer.named_users.create(user=coordinator, at=NOW)
    client.force_login(coordinator)
    page = client.get(reverse("admin:referrals_referral_change", args=[officer.pk])).text
    assert "Named people only" in page
    assert NAME in page
    named = client.get(reverse("admin:referrals_referral_named", args=[officer.pk])).text
    assert str(manager) in named
    assert "Add a user" not in named


def test_no_list_search_or_count_knows_it(client, officer, coordinator, manager):
    CallBackFactory(referral=officer)
    notifications.appointment(officer, 1, when="Monday", starts_at=LATER, now=NOW)
    OutgoingMessage.objects.filter(audience=Audience.STAFF).update(status="sent")

    def seen_by(user):
        client.force_login(user)
        home = {
            item.text: item.count for item in client.get(reverse("admin:index")).context["work"]
        }
        queue = client.get(QUEUE)
        found = client.post(QUEUE, {"q": NAME})
        calls = client.get(reverse("admin:referrals_referral_calls"))
        backs = client.get(reverse("admin:referrals_callback_changelist"))
        shown = [officer.reference in page.text for page in (queue, found, calls)]
        counts = [
            home[text] for text in ("Danger: same day", "Queue", "Call-backs", "Calls to make")
        ]
        return shown, counts, len(backs.context["rows"]), queue.context["counted"]

    nothing = ([False] * 3, ["0"] * 4, 0, "0")
    assert seen_by(coordinator) == nothing
    assert seen_by(manager) == ([True] * 3, ["1"] * 4, 1, "1")


def test_a_form_of_the_same_person_says_nothing_of_it(client, officer, other, coordinator, manager):
    one_more = another_referral(other)
    Referral.objects.filter(pk=one_more.pk).update(
        is_restricted=True, danger_level=1, answers=POLICE
    )
    one_more.named_users.create(user=manager, at=NOW)
    address = reverse("admin:referrals_referral_change", args=[other.pk])

    client.force_login(coordinator)
    page, queue = client.get(address).text, client.get(QUEUE)
    for hidden in (officer, one_more):
        assert hidden.reference not in page
        assert hidden.reference not in queue.text
    assert [row["danger"] for row in queue.context["rows"]] == [""]
    for word in ("Decide first", "Here before", "Call this person soon"):
        assert word not in page

    client.force_login(manager)
    page = client.get(address).text
    assert officer.reference in page
    assert one_more.reference in page


def test_a_match_with_it_is_absent_in_every_way(client, officer, other, coordinator):
    client.force_login(coordinator)
    matches = client.get(reverse("admin:referrals_possiblematch_changelist"))
    assert matches.context["rows"] == []
    assert NAME not in matches.text
    by_hand = "admin:referrals_possiblematch_by_hand"
    assert client.get(reverse(by_hand, args=[other.pk, officer.pk])).status_code == 404
    beside = reverse("admin:referrals_possiblematch_beside", args=[other.pk])
    typed = client.post(beside, {"reference": officer.reference}).text
    assert "There is no referral with this reference" in typed


def test_a_cohort_does_not_show_him_to_staff_who_are_not_named(client, manager, coordinator):
    cohort = make_cohort()
    enrolment = place_somebody(cohort)
    cohort.staffing.update(starts_on=dt.date(2026, 1, 1))
    facilitator = cohort.staffing.first().user
    participant = enrolment.referral.participant
    participant.name = NAME
    participant.save()
    Referral.objects.filter(pk=enrolment.referral_id).update(is_restricted=True)
    enrolment.referral.named_users.create(user=manager, at=NOW)
    page = reverse("cohorts:detail", args=[cohort.pk])
    register = reverse("cohorts:register", args=[cohort.pk, 1])
    pages = [page, register]

    for user in (coordinator, facilitator):
        client.force_login(user)
        assert all(NAME not in client.get(address).text for address in pages)
        concern = reverse("cohorts:concern", args=[enrolment.pk])
        assert client.get(concern).status_code == 404
    client.force_login(manager)
    assert all(NAME in client.get(address).text for address in pages)

    enrolment.referral.named_users.create(user=facilitator, at=NOW)
    client.force_login(facilitator)
    assert all(NAME in client.get(address).text for address in pages)


def test_his_place_is_not_named_where_another_form_of_him_is_to_be_placed(client, manager):
    cohort = make_cohort()
    enrolment = place_somebody(cohort)
    again = another_referral(enrolment.referral)
    Referral.objects.filter(pk=enrolment.referral_id).update(is_restricted=True)
    enrolment.referral.named_users.create(user=manager, at=NOW)
    client.force_login(staff(coordinator=True))

    page = client.get(reverse("cohorts:place", args=[cohort.pk, again.pk]))

    assert "cannot have a place in this cohort" in page.text
    assert enrolment.referral.reference not in page.text
    assert f"already has a place in {cohort.name}" not in page.text


def test_no_message_and_no_total_counts_it(client, officer):
    notifications.receipt(officer, now=NOW)
    notifications.appointment(officer, 1, when="Monday", starts_at=LATER, now=NOW)
    messages = reverse("admin:outbox_outgoingmessage_changelist")
    auditor, late = staff(auditor=True), staff(manager=True)
    for user in (auditor, late):
        client.force_login(user)
        assert client.get(messages).context["counted"] == "0"
        waiting = client.get(reverse("referrals:summary"))
        assert [table["total"] for table in waiting.context["tables"]] == ["0"] * 5


def test_the_audit_shows_ids_and_no_name_of_it(client, officer):
    client.force_login(staff(auditor=True))
    page = client.get(reverse("admin:audit_auditevent_changelist")).text
    assert f">referral {str(officer.pk)[:8]}</a> to named users" in " ".join(page.split())
    assert NAME not in page
    assert officer.reference not in page
