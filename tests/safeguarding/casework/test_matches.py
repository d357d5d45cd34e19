"""Who is also a participant, and who is perhaps on another case; nothing is joined by itself."""

import pytest
from django.utils import timezone

from referrals.models import Participant, Referral
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.joins import open_joins
from safeguarding.casework.matches import perhaps_the_same
from safeguarding.casework.people import Details, change_person, join_people, link_person
from safeguarding.casework.search import index_waiting
from safeguarding.models import Alert, PersonJoin, PersonOnCase
from tests.factories.safeguarding import contact_for, make_case, make_worker, person_for, url
from tests.safeguarding.casework.test_named import form

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def case(worker):
    """A case whose form names nobody."""
    return make_case(owner=worker, parts={})


def participant_is(case, **fields):
    referral = Referral.objects.get(pk=case.referral_id)
    Participant.objects.filter(pk=referral.participant_id).update(**fields)


def harmed(**answers):
    return form(**{f"harmed_{name}": value for name, value in answers.items()})


def file():
    index_waiting(now=timezone.now())


def also(case):
    alerts = Alert.objects.filter(kind="also_participant", case=case).exclude(outcome="withdrawn")
    return [alert.detail["reference"] for alert in alerts]


def offers(case, worker):
    links = list(PersonOnCase.objects.filter(case=case).select_related("person"))
    found = perhaps_the_same(case=case, worker=worker, links=links, joins=open_joins())
    return [(one.case.reference, one.other and one.other.legal_name, one.reason) for one in found]


# -- Also a participant ------------------------------------------------------------------------------
def test_both_partners_are_referred_and_each_case_says_so(client, worker):
    his = make_case(owner=worker, parts=harmed(name="Zoë Example", born_on="5 May 1979"))
    hers = make_case(parts=harmed(name="Sam Placeholder", phone="+44 7700 900654"))
    participant_is(his, name="Sam Placeholder", born_on="1981-02-03", phone="07700900654", email="")
    participant_is(hers, name="Zoe EXAMPLE", born_on="1979-05-05", phone="", email="")
    before = everything_of_the_portal()
    file()
    assert (also(his), also(hers)) == ([hers.reference], [his.reference])
    shown = client.get(url(his)).content.decode()
    assert "Also a participant" in shown
    assert hers.reference in shown
    assert hers.reference in client.get("/safeguarding/").content.decode()
    assert everything_of_the_portal() == before


def everything_of_the_portal():
    return list(Referral.objects.order_by("pk").values()), list(
        Participant.objects.order_by("pk").values()
    )


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ({"name": "Zoë Example"}, False),  # a name alone
        ({"name": "Ann", "born_on": "5 May 1979"}, False),  # a birthday alone
        ({"name": "Zoe Example", "born_on": "5 May 1979"}, True),
        ({"name": "Ann", "phone": "07700 900654"}, True),
        ({"name": "Ann", "email": "ZOE@example.org"}, True),
    ],
)
def test_what_is_enough_to_say_so(worker, said, is_one):
    case, other = make_case(owner=worker, parts=harmed(**said)), make_case(parts={})
    participant_is(case, phone="", email="x@example.org")
    participant_is(
        other,
        name="Zoë Example",
        born_on="1979-05-05",
        phone="07700900654",
        email="zoe@example.org",
    )
    file()
    assert also(case) == ([other.reference] if is_one else [])


def test_it_is_raised_once_and_withdrawn_when_it_no_longer_holds(worker, case):
    other = make_case(parts={})
    participant_is(other, name="Zoë Example", born_on="1979-05-05", phone="", email="")
    jo = Details(legal_name="Zoe Example", kind="partner", source="police")
    person = person_for(case, worker)

    def born(day):
        change_person(
            case_id=case.pk, person_id=person.pk, by=worker, now=timezone.now(),
            details=Details(**{**jo.__dict__, "born_on": day}),
        )  # fmt: skip
        file()

    wrong, right = timezone.datetime(1979, 5, 6).date(), timezone.datetime(1979, 5, 5).date()
    born(right)
    file()
    alert = Alert.objects.get(kind="also_participant")
    born(wrong)
    assert also(case) == []
    born(right)
    assert also(case) == [other.reference]
    handle_alert(case_id=case.pk, alert_id=alert.pk, outcome="done", by=worker, now=timezone.now())
    assert also(case) == [other.reference]
    assert Alert.objects.filter(kind="also_participant").count() == 1


# -- Perhaps the same person -------------------------------------------------------------------------
def test_two_cases_that_name_one_woman_are_offered_and_not_joined(client, worker, case):
    other = make_case(owner=worker, parts={})
    contact_for(other, worker, person="Joanna Example", value="07700 900777")
    contact_for(case, worker, value="+44 7700 900 777")
    assert offers(case, worker) == [(other.reference, "Joanna Example", "same phone number")]
    shown = client.get(url(case)).content.decode()
    assert "This may be the same person as" in shown
    assert not PersonJoin.objects.exists()
    jo, joanna = person_for(case, worker), person_for(other, worker, "Joanna Example")
    join_people(case_id=case.pk, person_id=jo.pk, other_id=joanna.pk, by=worker, now=timezone.now())
    assert offers(case, worker) == []


def test_after_a_join_the_form_of_the_other_case_is_not_offered_any_more(worker):
    case, other = (make_case(owner=worker, parts=harmed(name="Jo Example")) for _ in range(2))
    file()
    here, there = person_for(case, worker), person_for(other, worker)
    file()
    assert offers(case, worker) == [(other.reference, "Jo Example", "same name")]
    join_people(
        case_id=case.pk, person_id=here.pk, other_id=there.pk, by=worker, now=timezone.now()
    )
    assert offers(case, worker) == offers(other, worker) == []


def test_it_is_offered_only_to_those_who_may_see_both(worker, case):
    theirs = make_case(owner=make_worker(), parts={})
    for one in (case, theirs):
        contact_for(one, one.owner, value="07700 900777")
    assert offers(case, worker) == []
    assert offers(case, make_worker(is_manager=True)) != []


def test_a_name_that_only_the_form_gives_is_offered_as_that_person(client, worker):
    case = make_case(owner=worker, parts=harmed(name="Jo Example"))
    other = make_case(owner=worker, parts={})
    jo = person_for(other, worker)
    file()
    assert offers(case, worker) == [(other.reference, "Jo Example", "same name")]
    assert "Add that person to this case" in client.get(url(case)).content.decode()
    client.post(url(case, f"people/{jo.pk}/link/"))
    assert offers(case, worker) == []
    assert PersonOnCase.objects.filter(person=jo).count() == 2


def test_one_name_with_two_birthdays_is_two_people(worker, case):
    other = make_case(owner=worker, parts={})
    for one, year in ((case, 1979), (other, 1980)):
        person_for(one, worker, born_on=timezone.datetime(year, 5, 5).date())
    assert offers(case, worker) == []


def test_a_linked_person_is_not_offered_to_themselves(worker, case):
    other = make_case(owner=worker, parts={})
    jo = person_for(case, worker)
    link_person(case_id=other.pk, person_id=jo.pk, source="police", by=worker, now=timezone.now())
    assert offers(case, worker) == offers(other, worker) == []
