"""Every environment variable a person may set: read once, checked, typed.

`read()` raises `Wrong` at the first wrong value, with one line that names the variable; the
settings print it and exit with code 2. An empty variable counts as not set, because compose and
systemd pass empty ones on. docs/operations.md explains each variable.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qsl, urlsplit

import dj_database_url
from environs import Env, EnvError

T = TypeVar("T")
D = TypeVar("D")

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
PROMPT = (
    "You are a helpful member of a chat room. Each message of others begins with the name of who wrote it. "
    "Answer the last one, briefly, in its language, in plain text or light Markdown."
)
SECONDS = {"s": 1, "m": 60, "h": 3600}
SIZES = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


class Wrong(Exception):
    """A variable has a value that cannot be used; the text is one line for the person who set it."""


class Rate(NamedTuple):
    """So many in so many seconds; written `20/10s`, `100/m`, `5/2h`."""

    times: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The variables as Python values; None stands for `off`, or for what nobody set."""

    debug: bool
    secret_key: str | None
    allowed_hosts: list[str]
    base_url: str | None
    csrf_trusted_origins: list[str]
    stream_allowed_origins: list[str]
    database_url: str
    database: dict[str, Any]
    redis_url: str | None
    email: dict[str, Any] | None
    signup: str
    long_poll_max_s: int
    stream_direct_writes: bool
    post_rate: Rate | None
    command_rate: Rate | None
    room_rate: Rate | None
    connections_per_user: int | None
    connections_per_guest_ip: int | None
    event_retention_days: int
    evidence_days: int
    answer_timeout_s: int
    webhook_private_addresses: bool
    assistant_url: str
    assistant_key: str
    assistant_model: str
    assistant_prompt: str
    assistant_context: int
    assistant_timeout_s: int
    assistant_most_s: int
    attachment_max_bytes: int
    attachment_max_pixels: int
    attachment_quota: int | None
    attachment_rate: Rate | None
    media: dict[str, Any] | None
    metrics_token: str | None
    vapid_private_key: str | None


def read(default_database: Path) -> Environment:
    """Reads `os.environ`; `default_database` is the SQLite file used when none is named."""
    debug = value("DEBUG", switch, default=False)
    secret_key = value("SECRET_KEY", word, default=None)
    allowed_hosts = value("ALLOWED_HOSTS", listed(word), default=list[str]())
    if not debug and secret_key is None:
        raise Wrong("SECRET_KEY must be set unless DEBUG=1")
    if not debug and not allowed_hosts:
        raise Wrong("ALLOWED_HOSTS must be set unless DEBUG=1, for example ALLOWED_HOSTS=chat.example.org")
    database_url = value("DATABASE_URL", word, default=f"sqlite:///{default_database}")
    return Environment(
        debug=debug,
        secret_key=secret_key,
        allowed_hosts=allowed_hosts,
        base_url=value("BASE_URL", origin, default=None),
        csrf_trusted_origins=value("CSRF_TRUSTED_ORIGINS", listed(origin), default=[]),
        stream_allowed_origins=value("STREAM_ALLOWED_ORIGINS", listed(origin), default=[]),
        database_url=database_url,
        database=database(database_url),
        redis_url=value("REDIS_URL", redis_url, default=None),
        email=email(),
        signup=value("SIGNUP", one_of("open", "invite", "closed"), default="open"),
        long_poll_max_s=value("LONG_POLL_MAX_S", between(1, 55), default=55),
        stream_direct_writes=value("STREAM_DIRECT_WRITES", one_of("on", "off"), default="on") == "on",
        post_rate=value("POST_RATE", or_off(rate), default=Rate(20, 10)),
        command_rate=value("COMMAND_RATE", or_off(rate), default=Rate(100, 10)),
        room_rate=value("ROOM_RATE", or_off(rate), default=Rate(100, 10)),
        connections_per_user=value("CONNECTIONS_PER_USER", or_off(between(1, 1_000_000)), default=20),
        connections_per_guest_ip=value("CONNECTIONS_PER_GUEST_IP", or_off(between(1, 1_000_000)), default=50),
        event_retention_days=value("EVENT_RETENTION_DAYS", between(1, 36_500), default=30),
        evidence_days=value("EVIDENCE_DAYS", between(1, 36_500), default=30),
        answer_timeout_s=value("ANSWER_TIMEOUT_S", between(1, 3_600), default=60),
        webhook_private_addresses=value("WEBHOOK_PRIVATE_ADDRESSES", switch, default=False),
        assistant_url=value("ASSISTANT_URL", web_address, default=""),
        assistant_key=value("ASSISTANT_KEY", word, default=""),
        assistant_model=value("ASSISTANT_MODEL", word, default=""),
        assistant_prompt=value("ASSISTANT_PROMPT", word, default=PROMPT),
        assistant_context=value("ASSISTANT_CONTEXT", between(1, 100), default=20),
        assistant_timeout_s=value("ASSISTANT_TIMEOUT_S", between(1, 3_600), default=60),
        assistant_most_s=value("ASSISTANT_MOST_S", between(1, 36_000), default=300),
        attachment_max_bytes=value("ATTACHMENT_MAX_BYTES", size, default=25 * SIZES["M"]),
        attachment_max_pixels=value("ATTACHMENT_MAX_PIXELS", between(1, 500_000_000), default=50_000_000),
        attachment_quota=value("ATTACHMENT_QUOTA", or_off(size), default=SIZES["G"]),
        attachment_rate=value("ATTACHMENT_RATE", or_off(rate), default=Rate(60, 10 * 60)),
        media=value("MEDIA", media, default=None),
        metrics_token=value("METRICS_TOKEN", word, default=None),
        vapid_private_key=value("VAPID_PRIVATE_KEY", vapid_key, default=None),
    )


def likely_base_url(allowed_hosts: list[str]) -> str:
    """Where a site lives that was not told: https behind its first name, or plainly on this machine."""
    name = allowed_hosts[0].lstrip(".")
    is_local = name in {"*", "localhost", "127.0.0.1", "[::1]"}
    return "http://127.0.0.1:8000" if is_local else f"https://{name}"


def value(name: str, parse: Callable[[str], T], *, default: D) -> T | D:
    """The variable through `parse`, whose ValueError says what it should have been."""
    text = Env().str(name, "").strip()
    if not text:
        return default
    try:
        return parse(text)
    except ValueError as error:
        shown = re.sub(r"//[^@/]*@", "//…@", text)[:80]  # addresses may hold a password
        raise Wrong(f"{name} must be {error}, not {shown!r}") from error


def word(text: str) -> str:
    return text


def vapid_key(text: str) -> str:
    """32 bytes as base64url, as `manage.py vapid` prints them."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{43}", text):
        raise ValueError("what `manage.py vapid` prints")
    return text


def switch(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return known[text.lower()]
    except KeyError:
        raise ValueError("1 or 0") from None


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("one of " + ", ".join(choices))
        return text

    return parse


def between(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return parse


def or_off(parse: Callable[[str], T]) -> Callable[[str], T | None]:
    def parse_or_off(text: str) -> T | None:
        if text == "off":
            return None
        try:
            return parse(text)
        except ValueError as error:
            raise ValueError(f'{error}, or "off"') from error

    return parse_or_off


def rate(text: str) -> Rate:
    match = re.fullmatch(r"([1-9][0-9]{0,6})/([1-9][0-9]{0,4})?([smh])", text)
    if match is None:
        raise ValueError("a rate like 20/10s")
    times, number, unit = match.groups()
    return Rate(int(times), int(number or 1) * SECONDS[unit])


def size(text: str) -> int:
    match = re.fullmatch(r"([1-9][0-9]{0,11})([KMG]?)", text)
    if match is None:
        raise ValueError("a number of bytes like 25M, 1G or 500000")
    return int(match[1]) * SIZES[match[2]]


def media(text: str) -> dict[str, Any]:
    """Django's STORAGES entry: an absolute folder, or `s3://bucket/prefix?endpoint_url=…&region_name=…`.

    The keys to a bucket come from where boto3 looks for them (AWS_ACCESS_KEY_ID and so on), not from here.
    """
    if text.startswith("/"):
        return folder(Path(text))
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.hostname or "@" in parts.netloc:
        raise ValueError(
            "a folder like /srv/media or a bucket like s3://name/prefix?endpoint_url=https://s3.example.org"
        )
    if find_spec("storages") is None:
        raise ValueError("a folder, unless requirements-s3.txt is installed")
    chosen = {"endpoint_url", "region_name", "addressing_style"} & (given := dict(parse_qsl(parts.query))).keys()
    options = {"bucket_name": parts.hostname, "location": parts.path.strip("/"), "default_acl": None}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**options, "file_overwrite": False, **{name: given[name] for name in chosen}},
    }


def folder(path: Path) -> dict[str, Any]:
    """The same for a folder, which is made when something is put into it."""
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(path)}}


def listed(parse: Callable[[str], T]) -> Callable[[str], list[T]]:
    def parse_list(text: str) -> list[T]:
        return [parse(part.strip()) for part in text.split(",") if part.strip()]

    return parse_list


def origin(text: str) -> str:
    """`https://chat.example.org` or with a port; no path, no user, no trailing slash kept."""
    problem = "an origin like https://chat.example.org"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(problem) from None
    plain = parts.path in {"", "/"} and not parts.query and not parts.fragment and "@" not in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or port == 0:
        raise ValueError(problem)
    return f"{parts.scheme}://{parts.netloc}"


def web_address(text: str) -> str:
    problem = "an address like https://api.example.org/v1"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(problem) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or port == 0:
        raise ValueError(problem)
    return text.rstrip("/")


def redis_url(text: str) -> str:
    problem = "an address like redis://localhost:6379/0 or unix:///run/redis.sock"
    try:
        parts = urlsplit(text)
        place = parts.path if parts.scheme == "unix" else parts.hostname
    except ValueError:
        raise ValueError(problem) from None
    if parts.scheme not in REDIS_SCHEMES or not place:
        raise ValueError(problem)
    return text


def database(url: str) -> dict[str, Any]:
    """Django's database settings; the address is not repeated, it may hold a password."""
    problem = "DATABASE_URL cannot be read; it should look like postgres://user:password@host/name or sqlite:///file"
    if url.partition("://")[0] not in DATABASE_SCHEMES:
        raise Wrong(problem)
    try:
        parsed = dj_database_url.parse(url)
    except ValueError as error:
        raise Wrong(problem) from error
    if parsed.get("NAME") in {None, "", ":memory:"}:
        raise Wrong(problem)
    return dict(parsed)


def email() -> dict[str, Any] | None:
    """Django's EMAIL_* settings; the address is not repeated, it may hold a password."""
    if not Env().str("EMAIL_URL", "").strip():
        return None
    problem = "EMAIL_URL cannot be read; it should look like smtp+tls://user:password@host:587"
    try:
        parsed: dict[str, Any] = Env().dj_email_url("EMAIL_URL")
    except EnvError as error:
        raise Wrong(problem) from error
    if not parsed.get("EMAIL_BACKEND"):
        raise Wrong(problem)
    return {name: setting for name, setting in parsed.items() if setting is not None}
