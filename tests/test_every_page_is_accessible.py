"""Every page that its app's own browser tests do not visit, as the demonstration fills it.

Each is looked at with axe on a screen 320 pixels wide, and at a desk with text twice as large; neither
scrolls sideways. Pages of the desk and of agencies come from the resolver, so a new one is looked at.
"""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from cohorts.models import Attendance, Cohort, Enrolment
from programmes.models import Programme, ProgrammeVersion
from programmes.publishing import make_draft_version
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import ErrorReport
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import MatchAnswer
from referrals.joining import answer_pair
from referrals.models import Participant, Referral
from safeguarding.models import Alert, Concern, VictimCase
from tests.browser import DESK, NARROW, give_cookies, wider_parts
from tests.every_url import NOBODY, TABLE
from tests.factories.desk_states import rows_of_states
from tests.factories.drafts import open_form
from tests.factories.matches import make_match, pair
from tests.factories.messages import unsent_email, unsent_like
from tests.factories.programmes import rows_of_the_desk
from tests.factories.referrals import address
from tests.factories.reviews import ended, rows_of_reviews
from tests.fitting_rows import LEADS_ON, NEEDS_MORE
from tests.proofs.twins.opened import opened
from tests.signing_in import signed_in, worker_signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]

MOST_BY_HAND = 100  # more pages than the lists below name
STAFF_PAGES = ("admin:", "referrals:own_", "referrals:your_referrals")
# Browser tests of their own look at these, or they are drawn with the parts of another page here.
ELSEWHERE = {
    *(f"admin:referrals_referral_{page}" for page in (
        "changelist", "change", "contact", "tasks", "task_add", "task_done", "calls", "call",
        "bursts", "burst", "aside", "set_aside", "export", "accept", "triage_one", "triage_accept",
        "triage_hold", "triage_decline", "triage_withdraw", "triage_off-hold",
    )),
    *(f"admin:referrals_callback_{page}" for page in ("changelist", "add", "change", "attempt")),
    *(f"admin:programmes_{model}_{page}" for page in ("changelist", "change", "add")
      for model in ("district", "venue", "partner", "programme", "story", "closure")),
    "admin:jsi18n", "admin:logout",
}  # fmt: skip


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    for command in ("sync_roles", "load_programmes", "seed_demo"):
        call_command(command, stdout=io.StringIO())


@pytest.fixture
def look(live_server, open_page, axe):
    """A function that opens addresses with some cookies and looks at each in both sizes."""
    seen: list[str] = []
    faults: list[str] = []

    def look_at(addresses: list[str], cookies: dict[str, str] | None = None) -> None:
        page: Page = open_page()
        give_cookies(page, live_server.url, cookies or {})
        for path in addresses:
            seen.append(path)
            page.set_viewport_size(NARROW)
            answer = page.goto(live_server.url + path)
            if answer.status != 200 or page.url != live_server.url + path:
                faults.append(f"{path}: {answer.status}, {page.url}")
                continue
            try:
                axe(page)
            except AssertionError as fault:
                faults.append(str(fault))
            faults.extend(f"{path} at 320 pixels: {part}" for part in wider_parts(page))
            page.set_viewport_size(DESK)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            faults.extend(f"{path} with larger text: {part}" for part in wider_parts(page))

    yield look_at
    assert len(seen) > MOST_BY_HAND, "The resolver gave no page."
    assert faults == [], "\n".join(faults)


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests of its own."""
    settings.SECOND_FACTOR = False


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
        reverse("cohorts:grid", args=of_cohort),
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


def rows_for_every_page():
    """What the demonstration does not have: a row for each page that is for one state."""
    now, manager = timezone.now(), User.objects.get(username="manager")
    rows_of_states(
        referrer=User.objects.get(username="agency"),
        manager=manager,
        programme=Programme.objects.get(code="da-groupwork"),
        now=now,
    )
    rows_of_the_desk()
    ErrorReport.objects.create(at=now, kind="ValueError")
    rows_of_reviews(ended(), reviewer=manager, words="I was ill that week.")
    first, second, third = Participant.objects.order_by("pk")[:3]
    make_match(first, second)
    make_match(second, third)
    answer_pair(pair=pair(second, third), answer=MatchAnswer.NOT_SAME, by=manager, now=now)
    unsent_like(OutgoingMessage.objects.order_by("pk").first())


def pages_from_the_resolver(look):
    """The pages of the desk, of the admin and of agencies, each as a user who may open it."""
    rows_for_every_page()
    asked: dict[str, list[str]] = {}
    for name, question in opened():
        is_here = name.startswith(STAFF_PAGES) and TABLE[name] != NOBODY
        if is_here and name not in ELSEWHERE | LEADS_ON | NEEDS_MORE:
            asked.setdefault(question.who, []).append(question.path)
    asked["manager"].append(reverse("admin:index"))
    asked["auditor"].append(reverse("admin:audit_auditevent_changelist") + "?since=x")
    for username, paths in asked.items():
        look(paths, signed_in(username))


def pages_with_a_caller(look):
    coordinator = User.objects.get(username="coordinator")
    form = open_form(coordinator, kind=Role.COORDINATOR, now=timezone.now())
    paths = [reverse("referrals:caller"), address("caller", "start"), address("caller", "check")]
    paths += [address("caller", "page", slug) for slug in ("now", "read-out")]
    look(paths, signed_in("coordinator") | form)


def pages_of_an_administrator(look):
    administrator = User.objects.get(username="administrator")
    version = ProgrammeVersion.objects.current().get(programme__code="cobi")
    draft = make_draft_version(
        programme_id=version.programme_id, by=administrator, now=timezone.now()
    )
    look(
        [
            reverse("admin:index"),
            reverse("admin:programmes_programmeversion_change", args=[version.pk]),
            reverse("admin:programmes_programmeversion_change", args=[draft.pk]),
            reverse("admin:programmes_programmeversion_publish", args=[draft.pk]),
            reverse("admin:programmes_programmeversion_draft", args=[version.pk]),
        ],
        signed_in("administrator"),
    )


# One test: the demonstration takes longer to tell than its pages to look at.
def test_every_page_of_the_demonstration(demo, look):
    for visit in (
        public_pages,
        pages_of_who_delivers,
        pages_of_a_link_worker,
        pages_from_the_resolver,
        pages_with_a_caller,
        pages_of_an_administrator,
    ):
        visit(look)
