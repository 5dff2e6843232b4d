from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0004_removed_messages_say_nothing'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='at_ms',
            field=models.BigIntegerField(help_text="Its moment in the stage's recording; None: it has none.", null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='bullet_colour',
            field=models.CharField(blank=True, choices=[('white', 'white'), ('red', 'red'), ('orange', 'orange'), ('yellow', 'yellow'), ('green', 'green'), ('cyan', 'cyan'), ('blue', 'blue'), ('pink', 'pink')], default='', max_length=6),
        ),
        migrations.AddField(
            model_name='message',
            name='bullet_mode',
            field=models.CharField(blank=True, choices=[('scroll', 'across'), ('top', 'at the top'), ('bottom', 'at the bottom')], default='', max_length=6),
        ),
        migrations.AddField(
            model_name='message',
            name='bullet_size',
            field=models.CharField(blank=True, choices=[('small', 'small'), ('medium', 'medium'), ('large', 'large')], default='', max_length=6),
        ),
        migrations.AddField(
            model_name='room',
            name='stage_kind',
            field=models.CharField(choices=[('none', 'nothing on stage'), ('picture', 'a picture'), ('video', 'a video'), ('clock', 'a clock'), ('wall', 'a wall')], default='none', max_length=7, verbose_name='stage'),
        ),
        migrations.AddField(
            model_name='room',
            name='stage_since',
            field=models.DateTimeField(help_text='When what it shows was put there: its recording begins then.', null=True, verbose_name='on stage since'),
        ),
        migrations.AddField(
            model_name='room',
            name='stage_url',
            field=models.CharField(blank=True, max_length=500, verbose_name='address of what the stage shows'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('at_ms__isnull', False)), fields=['room', 'at_ms'], name='message_on_stage'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_ms', None), ('bullet_colour', ''), ('bullet_mode', ''), ('bullet_size', '')), models.Q(('bullet_colour__in', ['white', 'red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'pink']), ('bullet_mode__in', ['scroll', 'top', 'bottom']), ('bullet_size__in', ['small', 'medium', 'large'])), _connector='OR'), name='message_bullet'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('at_ms', None), ('at_ms__gte', 0), _connector='OR'), name='message_at_ms'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(('stage_kind__in', ['none', 'picture', 'video', 'clock', 'wall'])), name='room_stage_kind'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stage_kind', 'none'), ('stage_since', None), ('stage_url', '')), models.Q(('stage_kind__in', ['clock', 'wall']), ('stage_since__isnull', False), ('stage_url', '')), models.Q(('stage_kind__in', ['picture', 'video']), ('stage_since__isnull', False), models.Q(('stage_url', ''), _negated=True)), _connector='OR'), name='room_stage_shows_what_it_says'),
        ),
    ]
