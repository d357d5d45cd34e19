"""An index that finds the calls to make among all messages to our staff."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0009_list_of_messages'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='outgoingmessage',
            name='outgoing_untold',
        ),
        migrations.AddIndex(
            model_name='outgoingmessage',
            index=models.Index(condition=models.Q(('audience', 'staff'), ('told_at__isnull', True)), fields=['template', 'due_at', 'id'], name='outgoing_untold'),
        ),
    ]
