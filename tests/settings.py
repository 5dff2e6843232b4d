"""The site's settings, changed where tests would be slow or in each other's way."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "1")

from chatsite.settings import *  # noqa: F403  (a settings file is a list of names)
from chatsite.settings import DATABASES, SQLITE, STORAGES

# Each test process has a database file of its own; in memory, SQLite knows no WAL and no second writer.
scratch = Path(tempfile.mkdtemp(prefix="chatsite-tests-"))
atexit.register(shutil.rmtree, scratch, ignore_errors=True)
if SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": scratch / "test.sqlite3"}

CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES["default"]["OPTIONS"] = {"location": scratch / "media"}
# The push service of the tests is on this machine.
PUSH_PRIVATE_ADDRESSES = True
