"""Let the encrypted columns take the place of those that anybody could read."""

from django.db import migrations, models

COLUMNS = (
    ("victimcase", "contents", {"null": True, "blank": True, "verbose_name": "what the form said"}),
    ("sealednote", "contents", {"verbose_name": "what was sent"}),
    ("concern", "contents", {"verbose_name": "what was raised"}),
    ("safecontact", "person", {"verbose_name": "name"}),
    ("safecontact", "value", {"verbose_name": "number or address"}),
    ("safecontact", "when", {"blank": True, "verbose_name": "days and times"}),
    ("contactnote", "note", {"blank": True, "verbose_name": "note"}),
)


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0007_encrypt_what_is_there")]

    operations = [
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
                    ("search", "Search"),
                    ("refused", "Refused"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        *(
        operation
        for model, name, options in COLUMNS
        for operation in (
            migrations.RemoveField(model_name=model, name=name),
            migrations.RenameField(model_name=model, old_name=f"{name}_locked", new_name=name),
            migrations.AlterField(
                model_name=model, name=name, field=models.BinaryField(**options)
            ),
        )
        ),
    ]
