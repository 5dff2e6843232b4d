"""How many follow through which process, and what one process does for all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_presence_since")]

    operations = [
        migrations.CreateModel(
            name="Connections",
            fields=[
                ("process", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("counts", models.JSONField(help_text="Connections by transport.")),
                ("guests", models.PositiveIntegerField(default=0, help_text="How many of them are nobody we know.")),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("taken_at", models.DateTimeField()),
            ],
        ),
    ]
