"""The history checker passes every sound history and catches every kind of damage, wherever it is done."""

import copy
import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.history import (
    Answer,
    Client,
    Connected,
    Delivered,
    Event,
    History,
    Kind,
    Post,
    Removal,
    Reset,
    Revocation,
    Step,
    Unfollowed,
    check,
)

Draw = st.DrawFn


def an_event(stream: str, position: int, kind: str, client_id: str = "") -> Event:
    message = {"author": {"username": "alice"}, "client_id": client_id, "body": f"text of {client_id}"}
    data = {"message": message} if kind == "message.posted" else {} if kind == "redacted" else {"likes": position}
    return Event(stream, position, kind, f"2026-11-21T00:00:{position:02}Z", json.dumps(data, sort_keys=True))


@st.composite
def logs(draw: Draw) -> dict[str, list[Event]]:
    kinds = st.sampled_from(["message.posted", "message.posted", "message.liked", "redacted"])
    return {
        f"room-{n}": [
            an_event(f"room-{n}", position, kind, f"{n}-{position}")
            for position, kind in enumerate(["message.posted", *draw(st.lists(kinds, min_size=3, max_size=9))], 1)
        ]
        for n in range(draw(st.integers(1, 3)))
    }


@st.composite
def clients(draw: Draw, name: str, log: dict[str, list[Event]]) -> tuple[Client, list[Revocation]]:
    """A client that reads all it follows to the end, hopping and being reset on the way, or is thrown out."""
    followed = draw(st.lists(st.sampled_from(sorted(log)), min_size=1, unique=True))
    last = {stream: draw(st.integers(0, 2)) for stream in followed}
    end = {stream: len(log[stream]) for stream in followed}
    revocations = []
    for stream in followed:
        if draw(st.integers(0, 3)) == 3:
            end[stream] = draw(st.integers(2, len(log[stream]) - 1))
            revocations.append(Revocation(name, stream, end[stream], at=50.0))
    steps: list[Step] = [Connected(dict(last), "ws")]
    while going := [stream for stream in followed if last[stream] < end[stream]]:
        stream = draw(st.sampled_from(going))
        match draw(st.integers(0, 9)):
            case 9:
                steps.append(Connected(dict(last), "sse"))
            case 8:
                last[stream] = draw(st.integers(last[stream], end[stream]))
                steps.append(Reset(stream, last[stream], "expired"))
            case _:
                last[stream] += 1
                steps.append(Delivered(log[stream][last[stream] - 1], at=10.0))
    steps += [Unfollowed(r.stream) for r in revocations]
    return Client(name, steps, complete=True), revocations


@st.composite
def histories(draw: Draw) -> History:
    log = draw(logs())
    read = [draw(clients(f"client-{n}", log)) for n in range(draw(st.integers(1, 3)))]
    posts = [
        Post("alice", message["client_id"], stream, message["body"], [Answer(201, e.position), Answer(200, e.position)])
        for stream, events in log.items()
        for e in events
        if (message := e.message())
    ]
    posts.append(Post("bob", "refused", "room-0", "too long", [Answer(422)]))
    posts.append(Post("bob", "never-answered", "room-0", "hello?", [], lost=3))
    return History(log, [c for c, _ in read], posts, [r for _, revoked in read for r in revoked])


def pick_delivery(draw: Draw, history: History, fits: Callable[[Client, int], bool]) -> tuple[Client, int]:
    """A client and the index of one of its deliveries that `fits`."""
    choices = [
        (client, index)
        for client in history.clients
        for index, step in enumerate(client.steps)
        if isinstance(step, Delivered) and fits(client, index)
    ]
    assume(choices)
    return draw(st.sampled_from(choices))


def delivery(client: Client, index: int) -> Delivered:
    step = client.steps[index]
    assert isinstance(step, Delivered)
    return step


def later(client: Client, index: int) -> list[tuple[int, Step]]:
    """The steps after `index` about the same stream, with their places."""
    stream = delivery(client, index).event.stream
    return [
        (place, step)
        for place, step in enumerate(client.steps)
        if place > index
        and (
            (isinstance(step, Delivered) and step.event.stream == stream)
            or (isinstance(step, Reset | Unfollowed) and step.stream == stream)
        )
    ]


def phantom(draw: Draw, history: History) -> None:
    client, index = pick_delivery(draw, history, lambda *_: True)
    stream = delivery(client, index).event.stream
    made_up = an_event(stream, len(history.log[stream]) + draw(st.integers(1, 3)), "message.posted", "rolled-back")
    client.steps.insert(index + draw(st.integers(0, 1)), Delivered(made_up, at=10.0))


def altered(draw: Draw, history: History) -> None:
    client, index = pick_delivery(draw, history, lambda c, i: not delivery(c, i).event.redacted)
    event = delivery(client, index).event
    other = draw(
        st.sampled_from(
            [
                Event(event.stream, event.position, event.type, event.at, '{"message": {"body": "changed"}}'),
                Event(event.stream, event.position, "message.edited", event.at, event.data),
                Event(event.stream, event.position, event.type, "2026-11-21T00:00:00Z", event.data),
                Event(event.stream, event.position, "redacted", event.at, "{}"),
            ]
        )
    )
    client.steps[index] = Delivered(other, at=10.0)


def repeated(draw: Draw, history: History) -> None:
    client, index = pick_delivery(draw, history, lambda *_: True)
    ends = [place for place, step in later(client, index) if not isinstance(step, Delivered)]
    place = draw(st.integers(index + 1, min(ends, default=len(client.steps))))
    client.steps.insert(place, client.steps[index])


def out_of_order(draw: Draw, history: History) -> None:
    def next_is_delivery(client: Client, index: int) -> bool:
        return isinstance(next((step for _, step in later(client, index)), None), Delivered)

    client, index = pick_delivery(draw, history, next_is_delivery)
    other = later(client, index)[0][0]
    client.steps[index], client.steps[other] = client.steps[other], client.steps[index]


def skipped(draw: Draw, history: History) -> None:
    def is_missed(client: Client, index: int) -> bool:
        after = next((step for _, step in later(client, index)), None)
        return after is None or isinstance(after, Delivered)

    client, index = pick_delivery(draw, history, is_missed)
    del client.steps[index]


def lost_acknowledgement(draw: Draw, history: History) -> None:
    acknowledged = [post for post in history.posts if post.answers and post.answers[0].stored]
    post = draw(st.sampled_from(acknowledged))
    position = post.answers[0].position or 0
    events = list(history.log[post.stream])
    match draw(st.integers(0, 2)):
        case 0:
            events = events[: position - 1]
        case 1:
            events[position - 1] = an_event(post.stream, position, "message.posted", "somebody-elses")
        case _:
            del events[position - 1]
    assume(events and events[0].position == 1)
    history.log = {**history.log, post.stream: events}


def changed_answer(draw: Draw, history: History) -> None:
    post = draw(st.sampled_from([post for post in history.posts if post.answers and post.answers[0].stored]))
    post.answers.append(Answer(200, (post.answers[0].position or 0) + draw(st.integers(1, 3))))


def double_post(draw: Draw, history: History) -> None:
    post = draw(st.sampled_from([post for post in history.posts if post.answers and post.answers[0].stored]))
    stream = draw(st.sampled_from(sorted(history.log)))
    again = an_event(stream, len(history.log[stream]) + 1, "message.posted", post.client_id)
    history.log = {**history.log, stream: [*history.log[stream], again]}


def stored_though_refused(draw: Draw, history: History) -> None:
    post = draw(st.sampled_from([post for post in history.posts if post.answers and post.answers[0].stored]))
    post.answers[:] = [Answer(draw(st.sampled_from([403, 422, 429])))]


def after_revocation(draw: Draw, history: History) -> None:
    assume(history.revocations)
    lost = draw(st.sampled_from(list(history.revocations)))
    client = next(c for c in history.clients if c.name == lost.client)
    events = history.log[lost.stream]
    late = draw(st.booleans())
    event = events[draw(st.integers(0, lost.position - 1) if late else st.integers(lost.position, len(events) - 1))]
    place = draw(st.integers(1, len(client.steps)))
    client.steps.insert(place, Delivered(event, at=draw(st.floats(51.1, 99)) if late else draw(st.floats(1, 99))))


def after_removal(draw: Draw, history: History) -> None:
    client, index = pick_delivery(draw, history, lambda c, i: delivery(c, i).event.redacted)
    event = delivery(client, index).event
    history.removals = [Removal(event.stream, event.position, at=5.0)]
    client.steps[index] = Delivered(
        an_event(event.stream, event.position, "message.posted", "removed"), at=draw(st.floats(6.1, 9))
    )


def hole_in_log(draw: Draw, history: History) -> None:
    stream = draw(st.sampled_from(sorted(history.log)))
    events = list(history.log[stream])
    del events[draw(st.integers(1, len(events) - 2))]
    history.log = {**history.log, stream: events}


DAMAGES = {
    Kind.PHANTOM: phantom,
    Kind.ALTERED: altered,
    Kind.REPEATED: repeated,
    Kind.OUT_OF_ORDER: out_of_order,
    Kind.SKIPPED: skipped,
    Kind.LOST_ACKNOWLEDGEMENT: lost_acknowledgement,
    Kind.CHANGED_ANSWER: changed_answer,
    Kind.DOUBLE_POST: double_post,
    Kind.STORED_THOUGH_REFUSED: stored_though_refused,
    Kind.AFTER_REVOCATION: after_revocation,
    Kind.AFTER_REMOVAL: after_removal,
    Kind.HOLE_IN_LOG: hole_in_log,
}

thorough = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


@thorough
@given(histories())
def test_a_sound_history_passes(history: History) -> None:
    assert check(history) == []


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name.lower())
@thorough
@given(st.data())
def test_damage_is_caught_wherever_it_is_done(kind: Kind, data: st.DataObject) -> None:
    history = copy.deepcopy(data.draw(histories()))
    data.draw(st.composite(lambda draw: DAMAGES[kind](draw, history))())
    assert kind in {finding.kind for finding in check(history)}


def test_what_was_removed_may_have_been_seen_before() -> None:
    shown = an_event("room-1", 1, "message.posted", "a")
    history = History(
        {"room-1": [an_event("room-1", 1, "redacted")]},
        [Client("early", [Connected({"room-1": 0}), Delivered(shown, at=4.0)], complete=True)],
        removals=[Removal("room-1", 1, at=5.0)],
    )
    assert check(history) == []


def test_pruned_positions_cannot_be_judged() -> None:
    events = [an_event("room-1", position, "message.posted", str(position)) for position in range(1, 5)]
    steps: list[Step] = [Connected({"room-1": 0}), *(Delivered(event, at=1.0) for event in events)]
    post = Post("alice", "1", "room-1", "text of 1", [Answer(201, 1)])
    assert check(History({"room-1": events[2:]}, [Client("early", steps, complete=True)], [post])) == []


def test_a_finding_reads_as_a_sentence() -> None:
    event = an_event("room-1", 2, "message.posted", "a")
    log = {"room-1": [an_event("room-1", 1, "message.liked"), event]}
    (finding,) = check(History(log, [Client("bob", [Connected({"room-1": 0}), Delivered(event, at=1.0)])]))
    assert str(finding) == "skipped: bob at room-1:2 after 0"
