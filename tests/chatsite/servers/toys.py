"""Small ASGI applications that a real server runs as `tests.chatsite.servers.toys:application`.

What they notice they write to standard error, which the test finds in the server's log.
"""

import asyncio
import sys
import time
from typing import Any
from urllib.parse import parse_qs

Scope = dict[str, Any]

GOODBYE = asyncio.Event()
TEXT = "x" * 1000


async def application(scope: Scope, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        assert (await receive())["type"] == "websocket.connect"
    await TOYS[scope["path"]](scope, receive, send)


def note(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


async def bye() -> None:
    """The hook `--on-drain`: what /farewell waits for."""
    GOODBYE.set()


async def bye_forever() -> None:
    await asyncio.Event().wait()


# WebSockets


async def echo(_scope: Scope, receive: Any, send: Any) -> None:
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event.get("text"), "bytes": event.get("bytes")})
    note(f"disconnected {event['code']} {event.get('reason', '')!r}")


async def torrent(scope: Scope, receive: Any, send: Any) -> None:
    """Sends for ever, however slowly it is read."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        block: dict[str, Any] = {"type": "websocket.send", "text": TEXT}
    else:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        block = {"type": "http.response.body", "body": TEXT.encode(), "more_body": True}
    gone = asyncio.ensure_future(disconnected(receive))
    sent = 0
    while not gone.done():
        await send(block)
        sent += 1
        if sent % 100 == 0:
            await asyncio.sleep(0)
    note(f"torrent ended {gone.result().get('code', '')} after {sent}")


async def disconnected(receive: Any) -> Any:
    while (event := await receive())["type"] not in {"websocket.disconnect", "http.disconnect"}:
        pass
    return event


async def farewell(_scope: Scope, receive: Any, send: Any) -> None:
    """Says bye when asked to, and waits for the client or the server to close."""
    await send({"type": "websocket.accept"})
    try:
        await GOODBYE.wait()
        await send({"type": "websocket.send", "text": "bye"})
        await disconnected(receive)
    finally:
        note("farewell ended")


async def stubborn(_scope: Scope, receive: Any, send: Any) -> None:
    """Never ends by itself."""
    await send({"type": "websocket.accept"})
    try:
        while True:
            await receive()
            await asyncio.sleep(60)
    finally:
        note("stubborn ended")


async def closing(scope: Scope, receive: Any, send: Any) -> None:
    """Closes with the code and reason that the query string names."""
    query = parse_qs(scope["query_string"].decode())
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(query["code"][0]), "reason": query["reason"][0]})
    note(f"disconnected {(await receive())['code']}")


async def refusing(_scope: Scope, _receive: Any, send: Any) -> None:
    headers = [(b"retry-after", b"7"), (b"content-type", b"text/plain")]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"too many", "more_body": False})


async def rejecting(_scope: Scope, _receive: Any, send: Any) -> None:
    await send({"type": "websocket.close", "code": 1000})


async def choosing(scope: Scope, receive: Any, send: Any) -> None:
    await send(
        {"type": "websocket.accept", "subprotocol": scope["subprotocols"][0], "headers": [(b"x-chosen", b"first")]}
    )
    await disconnected(receive)


async def hesitating(_scope: Scope, receive: Any, _send: Any) -> None:
    await disconnected(receive)


async def failing(scope: Scope, _receive: Any, send: Any) -> None:
    if scope["query_string"] == b"late":
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise ZeroDivisionError("on purpose")


async def returning(_scope: Scope, _receive: Any, send: Any) -> None:
    await send({"type": "websocket.accept"})


async def talkative(_scope: Scope, receive: Any, send: Any) -> None:
    """Goes on sending after its client has gone."""
    await send({"type": "websocket.accept"})
    await disconnected(receive)
    for _ in range(100):
        await send({"type": "websocket.send", "text": TEXT})
    await send({"type": "websocket.close", "code": 1000})
    note("talkative ended")


async def deaf(_scope: Scope, _receive: Any, send: Any) -> None:
    """Never asks for what its client sends."""
    await send({"type": "websocket.accept"})
    await asyncio.sleep(60)


# HTTP


async def ticker(_scope: Scope, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(disconnected(receive))
    while not gone.done():
        await send({"type": "http.response.body", "body": b"data: tick\n\n", "more_body": True})
        await asyncio.wait([gone], timeout=0.1)
    note("ticker ended")


async def idle(_scope: Scope, receive: Any, send: Any) -> None:
    """Begins an answer and never says more."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b":\n\n", "more_body": True})
    await disconnected(receive)


async def body(_scope: Scope, receive: Any, send: Any) -> None:
    """Answers with the length of the body."""
    length, more = 0, True
    while more:
        event = await receive()
        length, more = length + len(event["body"]), event["more_body"]
    await answer(send, str(length))


async def slow(_scope: Scope, _receive: Any, send: Any) -> None:
    """Ends in its own time, which is within the window."""
    await asyncio.sleep(0.5)
    await answer(send, "done")


async def paths(scope: Scope, _receive: Any, send: Any) -> None:
    await answer(send, repr((scope["root_path"], scope["client"][0], scope["scheme"])))


async def large(_scope: Scope, _receive: Any, send: Any) -> None:
    await answer(send, "x" * 4_000_000)


async def framed(scope: Scope, receive: Any, send: Any) -> None:
    """Answers in one piece where the server takes it, when the number of milliseconds in the query has passed."""
    await asyncio.sleep(int(scope["query_string"] or b"0") / 1000)
    taken = scope["extensions"]["stream.write"]["answer"](b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nframed")
    if not taken:
        await answer(send, "plain.")
    event = await disconnected(receive)
    note(f"{event['type']} after {'framed' if taken else 'plain'}")


async def quick(scope: Scope, _receive: Any, send: Any) -> None:
    """The ordinary way of what `at_once` answers."""
    await answer(send, f"plain {scope['query_string'].decode()}")


def at_once(scope: Scope, question: Any) -> bool:
    """Answers when the number of milliseconds in the query has passed; `no` is not for it."""
    query = scope["query_string"].decode()
    if query == "no":
        return False
    body = f"quick {query}".encode()
    framed = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    if not query:
        return bool(question.answer(framed))
    asyncio.get_running_loop().call_later(int(query) / 1000, question.answer, framed)
    question.gone = lambda: note("the question has nobody left")
    return True


application.at_once = {"/quick": at_once}  # type: ignore[attr-defined]  # read by the server; mypy knows no attributes of functions


async def two_days_later(_scope: Scope, _receive: Any, send: Any) -> None:
    """Sets this process's wall clock forward."""
    real = time.time
    time.time = lambda: real() + 2 * 24 * 3600
    await answer(send, "later")


async def answer(send: Any, text: str) -> None:
    headers = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


TOYS = {
    f"/{toy.__name__}": toy
    for toy in (
        echo, torrent, farewell, stubborn, closing, refusing, rejecting, choosing, hesitating, failing, returning,
        talkative, deaf, ticker, idle, body, slow, paths, large, framed, quick, two_days_later,
    )
}  # fmt: skip
