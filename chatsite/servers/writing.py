"""Writing without a detour: an extension of ASGI that both servers offer where it does no harm.

An application that sends the same bytes to thousands need not have them framed and passed through
coroutines for each: `scope["extensions"][EXTENSION]["write"]` takes bytes that are framed already
(whole WebSocket frames without compression, whole chunks of a chunked answer) and hands them to the
kernel at once. It returns False, and does nothing, where they cannot be taken now: the client does not
read, the connection is not open or the answer not chunked. Then `send` does what it always does.

For HTTP there is `answer` beside `write`: it takes a whole answer, head and body, with its length. After it
`receive` says that it is over.
"""

EXTENSION = "stream.write"
