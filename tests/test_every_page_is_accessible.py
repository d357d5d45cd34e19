"""Every page that its app's own browser tests do not visit, as the demonstration fills it, with axe.

Public pages, facilitators' and managers' pages, the link workers' side and our own admin templates;
the forms and the desk have tests of their own in tests/referrals.
"""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from cohorts.models import Attendance, Cohort, Enrolment
from programmes.models import ProgrammeVersion
from programmes.publishing import make_draft_version
from referral_portal.accounts.models import User
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Redaction, Referral
from safeguarding.demo.accounts import PASSWORD
from safeguarding.models import Alert, Concern, VictimCase
from safeguarding.sign_in import sessions
from tests.factories.messages import unsent_email, unsent_like

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    for command in ("sync_roles", "load_programmes", "seed_demo"):
        call_command(command, stdout=io.StringIO())


@pytest.fixture
def look(live_server, open_page, axe):
    """A function that opens addresses with some cookies, each with axe, as a rule on a phone."""

    def look_at(
        addresses: list[str], cookies: dict[str, str] | None = None, *, phone: bool = True
    ) -> None:
        page: Page = open_page(phone=phone)
        page.context.add_cookies(
            [
                {"name": name, "value": value, "url": live_server.url}
                for name, value in (cookies or {}).items()
            ]
        )
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer.status == 200, f"{address}: {answer.status}"
            assert page.url == live_server.url + address
            axe(page)

    return look_at


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests of its own."""
    settings.SECOND_FACTOR = False


def signed_in(username: str) -> dict[str, str]:
    """Return the cookies of a user with an account of the portal."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return {name: morsel.value for name, morsel in client.cookies.items()}


def worker_signed_in(username: str) -> dict[str, str]:
    """Return the cookies of a link worker."""
    token = sessions.sign_in(username=username, password=PASSWORD, network="n", now=timezone.now())
    return {sessions.cookie_name(): token}


def public_pages(look):
    codes = ["cobi", "da-one-to-one", "da-groupwork", "district-community"]
    look(
        [
            reverse("home"),
            reverse("programmes:list"),
            *[reverse("programmes:detail", args=[code]) for code in codes],
            reverse("roll_out"),
            reverse("sign_in"),
            reverse("safeguarding:sign_in"),
        ]
    )


def pages_of_who_delivers(look):
    cohort = Cohort.objects.get(name="Medway evenings")
    someone = Enrolment.objects.filter(place__cohort=cohort).first()
    alone = Enrolment.objects.get(place__cohort__name="Maidstone, one to one")
    marked = Attendance.objects.filter(enrolment=someone).first()
    waiting = Referral.objects.get(participant__name="Ivor Placeholder")
    of_cohort = [cohort.pk]
    to_read = [
        reverse("cohorts:list"),
        reverse("cohorts:detail", args=of_cohort),
        reverse("cohorts:register", args=[cohort.pk, marked.session.number]),
        reverse("cohorts:register", args=[cohort.pk, 12]),
        reverse("cohorts:correct_mark", args=[cohort.pk, marked.session.number, someone.pk]),
        reverse("cohorts:complete", args=[someone.pk]),
        reverse("cohorts:remove", args=[someone.pk]),
        reverse("cohorts:concern", args=[someone.pk]),
        reverse("cohorts:plan_note", args=[alone.pk]),
        reverse("cohorts:detail", args=[alone.place.cohort_id]),
        reverse("cohorts:book", args=[alone.pk, 2]),
        reverse("cohorts:move_session", args=[alone.place.cohort_id, 5]),
    ]
    look(to_read, signed_in("facilitator"))
    district = Cohort.objects.get(name="Thanet community")
    refused = Referral.objects.get(participant__name="Ambrose Placeholder")
    visitor = User.objects.get(username="co-facilitator")
    to_plan = [
        reverse("cohorts:new"),
        reverse("cohorts:access", args=of_cohort),
        reverse("cohorts:allocate", args=of_cohort),
        reverse("cohorts:place", args=[cohort.pk, waiting.pk]),
        reverse("cohorts:give_up", args=[someone.pk]),
        reverse("cohorts:detail", args=[district.pk]),
        reverse("cohorts:place", args=[district.pk, refused.pk]),
        reverse("cohorts:announce", args=[district.pk]),
        reverse("cohorts:end_access", args=[district.pk, visitor.pk]),
    ]
    look([*to_plan, reverse("admin:cohorts_cohort_waiting")], signed_in("manager"))


def pages_of_a_link_worker(look):
    told = Alert.objects.waiting().filter(kind="tell_first").first()
    absence = Alert.objects.waiting().filter(kind="absence").first()
    case = VictimCase.objects.get(referral_id=absence.case.referral_id)
    person_id = case.people_links.first().person_id
    look(
        [
            reverse("safeguarding:worklist"),
            reverse("safeguarding:cases"),
            reverse("safeguarding:checks"),
            reverse("safeguarding:case", args=[told.case_id]),
            reverse("safeguarding:release", args=[told.case_id]),
            reverse("safeguarding:case", args=[case.pk]),
            reverse("safeguarding:add_contact", args=[case.pk]),
            reverse("safeguarding:add_note", args=[case.pk]),
            reverse("safeguarding:add_person", args=[case.pk]),
            reverse("safeguarding:person", args=[case.pk, person_id]),
            reverse("safeguarding:not_told", args=[case.pk, person_id]),
            reverse("safeguarding:alert", args=[case.pk, absence.pk]),
            *(
                reverse("safeguarding:concern", args=[concern.case_id, concern.pk])
                for concern in Concern.objects.order_by("level")
            ),
            reverse("safeguarding:card", args=[case.pk]),
            reverse("safeguarding:apart", args=[case.pk]),
        ],
        worker_signed_in("link-worker"),
    )
    for key in "ab":
        unsent_email(key=key, now=timezone.now())
    look(
        [reverse("safeguarding:worklist"), reverse("safeguarding:unsent")],
        worker_signed_in("link-manager"),
    )


def our_own_admin_templates(look):
    message = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE).first()
    asked = Redaction.objects.get()
    administrator = User.objects.get(username="administrator")
    version = ProgrammeVersion.objects.current().get(programme__code="cobi")
    draft = make_draft_version(
        programme_id=version.programme_id, by=administrator, now=timezone.now()
    )
    look(
        [
            reverse("admin:index"),
            reverse("admin:outbox_outgoingmessage_changelist"),
            reverse("admin:referrals_referral_releases"),
            reverse("admin:outbox_outgoingmessage_change", args=[message.pk]),
            reverse("admin:outbox_outgoingmessage_release", args=[message.pk]),
            reverse("admin:outbox_outgoingmessage_decide", args=[unsent_like(message).pk]),
            reverse("admin:referrals_referral_amendments", args=[asked.referral_id]),
            reverse(
                "admin:referrals_referral_redact", args=[asked.referral_id, asked.page, asked.name]
            ),
            reverse("admin:referrals_referral_redaction", args=[asked.referral_id, asked.pk]),
            reverse("admin:index"),
        ],
        signed_in("manager"),
    )
    audit, event = reverse("admin:audit_auditevent_changelist"), AuditEvent.objects.latest("pk")
    look(
        [audit, f"{audit}?since=x", reverse("admin:audit_auditevent_change", args=[event.pk])],
        signed_in("auditor"),
    )
    # At a desk: the tables between our parts of these pages are the stock admin's.
    look(
        [
            reverse("admin:index"),
            reverse("admin:programmes_programmeversion_change", args=[version.pk]),
            reverse("admin:programmes_programmeversion_change", args=[draft.pk]),
            reverse("admin:programmes_programmeversion_publish", args=[draft.pk]),
            reverse("admin:programmes_programmeversion_draft", args=[version.pk]),
        ],
        signed_in("administrator"),
        phone=False,
    )


# One test: the demonstration takes longer to tell than its pages to look at.
def test_every_page_of_the_demonstration(demo, look):
    for visit in (
        public_pages,
        pages_of_who_delivers,
        pages_of_a_link_worker,
        our_own_admin_templates,
    ):
        visit(look)
