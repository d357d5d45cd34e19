"""Find the opened envelopes whose ciphertext is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sealing', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='sealedenvelope',
            index=models.Index(condition=models.Q(('opened_at__isnull', False), models.Q(('blob', b''), _negated=True)), fields=['sealed_at'], name='sealed_kept'),
        ),
    ]
