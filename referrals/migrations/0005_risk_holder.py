"""Who holds the risk once an agency's referral is not accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_callbacks")]

    operations = [
        migrations.AddField(
            model_name="statuschange",
            name="risk_holder",
            field=models.CharField(
                blank=True, default="", max_length=120, verbose_name="holds the risk now"
            ),
        )
    ]
