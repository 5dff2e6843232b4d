"""What a person may set, and what the site says to a wrong value."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chatsite import environment
from chatsite.environment import Rate, Wrong

NAMES = [
    "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "CSRF_TRUSTED_ORIGINS", "STREAM_ALLOWED_ORIGINS",
    "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SIGNUP", "LONG_POLL_MAX_S", "POST_RATE", "COMMAND_RATE",
    "ATTACHMENT_MAX_BYTES", "ATTACHMENT_MAX_PIXELS", "ATTACHMENT_QUOTA", "ATTACHMENT_RATE", "MEDIA",
    "CONNECTIONS_PER_USER", "CONNECTIONS_PER_GUEST_IP", "EVENT_RETENTION_DAYS", "METRICS_TOKEN", "VAPID_PRIVATE_KEY",
]  # fmt: skip
DEFAULT = Path("/somewhere/site.sqlite3")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DEBUG", "1")


def test_everything_has_a_default() -> None:
    found = environment.read(DEFAULT)
    assert found.database["NAME"] == "/somewhere/site.sqlite3"
    assert (found.post_rate, found.command_rate) == (Rate(20, 10), Rate(100, 10))
    assert (found.connections_per_user, found.connections_per_guest_ip) == (20, 50)
    assert (found.event_retention_days, found.long_poll_max_s, found.signup) == (30, 55, "open")
    assert found.redis_url is None


def test_empty_is_the_same_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    unset = environment.read(DEFAULT)
    for name in NAMES:
        if name != "DEBUG":
            monkeypatch.setenv(name, " ")
    assert environment.read(DEFAULT) == unset


@pytest.mark.parametrize(
    ("name", "text", "field", "expected"),
    [
        ("POST_RATE", "5/m", "post_rate", Rate(5, 60)),
        ("POST_RATE", "100/2h", "post_rate", Rate(100, 7200)),
        ("POST_RATE", "off", "post_rate", None),
        ("ATTACHMENT_MAX_BYTES", "10M", "attachment_max_bytes", 10 * 1024**2),
        ("ATTACHMENT_MAX_BYTES", "500", "attachment_max_bytes", 500),
        ("ATTACHMENT_QUOTA", "off", "attachment_quota", None),
        ("ATTACHMENT_QUOTA", "2G", "attachment_quota", 2 * 1024**3),
        ("ATTACHMENT_MAX_PIXELS", "1000", "attachment_max_pixels", 1000),
        ("ATTACHMENT_RATE", "5/h", "attachment_rate", Rate(5, 3600)),
        ("MEDIA", "/srv/media", "media", environment.folder(Path("/srv/media"))),
        ("COMMAND_RATE", "off", "command_rate", None),
        ("CONNECTIONS_PER_USER", "off", "connections_per_user", None),
        ("CONNECTIONS_PER_GUEST_IP", "7", "connections_per_guest_ip", 7),
        ("LONG_POLL_MAX_S", "1", "long_poll_max_s", 1),
        ("STREAM_DIRECT_WRITES", "off", "stream_direct_writes", False),
        ("SIGNUP", "invite", "signup", "invite"),
        ("BASE_URL", "https://chat.example.org/", "base_url", "https://chat.example.org"),
        (
            "STREAM_ALLOWED_ORIGINS",
            "https://a.example, http://b:81",
            "stream_allowed_origins",
            ["https://a.example", "http://b:81"],
        ),
        ("REDIS_URL", "unix:///run/redis.sock", "redis_url", "unix:///run/redis.sock"),
        ("REDIS_URL", "redis://:secret@host:6379/0", "redis_url", "redis://:secret@host:6379/0"),
    ],
)
def test_a_value_is_understood(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, text)
    assert getattr(environment.read(DEFAULT), field) == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DEBUG", "maybe"),
        ("BASE_URL", "chat.example.org"),
        ("BASE_URL", "https://chat.example.org/path"),
        ("BASE_URL", "https://mallory@chat.example.org"),
        ("BASE_URL", "http://["),
        ("BASE_URL", "http://host:99999"),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example,b.example"),
        ("STREAM_ALLOWED_ORIGINS", "*"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("DATABASE_URL", "postgres://host:99999/name"),
        ("DATABASE_URL", "postgres://["),
        ("DATABASE_URL", "postgres://host"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://["),
        ("REDIS_URL", "unix://"),
        ("EMAIL_URL", "foo"),
        ("EMAIL_URL", "carrier-pigeon://host"),
        ("SIGNUP", "sometimes"),
        ("LONG_POLL_MAX_S", "0"),
        ("LONG_POLL_MAX_S", "56"),
        ("LONG_POLL_MAX_S", "ten"),
        ("POST_RATE", "20"),
        ("POST_RATE", "0/10s"),
        ("POST_RATE", "20/0s"),
        ("COMMAND_RATE", "20/10d"),
        ("ATTACHMENT_MAX_BYTES", "25MB"),
        ("ATTACHMENT_MAX_BYTES", "0"),
        ("ATTACHMENT_QUOTA", "lots"),
        ("MEDIA", "media"),
        ("MEDIA", "s3://"),
        ("MEDIA", "s3://key:secret@bucket"),
        ("MEDIA", "s3://["),
        ("CONNECTIONS_PER_USER", "0"),
        ("CONNECTIONS_PER_USER", "-1"),
        ("CONNECTIONS_PER_GUEST_IP", "many"),
        ("EVENT_RETENTION_DAYS", "0"),
        ("EVENT_RETENTION_DAYS", "²"),
    ],
)
def test_a_wrong_value_is_refused_with_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(Wrong) as refused:
        environment.read(DEFAULT)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_a_password_in_a_wrong_address_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "gopher://user:hunter2@host")
    with pytest.raises(Wrong) as refused:
        environment.read(DEFAULT)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_insists_on_a_key_and_on_names(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    given = {"DEBUG": "0", "SECRET_KEY": "secret", "ALLOWED_HOSTS": "chat.example.org"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    environment.read(DEFAULT)
    monkeypatch.delenv(missing)
    with pytest.raises(Wrong, match=missing):
        environment.read(DEFAULT)


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["chat.example.org", "www.example.org"], "https://chat.example.org"),
        ([".example.org"], "https://example.org"),
        (["127.0.0.1"], "http://127.0.0.1:8000"),
        ([".localhost"], "http://127.0.0.1:8000"),
        (["*"], "http://127.0.0.1:8000"),
    ],
)
def test_a_site_that_was_not_told_its_address_guesses_it(hosts: list[str], expected: str) -> None:
    assert environment.likely_base_url(hosts) == expected


@pytest.mark.parametrize(("name", "text"), [("DATABASE_URL", "nonsense"), ("POST_RATE", "fast"), ("DEBUG", "perhaps")])
def test_a_command_stops_with_that_line_and_exit_code_2(name: str, text: str) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "chatsite.settings", "DEBUG": "1", name: text}
    done = subprocess.run([sys.executable, "manage.py", "check"], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"chatsite: {name}")
    assert done.stderr.count("\n") == 1
