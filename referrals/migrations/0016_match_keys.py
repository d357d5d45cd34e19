"""How names sound, and whether a form has been compared. The next migration fills the sounds."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0015_letters_not_printed")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="last_name_sound",
            field=models.CharField(
                blank=True, default="", max_length=110, verbose_name="sound of the last name"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="participant",
            name="name_sounds",
            field=models.CharField(
                blank=True, default="", max_length=110, verbose_name="sounds of the name"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="participant",
            name="compared_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="compared with other forms at"
            ),
        ),
    ]
