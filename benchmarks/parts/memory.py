"""What an idle connection costs in resident memory."""

from collections.abc import Iterator
from itertools import product

from benchmarks import kernel
from benchmarks.client import Client
from benchmarks.parts.fanout import MESSAGE_CHARS
from benchmarks.parts.plan import Plan
from benchmarks.peers import Peer, Transport, everybody
from benchmarks.samples import Said, Sample
from benchmarks.workshop import Missing

CONNECTIONS = 10_000
# Before it is counted, the process has grown to what any connections cost.
WARM_UP = 200


def memory(plan: Plan, say: Said) -> Iterator[Sample]:
    """`kib` for each connection; each subject is started anew, so that nothing is left from before."""
    transports: list[Transport] = [plan.transport] if plan.transport else ["websocket", "sse"]
    for transport, peer in product(transports, plan.pick(everybody())):
        if transport not in peer.transports or peer.most_followers < CONNECTIONS:
            continue
        try:
            with peer:
                kib = per_connection_kib(peer, transport, plan.followers or CONNECTIONS)
        except (Missing, RuntimeError) as why:
            say(f"left out: {peer.name}: {why}")
        else:
            yield Sample("memory", f"{transport}, idle", peer.name, "kib", kib)


def per_connection_kib(peer: Peer, transport: Transport, connections: int) -> float:
    door = peer.door(transport, MESSAGE_CHARS)
    with Client(door, WARM_UP) as client:
        client.publish(2, 10)
        before = kernel.resident_kib(peer.pids())
        with Client(door, connections) as crowd:
            crowd.publish(1, 10)
            return (kernel.resident_kib(peer.pids()) - before) / connections
