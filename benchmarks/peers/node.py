"""The two that JavaScript developers reach for."""

from benchmarks import wire
from benchmarks.client import Door
from benchmarks.peers.base import Program, Transport
from benchmarks.workshop import need, node_packages


class Ws(Program):
    name = "ws"
    transports = ("websocket",)
    script = "ws.mjs"
    path = "/"
    hello = ""

    def command(self) -> list[str]:
        return [need("node", "nodejs"), str(node_packages() / self.script), str(self.port)]

    def door(self, transport: Transport, chars: int) -> Door:
        published = wire.post(self.port, "/pub", wire.text(chars))
        return Door(self.port, wire.websocket(self.port, self.path), published, "http", hello=self.hello)


class SocketIO(Ws):
    name = "Socket.IO"
    script = "socketio.mjs"
    path = "/socket.io/?EIO=4&transport=websocket"
    # Engine.IO's packet "message", Socket.IO's packet "connect".
    hello = "40"
