"""The settings, all of them: what a person may set is read in `chatsite.environment`.

https://docs.djangoproject.com/en/5.2/ref/settings/
"""

import hashlib
import sys
from pathlib import Path
from typing import Any

import structlog
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from chatsite import embedded, environment, secret
from notifications.inbox import vapid

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

try:
    ENV = environment.read(default_database=VAR_DIR / "chatsite.sqlite3")
except environment.Wrong as wrong:
    sys.stderr.write(f"chatsite: {wrong}\n")
    sys.exit(2)

# The site and who may ask it

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key or secret.kept(VAR_DIR / "secret-key")
ALLOWED_HOSTS = ENV.allowed_hosts or [".localhost", "127.0.0.1", "[::1]"]
BASE_URL = ENV.base_url or environment.likely_base_url(ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = [*ENV.csrf_trusted_origins, BASE_URL]
SIGNUP = ENV.signup
METRICS_TOKEN = ENV.metrics_token
# Without a key nothing is pushed; while developing there is always one.
VAPID_PRIVATE_KEY = ENV.vapid_private_key or (
    secret.kept(VAR_DIR / "vapid-key", vapid.new_private_key) if DEBUG else None
)
VAPID_SUBJECT = BASE_URL if BASE_URL.startswith("https://") else "mailto:webmaster@localhost"

ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_eventstream",
    "django_htmx",
    "django_prometheus",
    "django_rich",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "heroicons",
    "ninja",
    "servestatic",
    "chatsite",
    "chat",
    "notifications",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "chatsite.middleware.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chatsite.middleware.NotAllowedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Where things are kept

DATABASE_URL = ENV.database_url
SQLITE = ENV.database["ENGINE"].endswith("sqlite3")
if SQLITE:
    # Defaults lose 96 of 400 concurrent writes to "database is locked", these none: writers queue up
    # from their first statement (IMMEDIATE) for up to `timeout` seconds, readers never wait (WAL).
    VAR_DIR.mkdir(exist_ok=True)
    DATABASE: dict[str, Any] = {
        "NAME": BASE_DIR / ENV.database["NAME"],  # beside manage.py unless absolute
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        },
    }
else:
    DATABASE = {
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            **ENV.database.get("OPTIONS", {}),
        },
    }
# Under ASGI a connection kept for a thread is never closed; the pool and the writer's thread keep theirs.
DATABASES = {"default": {**ENV.database, "CONN_MAX_AGE": 0, **DATABASE}}

# Two sites that share one Redis must not hear each other.
LAYER_PREFIX = f"chatsite-{hashlib.sha256(DATABASE_URL.encode()).hexdigest()[:16]}"
REDIS_URL = ENV.redis_url or embedded.address(DATABASE_URL)
CHANNEL_LAYERS: dict[str, dict[str, Any]]
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": LAYER_PREFIX},
        },
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    # What people bring. Never below STATIC_ROOT: it is only ever read through `chat.serving`.
    "default": ENV.media or environment.folder(VAR_DIR / "media"),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "servestatic.storage.CompressedManifestStaticFilesStorage"
        ),
    },
}

# Streams, limits

STREAM_RULES = {
    "room-": "chat.access.rooms",
    "moderation": "chat.access.moderation",
    "site": "notifications.streams.access.everybody",
    "": "chat.access.published",
    # Nobody ever says anything on it: it shows what becomes of connections on which nothing happens.
    "silence": "notifications.streams.access.everybody",
}
STREAM_TOKENS = "chat.tokens.find"
STREAM_OVER = "chat.access.over"
STREAM_UNREAD = "chat.access.unread"
STREAM_PRESENCE = ["room-"]
EVENTSTREAM_STORAGE_CLASS = "notifications.streams.eventstream.storage.LogStorage"
EVENTSTREAM_CHANNELMANAGER_CLASS = "notifications.streams.eventstream.channels.ChannelManager"
STREAM_ALLOWED_ORIGINS = ENV.stream_allowed_origins
LONG_POLL_MAX_S = ENV.long_poll_max_s
STREAM_DIRECT_WRITES = ENV.stream_direct_writes
EVENT_RETENTION_DAYS = ENV.event_retention_days
EVIDENCE_DAYS = ENV.evidence_days
ANSWER_TIMEOUT_S = ENV.answer_timeout_s
WEBHOOK_PRIVATE_ADDRESSES = ENV.webhook_private_addresses
ASSISTANT_URL = ENV.assistant_url
ASSISTANT_KEY = ENV.assistant_key
ASSISTANT_MODEL = ENV.assistant_model
ASSISTANT_PROMPT = ENV.assistant_prompt
ASSISTANT_CONTEXT = ENV.assistant_context
ASSISTANT_TIMEOUT_S = ENV.assistant_timeout_s
ASSISTANT_MOST_S = ENV.assistant_most_s
ATTACHMENT_MAX_BYTES = ENV.attachment_max_bytes
ATTACHMENT_MAX_PIXELS = ENV.attachment_max_pixels
ATTACHMENT_QUOTA = ENV.attachment_quota
ATTACHMENT_RATE = ENV.attachment_rate
POST_RATE = ENV.post_rate
COMMAND_RATE = ENV.command_rate
ROOM_RATE = ENV.room_rate
CONNECTIONS_PER_USER = ENV.connections_per_user
CONNECTIONS_PER_GUEST_IP = ENV.connections_per_guest_ip

# Each queue has a thread of the worker for itself.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "elsewhere"]}}

BODY_LIMIT_BYTES = 256 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT_BYTES
# A chunk of an attachment, as one request (chat/uploads.py).
UPLOAD_LIMIT_BYTES = 4 * 1024 * 1024
UPLOADS = "/api/v1/attachments/"

# People

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["chat.sign_in.Entrance"]
# scrypt resists graphics cards and needs no package; PBKDF2 stays readable for imported accounts.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "notifications.streams.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "chatsite.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# They stand where a username would: @room, @here and their like call people, /people/me is whoever asks.
ACCOUNT_USERNAME_BLACKLIST = ["all", "everyone", "here", "me", "room"]
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
# Signing up with somebody's address looks as with any other; whose it is, the mail to it decides.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_TOTP_ISSUER = "Chatsite"

if ENV.email:
    globals().update(ENV.email)
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"  # without JavaScript; with it the browser shows its own

# Security

HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "chatsite_session"
CSRF_COOKIE_NAME = "chatsite_csrf"
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    # TLS ends at the proxy; deploy/nginx.conf sets this header whatever the client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether every subdomain speaks https only its owner knows
    "security.W008",  # the proxy redirects to https; the application never does
    "security.W021",  # so is the preload list
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# Logs: lines for people while developing, JSON for machines otherwise

DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # RequestLogMiddleware binds it without a query
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10
SHARED_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SHARED_PROCESSORS,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *(
                    [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
                    if DEBUG
                    else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
                ),
            ],
            "foreign_pre_chain": SHARED_PROCESSORS,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "daphne": {"level": "WARNING"},
        "uvicorn": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},  # request_finished says the same and more
    },
}
