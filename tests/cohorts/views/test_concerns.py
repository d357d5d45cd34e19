"""The page on which staff raise a concern: what leaves, what stays, and when it says to call 999."""

import pytest
from django.urls import reverse

from cohorts.concern_levels import Part
from cohorts.forms.people import ConcernForm
from cohorts.models import ConcernReceipt, RaisedConcern
from referral_portal.sealing.models import SealedEnvelope
from tests.factories.cohorts import PLANNED_AT, place_somebody

pytestmark = pytest.mark.django_db
CONCERN = {
    "words": "Words", "who": ["partner"], "imminence": "day", "weapon": "no", "parts": ["none"],
    "knows": "no",
}  # fmt: skip


def test_a_concern_is_sealed_and_its_receipt_comes_back(client, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)
    before = SealedEnvelope.objects.count()

    client.post(
        reverse("cohorts:concern", args=[enrolment.pk]),
        CONCERN | {"words": "CANARY words"},
    )

    raised = RaisedConcern.objects.get()
    assert SealedEnvelope.objects.count() == before + 1
    page = reverse("cohorts:detail", args=[cohort.pk])
    text = client.get(page).content.decode()
    assert "On its way" in text
    assert "CANARY" not in text
    for sequence, state in ((2, "being_handled"), (1, "received")):
        ConcernReceipt.objects.create(
            concern_id=raised.pk, state=state, sequence=sequence, released_at=PLANNED_AT
        )
    assert "Being handled" in client.get(page).content.decode()


def test_whoever_did_not_raise_a_concern_does_not_see_it(client, read, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)
    client.post(
        reverse("cohorts:concern", args=[enrolment.pk]),
        CONCERN,
    )

    colleague = cohort.staffing.last().user
    text = read(colleague, reverse("cohorts:detail", args=[cohort.pk]))

    assert "Concerns you raised" not in text


def test_the_longest_concern_fits_its_box_whatever_is_typed(client, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)

    response = client.post(
        reverse("cohorts:concern", args=[enrolment.pk]),
        {
            "words": "\U0001f600" * 800,
            "who": [code for code, _ in ConcernForm.base_fields["who"].choices],
            "at_risk": "\U0001f600" * 100,
            "done": "\U0001f600" * 200,
            "imminence": "not_expected",
            "weapon": "not_known",
            "parts": [code.value for code in Part if code != Part.NONE],
            "knows": "yes",
        },
    )

    assert response.status_code == 302
    assert RaisedConcern.objects.exists()


@pytest.mark.parametrize(
    ("changes", "is_imminent"), [({"imminence": "now"}, True), ({"imminence": "days"}, False)]
)
def test_an_imminent_concern_is_sent_at_once_and_then_says_call_999_before_anything_else(
    client, travel, cohort, facilitator, changes, is_imminent
):
    enrolment = place_somebody(cohort)
    client.force_login(facilitator)
    path = reverse("cohorts:concern", args=[enrolment.pk])
    page = client.post(path, CONCERN | changes, follow=True).content.decode()
    assert RaisedConcern.objects.exists()
    assert ("Call <a" in page) == is_imminent
    if is_imminent:
        assert page.index('href="tel:999"') < page.index("Your concern is on its way")
        assert page.index('href="tel:999"') < page.index("<h1")
    # The level is not kept on this side: a second look shows no more than for any other concern.
    again = client.get(reverse("cohorts:detail", args=[cohort.pk])).content.decode()
    assert "Call <a" not in again
