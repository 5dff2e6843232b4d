"""The requests that the load client sends, byte by byte."""

# The example of RFC 6455, section 1.3: the load client checks no handshake.
WEBSOCKET_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
MARK_CHARS = 28
WORDS = "Whoever comes late reads what was said before, in order and without a gap. "


def text(length: int) -> str:
    """The text of a message, `length` characters once its mark is filled in."""
    rest = length - len("@@") - MARK_CHARS
    return "@@%M" + (" " + WORDS * 10)[:rest].ljust(rest, ".")


def get(port: int, path: str, *headers: str) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""])


def websocket(port: int, path: str, *headers: str) -> str:
    upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
    return get(port, path, *upgrade, f"Sec-WebSocket-Key: {WEBSOCKET_KEY}", *headers)


def post(port: int, path: str, body: str, *headers: str) -> str:
    length = len(body) - len("%M") + MARK_CHARS
    head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {length}", *headers]
    return "\r\n".join([*head, "", body])
