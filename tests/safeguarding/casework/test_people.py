"""People at risk: added by a link worker, on several cases, verified, joined and parted."""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from safeguarding.casework.people import (
    Details,
    add_person,
    change_person,
    join_people,
    link_person,
    part_people,
    people_of,
    verify_person,
)
from safeguarding.casework.search import find_cases
from safeguarding.models import PersonAtRisk, PersonJoin, PersonOnCase
from tests.factories.safeguarding import make_case, make_worker, person_for
from tests.safeguarding.casework.test_cases import refused

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
JO = Details(legal_name="Jo Example", kind="ex_partner", source="police", aliases="Jojo\nJ Canary")


def arguments(case, worker, **more):
    return {"case_id": case.pk, "by": worker, **more}


def test_a_person_is_added_with_everything_that_is_known(worker, case):
    link = add_person(**arguments(case, worker, details=JO), now=timezone.now())
    stored = PersonOnCase.objects.get()
    assert (stored.kind, stored.source, stored.verified_at) == ("ex_partner", "police", None)
    assert stored.must_be_told
    assert link.person.aliases.splitlines() == ["Jojo", "J Canary"]
    for typed in ("jo example", "j canary"):
        assert list(find_cases(typed=typed, worker=worker)) == [case]


def test_a_name_is_on_a_case_once_in_any_spelling(worker, case):
    add_person(**arguments(case, worker, details=JO), now=timezone.now())
    for name in ("JO  EXAMPLE", "jojo"):
        again = Details(legal_name=name, kind="child", source="agency")
        assert refused(add_person, **arguments(case, worker, details=again))[1] == "legal_name"
    assert PersonAtRisk.objects.count() == 1


def test_a_person_is_left_untold_only_with_a_reason(worker, case):
    silent = Details(legal_name="Tim", kind="child", source="agency", must_be_told=False)
    assert refused(add_person, **arguments(case, worker, details=silent))[1] == "untold_why"
    link = add_person(**arguments(case, worker, details=JO), now=timezone.now())
    change = arguments(case, worker, person_id=link.person_id, details=silent)
    assert refused(change_person, **change)[1] == "untold_why"


def test_verified_says_by_whom_and_a_new_relationship_is_verified_again(worker, case):
    person = person_for(case, worker)
    verify_person(**arguments(case, worker, person_id=person.pk), now=timezone.now())
    assert PersonOnCase.objects.get().verified_by == worker
    for details, by in (
        (Details(legal_name="Jo New", kind="ex_partner", source="link_worker"), worker),
        (Details(legal_name="Jo New", kind="partner", source="link_worker"), None),
    ):
        change_person(
            **arguments(case, worker, person_id=person.pk, details=details), now=timezone.now()
        )
        assert PersonOnCase.objects.get().verified_by == by
    assert PersonAtRisk.objects.get().legal_name == "Jo New"


def test_one_woman_is_on_the_cases_of_two_men(worker, case):
    other, jo = make_case(owner=worker), person_for(case, worker)
    link = arguments(other, worker, person_id=jo.pk, source="police")
    link_person(**link, now=timezone.now())
    assert people_of(other) == people_of(case) == [jo]
    assert "cannot be added" in refused(link_person, **link)[0]
    strangers = make_case(owner=make_worker())
    theirs = person_for(strangers, strangers.owner, "Zoe Example")
    assert "cannot be added" in refused(link_person, **(link | {"person_id": theirs.pk}))[0]


def test_a_join_is_undone_to_what_was(worker, case):
    other = make_case(owner=worker)
    jo, joanna = person_for(case, worker), person_for(other, worker, "Joanna Example")
    before = list(PersonAtRisk.objects.order_by("pk").values())
    both = arguments(case, worker, person_id=jo.pk, other_id=joanna.pk)
    join = join_people(**both, now=timezone.now())
    assert "joined already" in refused(join_people, **both)[0]
    undo = arguments(other, worker, join_id=join.pk)
    part_people(**undo, now=timezone.now())
    assert list(PersonAtRisk.objects.order_by("pk").values()) == before
    assert PersonOnCase.objects.count() == 2
    assert "undone already" in refused(part_people, **undo)[0]
    join_people(**both, now=timezone.now())
    assert PersonJoin.objects.count() == 2


def test_nobody_joins_a_person_whom_they_may_not_see(worker, case):
    jo, strangers = person_for(case, worker), make_case(owner=make_worker())
    theirs = person_for(strangers, strangers.owner)
    for other_id in (theirs.pk, jo.pk):
        both = arguments(case, worker, person_id=jo.pk, other_id=other_id)
        assert "cannot be joined" in refused(join_people, **both)[0]
    assert not PersonJoin.objects.exists()


def test_the_database_keeps_one_row_for_one_join(worker, case):
    jo, ann = sorted(
        (person_for(case, worker), person_for(case, worker, "Ann Example")), key=lambda one: one.pk
    )
    row = {"joined_by": worker, "joined_at": timezone.now()}
    with pytest.raises(IntegrityError):
        PersonJoin.objects.create(first=ann, second=jo, **row)
