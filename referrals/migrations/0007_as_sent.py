from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0006_review'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='as_sent',
            field=models.JSONField(editable=False, null=True, verbose_name='as it read when it was sent'),
        ),
    ]
