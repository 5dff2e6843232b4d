from django.db import migrations, models


class Migration(migrations.Migration):

    # Apart from 0003: PostgreSQL alters no table that has changed rows in the same transaction.
    dependencies = [
        ("chat", "0003_removed_words_become_evidence"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), models.Q(('body', ''), _negated=True)), models.Q(('body', ''), ('html', ''), ('masked', False), ('pinned_at', None), ('removed_at__isnull', False)), _connector='OR'), name='message_has_a_text_until_removed'),
        ),
    ]
