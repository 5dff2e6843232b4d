"""The public address of the site, asked as a browser would; and who it is that answers."""

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 10.0


class NoAnswer(Exception):
    """The address cannot be reached; the text says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """`base` is an origin; `trusting` takes any certificate."""

    base: str
    trusting: bool = False

    @property
    def context(self) -> ssl.SSLContext | None:
        """For TLS, where there is any."""
        if not self.base.startswith("https://"):
            return None
        context = ssl.create_default_context()
        if self.trusting:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def open(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, body: str | None = None,
        patience_s: float = PATIENCE_S,
    ) -> HTTPResponse:  # fmt: skip
        """The answer, with its body still on its way.

        Raises:
            NoAnswer: nothing, or nothing that is HTTP.
        """
        where = urlsplit(self.base)
        context = self.context
        connection = (
            HTTPSConnection(where.netloc, context=context, timeout=patience_s)
            if context
            else HTTPConnection(where.netloc, timeout=patience_s)
        )
        try:
            connection.request(method, path, body, headers or {})
            return connection.getresponse()
        except (OSError, HTTPException) as error:
            connection.close()
            raise NoAnswer(f"{type(error).__name__}: {error}") from error

    def get(self, path: str, **how: Any) -> HTTPResponse:
        """The same for a GET."""
        return self.open("GET", path, **how)


def told(answer: HTTPResponse) -> dict[str, Any]:
    """Its JSON object; empty when it is something else, which our site never says."""
    try:
        found = json.loads(answer.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def who(answer: HTTPResponse) -> str:
    """The status, and who says it, if they tell."""
    names = [answer.headers.get(name) for name in ("Server", "Via")]
    return " ".join([str(answer.status), *(f"({name})" for name in names if name)])
