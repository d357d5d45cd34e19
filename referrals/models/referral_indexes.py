"""The indexes of the table of referrals: each list of the desk reads along one of its own."""

from django.db import models

from referrals.enums import PAUSED, RANKED, EndingCode, Status
from referrals.querysets import SAME_DAY

# What the filters and the rules ask of an open referral. An index that has it finds the rows of a list,
# and their number, without reading any other row. Open referrals are few, so these indexes are small.
FILTERED = ("route", "pathway", "district", "assigned_to", "is_restricted", "set_aside_at")

INDEXES = [
    # The queue: one status, oldest first, page by page.
    models.Index(fields=["status", "submitted_at", "id"], name="referral_queue"),
    models.Index(
        fields=["status", "danger_level", "submitted_at", "id"],
        condition=models.Q(status__in=RANKED),
        include=FILTERED,
        name="referral_open_by_danger",
    ),
    models.Index(
        fields=["danger_version"],
        condition=models.Q(ended_at__isnull=True),
        name="referral_danger_version",
    ),
    # The first list of the first page: same-day danger, by the time of the decision.
    models.Index(
        fields=["due_at", "id"],
        condition=models.Q(status__in=RANKED, danger_level=SAME_DAY),
        name="referral_same_day",
    ),
    models.Index(
        fields=["status", "due_at", "id"],
        condition=models.Q(status__in=RANKED),
        include=(*FILTERED, "danger_level"),
        name="referral_open_by_due",
    ),
    models.Index(fields=["status", "reference"], name="referral_status_reference"),
    # The open ones again, for their other orders.
    models.Index(
        fields=["status", "submitted_at", "id"],
        condition=models.Q(status__in=RANKED),
        include=(*FILTERED, "danger_level"),
        name="referral_open_by_age",
    ),
    models.Index(
        fields=["status", "reference"],
        condition=models.Q(status__in=RANKED),
        include=(*FILTERED, "danger_level", "id"),
        name="referral_open_by_reference",
    ),
    models.Index(
        fields=["sort_name", "id"],
        condition=models.Q(status__in=RANKED),
        include=(*FILTERED, "danger_level"),
        name="referral_open_by_name",
    ),
    models.Index(fields=["status", "sort_name", "id"], name="referral_status_name"),
    models.Index(fields=["sort_name", "id"], name="referral_name"),
    models.Index(
        fields=["status", "danger_level", "submitted_at", "id"],
        condition=models.Q(status__in=RANKED, assigned_to__isnull=True),
        name="referral_unassigned",
    ),
    # Every status of those that nobody has, in every order: the few who wait are the newest of all.
    models.Index(
        fields=["submitted_at", "id"],
        condition=models.Q(assigned_to__isnull=True),
        include=(
            "status",
            "reference",
            "sort_name",
            "route",
            "pathway",
            "district",
            "is_restricted",
            "set_aside_at",
            "danger_level",
        ),
        name="referral_of_nobody",
    ),
    # Every referral by its age. A search walks along it to the newest of those with a common name.
    models.Index(
        fields=["submitted_at", "id"],
        include=("sort_name", "is_restricted"),
        name="referral_names_by_age",
    ),
    models.Index(
        fields=["participant"],
        condition=models.Q(is_restricted=True),
        name="referral_restricted",
    ),
    models.Index(
        fields=["set_aside_at", "id"],
        condition=models.Q(set_aside_at__isnull=False),
        name="referral_set_aside",
    ),
    # The workload: what each coordinator has, by status.
    models.Index(
        fields=["assigned_to", "status", "danger_level", "submitted_at", "id"],
        condition=models.Q(assigned_to__isnull=False),
        name="referral_assigned",
    ),
    # The same in the order in which a coordinator reads them, with what the team's page counts.
    models.Index(
        fields=["assigned_to", "danger_level", "submitted_at", "id"],
        include=["status", "due_at", "is_restricted", "set_aside_at"],
        condition=models.Q(assigned_to__isnull=False, ended_at__isnull=True),
        name="referral_held",
    ),
    # Those for which a manager may have to name a coordinator.
    models.Index(
        fields=["submitted_at", "id"],
        condition=models.Q(is_restricted=True, ended_at__isnull=True),
        name="referral_named",
    ),
    # The newest forms, among which bursts are looked for.
    models.Index(
        fields=["submitted_at", "id"],
        include=["is_restricted", "set_aside_at"],
        condition=models.Q(status=Status.AWAITING_TRIAGE),
        name="referral_newest",
    ),
    # The other side reads what has changed since it last looked.
    models.Index(fields=["status_at"], name="referral_changed"),
    # A duplicate leaves its date for the decision to the referral that stays open.
    models.Index(
        fields=["due_at"],
        condition=models.Q(ending_code=EndingCode.DUPLICATE),
        name="referral_duplicate_due_at",
    ),
    # Whose question was answered: three verbs or more, the sending, the question, the answer.
    models.Index(
        fields=["status_at", "id"],
        condition=models.Q(status=Status.AWAITING_TRIAGE, version__gt=2),
        name="referral_answered",
    ),
    # The figures of the team.
    models.Index(
        fields=["submitted_at", "route"],
        condition=models.Q(is_restricted=False, set_aside_at__isnull=True),
        name="referral_arrivals",
    ),
    models.Index(
        fields=["status", "submitted_at"],
        condition=models.Q(is_restricted=False, set_aside_at__isnull=True, ended_at__isnull=True),
        name="referral_standing",
    ),
    models.Index(
        fields=["contact_due_at", "id"],
        condition=models.Q(contact_due_at__isnull=False, ended_at__isnull=True),
        name="referral_contact_due",
    ),
    models.Index(
        fields=["place_due_at", "id"],
        condition=models.Q(place_due_at__isnull=False, ended_at__isnull=True),
        name="referral_place_due",
    ),
    # The oldest of those that are overdue.
    models.Index(
        fields=["submitted_at", "id"],
        condition=models.Q(contact_due_at__isnull=False, ended_at__isnull=True),
        name="referral_contact_by_age",
    ),
    models.Index(
        fields=["submitted_at", "id"],
        condition=models.Q(place_due_at__isnull=False, ended_at__isnull=True),
        name="referral_place_by_age",
    ),
    models.Index(
        fields=["review_on"],
        condition=models.Q(review_on__isnull=False),
        name="referral_review",
    ),
    # The waiting list, of all programmes and districts or of one, and whom to speak to next.
    *(
        models.Index(
            fields=[*of, "turn_at", "id"],
            condition=models.Q(status=Status.AWAITING_ALLOCATION),
            name=f"waiting{''.join(f'_{one}' for one in of)}",
        )
        for of in ([], ["programme"], ["district"], ["programme", "district"])
    ),
    models.Index(
        fields=["holding_due_at", "id"],
        condition=models.Q(status=Status.AWAITING_ALLOCATION),
        name="waiting_contact",
    ),
    models.Index(
        fields=["status", "review_on", "id"],
        condition=models.Q(status__in=sorted(PAUSED)),
        name="referral_review_queue",
    ),
]
