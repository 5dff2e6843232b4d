"""Those who are measured: each starts as a real process and says through which doors it is entered."""

from benchmarks.peers.base import Peer, Transport
from benchmarks.peers.channels import Eventstream, Tutorial
from benchmarks.peers.floor import Floor
from benchmarks.peers.nchan import Nchan
from benchmarks.peers.node import SocketIO, Ws
from benchmarks.peers.ours import Chatsite

__all__ = ["Chatsite", "Eventstream", "Floor", "Nchan", "Peer", "SocketIO", "Transport", "Tutorial", "Ws", "everybody"]


def everybody() -> list[Peer]:
    """Ours on both servers, then the others."""
    return [
        Chatsite("uvicorn"),
        Chatsite("daphne"),
        Floor(),
        Nchan(),
        Ws(),
        SocketIO(),
        Tutorial("uvicorn"),
        Tutorial("daphne"),
        Eventstream("uvicorn"),
        Eventstream("daphne"),
    ]
