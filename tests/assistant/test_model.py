"""Models answer in pieces; servers are slow, break off, and talk nonsense."""

import json
from time import monotonic

import pytest

from chat.assistant import model as models
from chat.assistant.model import Model, ModelFailed
from tests.assistant.models import DONE, Speech, Talker, chunk, said

ASK = [{"role": "user", "content": "why?"}]


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "PAUSE_S", 0.05)


def ask(talker: Talker, *, timeout_s: float = 5.0, most_s: float = 10.0) -> list[str]:
    model = Model(url=talker.url, name="m1", key="secret", timeout_s=timeout_s, most_s=most_s)
    return list(model.answer(ASK))


def why(talker: Talker, *, timeout_s: float = 5.0, most_s: float = 10.0) -> str:
    with pytest.raises(ModelFailed) as failure:
        ask(talker, timeout_s=timeout_s, most_s=most_s)
    return failure.value.why


def test_it_is_asked_as_the_protocol_says(talker: Talker) -> None:
    talker.says(Speech(said("Be", "cause", ".")))
    assert ask(talker) == ["Be", "cause", "."]
    assert talker.asked == [{"model": "m1", "messages": ASK, "stream": True, "path": "/v1/chat/completions"}]
    assert talker.headers[0]["Authorization"] == "Bearer secret"


def test_what_is_no_text_is_passed_over(talker: Talker) -> None:
    role = b'data: {"choices": [{"delta": {"role": "assistant"}}]}\n\n'
    tools = b'data: {"choices": [{"delta": {"tool_calls": []}, "finish_reason": null}]}\n\n'
    cost = b'data: {"choices": [], "usage": {"total_tokens": 3}}\n\n'
    talker.says(Speech([b": hello\n\n", b"event: x\n", role, tools, chunk("yes"), cost, b"\r\n", DONE]))
    assert ask(talker) == ["yes"]


def test_a_server_that_does_not_stream_is_understood(talker: Talker) -> None:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": "All at once."}}]}).encode()
    talker.says(Speech([body], kind="application/json"))
    assert ask(talker) == ["All at once."]


def test_bytes_that_are_no_utf8_become_marks(talker: Talker) -> None:
    talker.says(Speech([b'data: {"choices": [{"delta": {"content": "caf\xe9 \xff"}}]}\n\n', DONE]))
    assert ask(talker) == ["caf\ufffd \ufffd"]


def test_a_character_cut_between_two_packets_is_whole(talker: Talker) -> None:
    raw = '{"choices": [{"delta": {"content": "你好"}}]}'.encode()
    talker.says(Speech([b"data: " + raw[:-10], raw[-10:] + b"\n\n", DONE], pause_s=0.05))
    assert ask(talker) == ["你好"]


@pytest.mark.parametrize(
    "pieces",
    [
        [chunk("Once upon")],
        [chunk("Once"), b'data: {"choices": [{"del'],
        [chunk("Once"), b"data: {oops\n\n"],
        [chunk("Once"), b"data: [" + b"[" * 5_000 + b"\n\n"],
        [b"data: 7\n\n"],
        [b'data: {"choices": "none"}\n\n'],
        [b'data: {"error": {"message": "out of memory"}}\n\n'],
        [b"<html>It works!</html>"],
    ],
    ids=["cut", "cut in a line", "not JSON", "deep", "a number", "no list", "an error", "a page"],
)
def test_what_is_malformed_is_called_broken(talker: Talker, pieces: list[bytes]) -> None:
    talker.says(Speech(pieces))
    assert why(talker) == "broken"


def test_a_line_without_end_is_not_swallowed(talker: Talker) -> None:
    talker.says(Speech([b"data: " + b"x" * (2 * 1024 * 1024)]))
    assert why(talker) == "unreachable"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_who_is_busy_is_asked_again(talker: Talker, status: int) -> None:
    talker.says(Speech([b"{}"], status=status), Speech(said("Now.")))
    assert ask(talker) == ["Now."]
    assert len(talker.asked) == 2


@pytest.mark.parametrize("status", [429, 500])
def test_who_stays_busy_is_left_alone(talker: Talker, status: int) -> None:
    talker.says(Speech([], status=status, headers={"Retry-After": "0"}))
    assert why(talker) == "busy"
    assert len(talker.asked) == models.TRIES


def test_who_refuses_is_not_asked_again(talker: Talker) -> None:
    talker.says(Speech([b'{"error": "bad key"}'], status=401))
    assert why(talker) == "refused"
    assert len(talker.asked) == 1


def test_who_says_nothing_is_not_waited_for(talker: Talker) -> None:
    talker.says(Speech(said("late"), pause_s=3))
    started = monotonic()
    assert why(talker, timeout_s=0.3) == "slow"
    assert monotonic() - started < 2


def test_who_goes_on_for_ever_is_ended(talker: Talker) -> None:
    talker.says(Speech([chunk("la ")] * 100, pause_s=0.05))
    assert why(talker, most_s=0.5) == "slow"


def test_nobody_there_is_said_so() -> None:
    with pytest.raises(ModelFailed) as failure:
        list(Model(url="http://127.0.0.1:9/v1", name="m").answer(ASK))
    assert failure.value.why == "unreachable"
