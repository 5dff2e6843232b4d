"""Since when somebody is connected."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_alert_mailed")]

    operations = [
        migrations.AddField(
            model_name="presence",
            name="since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
