"""An index over all subjects."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0006_connection_reports'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='event_subject',
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['subject'], name='event_subject'),
        ),
    ]
