"""Which sealing key a draft needs, so that nobody throws it away; older drafts may need any."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_as_sent")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="sealing_key",
            field=models.CharField(
                blank=True,
                db_default="",
                editable=False,
                max_length=16,
                verbose_name="sealing key since it began",
            ),
        )
    ]
