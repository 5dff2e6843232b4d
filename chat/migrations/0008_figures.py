"""What is counted of the site, and live values that an operator publishes."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0007_bots'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('minute', models.DateTimeField(help_text='Its beginning.', primary_key=True, serialize=False)),
                ('people', models.PositiveIntegerField(default=0, help_text='Who was here at its end; 0 where nobody counted.')),
                ('public_messages', models.PositiveIntegerField(default=0, help_text='Posted in rooms that are public.')),
                ('messages', models.PositiveIntegerField(default=0, help_text='Posted in any room.')),
                ('reports', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['minute'],
            },
        ),
        migrations.CreateModel(
            name='LiveStream',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Lower-case letters, digits, - and _; with * at the end all streams that begin so.', max_length=64, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9_-]*[a-z0-9_-]\\*?$')], verbose_name='stream')),
                ('title', models.CharField(blank=True, max_length=80, verbose_name='title')),
                ('readers', models.CharField(choices=[('everybody', 'everybody'), ('signed-in', 'who is signed in'), ('moderators', 'moderators of the site')], default='everybody', max_length=10, verbose_name='readers')),
            ],
            options={
                'verbose_name': 'stream of live values',
                'verbose_name_plural': 'streams of live values',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('readers__in', ['everybody', 'signed-in', 'moderators'])), name='live_stream_readers')],
            },
        ),
        migrations.CreateModel(
            name='LiveValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stream', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=64)),
                ('value', models.JSONField(help_text='A number, a text or a truth value.')),
                ('unit', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField(help_text='When it was so.')),
                ('recent', models.JSONField(default=list, help_text='The last numbers, the newest last.')),
                ('told_at', models.DateTimeField(help_text='When it was put on the stream.')),
                ('waiting', models.JSONField(help_text='A newer one, which came too soon after this.', null=True)),
                ('due_at', models.DateTimeField(help_text='When that is told.', null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='live_value_due')],
                'constraints': [models.UniqueConstraint(fields=('stream', 'name'), name='live_value_once'), models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('waiting__isnull', True)), models.Q(('due_at__isnull', False), ('waiting__isnull', False)), _connector='OR'), name='live_value_waits_until')],
            },
        ),
        migrations.CreateModel(
            name='PublishToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('label', models.CharField(blank=True, max_length=80, verbose_name='label')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('issued_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stream', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='chat.livestream')),
            ],
            options={
                'verbose_name': 'token for publishing',
                'verbose_name_plural': 'tokens for publishing',
                'ordering': ['pk'],
            },
        ),
    ]
