"""What a project must set, and nothing that it need not (docs/streams.md)."""

import os

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "channels",
    "django_eventstream",
    "django_tasks",
    "django_tasks_db",
    "notifications",
    "tests.standalone.project",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tests.standalone.project.gate.NamedByProxy",
]
ROOT_URLCONF = "tests.standalone.project.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["STANDALONE_DATABASE"],
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "notifications.streams.sessions"

# Each process has a layer of its own, so between processes only the sweep of the log is left.
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

STREAM_RULES = {"news": "notifications.streams.access.everybody", "staff-": "tests.standalone.project.rules.staff"}
STREAM_ALLOWED_ORIGINS = ["https://friend.example"]

# For alerts (docs/alerts.md).
BASE_URL = "https://orders.example"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["STANDALONE_DATABASE"] + "-mails"

EVENTSTREAM_STORAGE_CLASS = "notifications.streams.eventstream.storage.LogStorage"
EVENTSTREAM_CHANNELMANAGER_CLASS = "tests.standalone.project.rules.Channels"
