"""Put the looks at each case, and the lists of each worker, into chains; those on record too."""

from django.db import migrations, models

from referral_portal.common.chain import START, link_digest


def chain_what_is_there(apps, schema_editor):
    records = apps.get_model("safeguarding", "AccessRecord")._base_manager.using(
        schema_editor.connection.alias
    )
    heads = {}
    for record in records.order_by("pk").iterator(chunk_size=2000):
        chain = ("case", record.case_id) if record.case_id else ("worker", record.worker_id)
        number, previous = heads.get(chain, (0, START))
        number += 1
        content = {
            "case": str(record.case_id) if record.case_id else None,
            "worker": record.worker_id,
            "at": record.at,
            "what": record.what,
            "page": record.page,
            "case_ids": record.case_ids,
        }
        digest = link_digest(previous=previous, number=number, content=content)
        records.filter(pk=record.pk).update(number=number, previous=previous, digest=digest)
        heads[chain] = number, digest


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0003_last_code")]

    operations = [
        migrations.AddField(
            model_name="accessrecord",
            name="number",
            field=models.PositiveIntegerField(default=0, verbose_name="number in its chain"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="accessrecord",
            name="previous",
            field=models.CharField(default="", max_length=64, verbose_name="digest of the one before"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="accessrecord",
            name="digest",
            field=models.CharField(default="", max_length=64, verbose_name="digest"),
            preserve_default=False,
        ),
        migrations.RunPython(chain_what_is_there, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="accessrecord",
            name="what",
            field=models.CharField(
                choices=[
                    ("worklist", "Worklist"),
                    ("cases", "List of cases"),
                    ("checks", "Session checks"),
                    ("case", "Case"),
                    ("form", "Form of the case"),
                    ("change", "Change to the case"),
                    ("looks", "Who has looked"),
                    ("refused", "Refused"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False)),
                fields=("case", "number"),
                name="access_case_chain",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessrecord",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", True)),
                fields=("worker", "number"),
                name="access_worker_chain",
            ),
        ),
    ]
