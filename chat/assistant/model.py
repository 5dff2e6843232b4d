"""Asking a model that speaks OpenAI's protocol: POST …/chat/completions with `"stream": true`.

https://platform.openai.com/docs/api-reference/chat/streaming; llama.cpp, vLLM, Ollama and others speak it too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse
from time import monotonic, sleep
from typing import Any, Literal

from chat.assistant import http

Turn = dict[str, str]
"""`{"role": "system" | "user" | "assistant", "content": "…"}`."""

Why = Literal["busy", "refused", "unreachable", "slow", "broken"]
# A model that is busy now may be free in a moment; somebody is waiting, so not much longer.
TRIES = 3
PAUSE_S = 1.0
PAUSE_MAX_S = 10.0


class ModelFailed(Exception):
    """There will be no (more) answer; `why` in a word."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why: Why = why


class _TryAgain(ModelFailed):
    """Perhaps in a moment; `after_s` as the server wishes."""

    def __init__(self, why: Why, detail: str, after_s: float) -> None:
        super().__init__(why, detail)
        self.after_s = after_s


@dataclass(frozen=True, slots=True)
class Model:
    """Where it is and what it is called; `url` ends before `/chat/completions`."""

    url: str
    name: str
    key: str = ""
    timeout_s: float = 60.0
    """How long each piece may take."""
    most_s: float = 300.0
    """How long the whole answer may take."""

    def answer(self, turns: Sequence[Turn]) -> Iterator[str]:
        """The answer, piece by piece. It is asked again if it cannot begin.

        Raises:
            ModelFailed: at the beginning or anywhere in the middle.
        """
        for left in reversed(range(TRIES)):
            begun = False
            try:
                for piece in self._ask(turns):
                    begun = True
                    yield piece
                return
            except _TryAgain as failure:
                if begun or not left:
                    raise
                sleep(min(failure.after_s, PAUSE_MAX_S))

    def _ask(self, turns: Sequence[Turn]) -> Iterator[str]:
        until = monotonic() + self.most_s
        headers = {"Accept": "text/event-stream"} | ({"Authorization": f"Bearer {self.key}"} if self.key else {})
        body = {"model": self.name, "messages": [*turns], "stream": True}
        url = f"{self.url.rstrip('/')}/chat/completions"
        try:
            with http.ask("POST", url, headers=headers, body=body, timeout_s=self.timeout_s) as response:
                _require_ok(response)
                if "event-stream" in response.headers.get("Content-Type", ""):
                    yield from _pieces(http.lines(response), until)
                else:
                    yield from _whole(http.read(response))
        except http.TooSlow as error:
            raise ModelFailed("slow", str(error)) from error
        except http.Unreachable as error:
            raise _TryAgain("unreachable", str(error), PAUSE_S) from error


def _require_ok(response: HTTPResponse) -> None:
    status = response.status
    if status == HTTPStatus.OK:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        wish = response.headers.get("Retry-After", "")
        raise _TryAgain("busy", f"HTTP {status}", float(wish) if wish.isdigit() else PAUSE_S)
    raise ModelFailed("refused", f"HTTP {status}")


def _pieces(lines: Iterator[str], until: float) -> Iterator[str]:
    ended = False
    for line in lines:
        if monotonic() > until:
            raise ModelFailed("slow", "the whole answer takes too long")
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return
        text, is_last = _content(_json(data), "delta")
        ended = ended or is_last
        if text:
            yield text
    if not ended:
        raise ModelFailed("broken", "the stream ended in the middle")


def _whole(body: bytes) -> Iterator[str]:
    """From a server that does not stream."""
    text, _is_last = _content(_json(body.decode("utf-8", "replace")), "message")
    if text:
        yield text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelFailed("broken", "not JSON") from error


def _content(chunk: Any, where: str) -> tuple[str, bool]:
    """The text of a chunk, and whether it says that it is the last."""
    match chunk:
        case {"error": error}:
            raise ModelFailed("broken", str(error)[:200])
        case {"choices": [{**choice}, *_]}:
            said = choice.get(where)
            text = said.get("content") if isinstance(said, dict) else None
            return text if isinstance(text, str) else "", choice.get("finish_reason") is not None
        case {"choices": []}:  # the account of what it cost
            return "", False
    raise ModelFailed("broken", "an unknown kind of answer")
