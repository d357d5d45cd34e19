"""The questions and answers that the history holds, as rows of their own."""

from django.db import migrations

from referral_portal.common.dates import local_today, working_days_after

BATCH = 500
ASKED, ANSWERED = "request_information", "receive_information"
WORKING_DAYS = 5


def fill(apps, schema_editor):
    changes = apps.get_model("referrals", "StatusChange").objects
    referrals = apps.get_model("referrals", "Referral").objects
    questions = apps.get_model("referrals", "Question").objects
    ids = changes.filter(verb=ASKED, by__isnull=False).order_by("referral_id")
    # Back and forward again, the rows are there already.
    ids = ids.exclude(referral__in=questions.values("referral"))
    ids = list(ids.values_list("referral_id", flat=True).distinct())
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        from_agency = set(
            referrals.filter(pk__in=some, referrer__isnull=False).values_list("pk", flat=True)
        )
        rows, number = [], {}
        steps = changes.filter(referral_id__in=some, verb__in=(ASKED, ANSWERED), by__isnull=False)
        for step in steps.order_by("referral_id", "number"):
            pk = step.referral_id
            if step.verb == ASKED:
                number[pk] = number.get(pk, 0) + 1
                rows.append(
                    questions.model(
                        referral_id=pk,
                        number=number[pk],
                        whom="referrer" if pk in from_agency else "participant",
                        text=step.words,
                        asked_at=step.at,
                        asked_by_id=step.by_id,
                        answer_due_on=working_days_after(local_today(step.at), WORKING_DAYS),
                    )
                )
            elif rows and rows[-1].referral_id == pk and rows[-1].answered_at is None:
                rows[-1].answer = step.words
                rows[-1].answered_at = rows[-1].read_at = step.at
                rows[-1].answered_by_id = step.by_id
        questions.bulk_create(rows)


class Migration(migrations.Migration):
    # A large history is not read in one transaction.
    atomic = False
    dependencies = [("referrals", "0039_questions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
