"""Rows of the catalogue for tests. A version is published, whole and final unless told otherwise."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from programmes.enums import Mode, Pathway, StoryKind
from programmes.models import (
    ClockRule,
    Closure,
    DeskQualification,
    District,
    EligibilityCriterion,
    FundingPeriod,
    Partner,
    Programme,
    ProgrammePartner,
    ProgrammeVersion,
    RollOut,
    SessionPlan,
    Story,
    Venue,
)
from programmes.publishing import publish_version
from referral_portal.accounts.qualifications import Qualification
from referral_portal.audit.recorder import SYSTEM

PUBLISHED_AT = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
FAR_AHEAD = dt.date(2099, 1, 5)
SCHEME_CRITERIA = (
    "accepts_responsibility",
    "substance_managed",
    "mental_health_managed",
    "agrees_to_sharing",
    "not_on_order",
)


class DistrictFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"district-{n}")
    name = factory.Sequence(lambda n: f"District {n}")

    class Meta:
        model = District


class VenueFactory(DjangoModelFactory):
    district = factory.SubFactory(DistrictFactory)
    name = factory.Sequence(lambda n: f"Example Rooms {n}")
    address_line_1 = "1 Example Street"
    town = "Maidstone"
    postcode = "ME14 0AA"

    class Meta:
        model = Venue


class PartnerFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"partner-{n}")
    name = factory.Sequence(lambda n: f"Partner {n}")

    class Meta:
        model = Partner


class FundingPeriodFactory(DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Funding {n}")
    funder = factory.SubFactory(PartnerFactory)
    starts_on = dt.date(2026, 9, 1)
    ends_on = dt.date(2027, 8, 31)

    class Meta:
        model = FundingPeriod


class ProgrammeFactory(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"programme-{n}")
    pathway = Pathway.DOMESTIC_ABUSE

    class Meta:
        model = Programme


class ProgrammePartnerFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = "Takes part"

    class Meta:
        model = ProgrammePartner


class RollOutFactory(DjangoModelFactory):
    programme = factory.SubFactory(ProgrammeFactory)
    district = factory.SubFactory(DistrictFactory)
    label = "First group"

    class Meta:
        model = RollOut


class SessionPlanFactory(DjangoModelFactory):
    """For a draft only: a published version has its sessions and is final."""

    version = factory.SubFactory("tests.factories.programmes.ProgrammeVersionFactory", draft=True)
    number = factory.Sequence(lambda n: 100 + n)
    title = factory.LazyAttribute(lambda plan: f"Session {plan.number}")
    minutes = 120

    class Meta:
        model = SessionPlan


class EligibilityCriterionFactory(DjangoModelFactory):
    """For a draft only, as above."""

    version = factory.SubFactory("tests.factories.programmes.ProgrammeVersionFactory", draft=True)
    code = factory.Sequence(lambda n: f"criterion_{n}")
    person_wording = "You do."
    agency_wording = "Does."

    class Meta:
        model = EligibilityCriterion


class ProgrammeVersionFactory(DjangoModelFactory):
    """One to one with ten sessions; traits `group` (8 men) and `draft` (not published)."""

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1
    name = "Domestic Abuse 1:1"
    summary = "One-to-one sessions."
    how_it_works = "You meet a worker."
    who_it_suits = "Adults."
    delivered_by = "One worker."
    mode = Mode.ONE_TO_ONE
    capacity = 1
    session_count = 10
    session_minutes = 120

    class Meta:
        model = ProgrammeVersion
        skip_postgeneration_save = True

    class Params:
        group = factory.Trait(
            name="Domestic Abuse Groupwork",
            mode=Mode.GROUP,
            capacity=8,
            session_count=12,
            facilitators_required=2,
            men_only=True,
            for_heterosexual_relationships=True,
        )
        district_scheme = factory.Trait(
            name="District community programme",
            mode=Mode.GROUP,
            capacity=12,
            session_count=12,
            facilitators_required=2,
            men_only=True,
            accepts_mandated=True,
            equal_mix=True,
        )

    @factory.post_generation
    def draft(self, create, extracted, **kwargs):
        if not create:
            return
        SessionPlan.objects.bulk_create(
            SessionPlan(
                version=self, number=number, title=f"Session {number}", minutes=self.session_minutes
            )
            for number in range(1, self.session_count + 1)
        )
        EligibilityCriterion.objects.bulk_create(
            EligibilityCriterion(
                version=self,
                code=code,
                person_wording=f"You: {code}.",
                agency_wording=f"They: {code}.",
                position=position,
            )
            for position, code in enumerate(SCHEME_CRITERIA, start=1)
        )
        if not extracted:
            published = publish_version(version_id=self.pk, by=SYSTEM, now=PUBLISHED_AT)
            self.published_at, self.content_hash = published.published_at, published.content_hash


class StoryFactory(DjangoModelFactory):
    class Meta:
        model = Story

    kind = StoryKind.PARTICIPANT
    title = factory.Sequence(lambda number: f"Invented story {number}")
    body = "Invented words."
    is_published = True


class ClockRuleFactory(DjangoModelFactory):
    class Meta:
        model = ClockRule

    pathway = Pathway.STALKING
    # Far ahead, so that no test meets it unasked.
    starts_on = factory.Sequence(lambda number: FAR_AHEAD + dt.timedelta(days=number))
    contact_working_days = 2
    decision_working_days = 10
    place_days = 14
    cutoff_hour = 17


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = Closure

    closed_on = factory.Sequence(lambda number: FAR_AHEAD + dt.timedelta(days=number))
    reason = "Training day"


class DeskQualificationFactory(DjangoModelFactory):
    class Meta:
        model = DeskQualification

    pathway = Pathway.STALKING
    qualification = factory.Iterator(Qualification.values)  # once each


def rows_of_the_desk() -> dict[str, int]:
    """Make a story and each kind of rule of the desk; return the id of each by the name of its page."""
    return {
        "programmes_story": StoryFactory().pk,
        "programmes_clockrule": ClockRuleFactory().pk,
        "programmes_closure": ClosureFactory().pk,
        "programmes_deskqualification": DeskQualificationFactory(is_active=False).pk,
    }
