from django.db import migrations


def keep_as_evidence(apps, schema_editor):
    """What removed messages said leaves the table of messages."""
    Message, Evidence = apps.get_model("chat", "Message"), apps.get_model("chat", "Evidence")
    removed = Message.objects.filter(removed_at__isnull=False)
    for message in removed.iterator():
        Evidence.objects.create(message=message, body=message.body, taken_at=message.removed_at)
    removed.update(body="", html="")


class Migration(migrations.Migration):

    dependencies = [
        ("chat", "0002_moderation"),
    ]

    operations = [migrations.RunPython(keep_as_evidence)]
