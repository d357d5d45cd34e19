"""Find the newest overrides by index."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0005_who_released'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='messagerelease',
            index=models.Index(condition=models.Q(('basis', 'override')), fields=['released_at'], name='release_override'),
        ),
    ]
