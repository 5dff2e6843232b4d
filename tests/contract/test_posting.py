"""C11 exactly one, C12 durable acknowledgement: a message is stored once, whatever happens to the answer."""

import asyncio
import uuid

from tests.support.people import Person, judge
from tests.support.proxy import Fault, Proxy
from tests.support.site import Site
from tests.support.talker import Talker


async def test_the_same_again_gets_the_same_answer(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    first = await alice.post(room, "once")
    again = [await alice.post(room, "once", client_id=alice.posts[-1].client_id, process=n % 2) for n in range(3)]
    assert (first.status, [answer.status for answer in again]) == (201, [200] * 3)
    assert {answer.json["position"] for answer in again} == {first.json["position"]}
    assert {answer.json["message"]["id"] for answer in again} == {first.json["message"]["id"]}
    assert await site.do("messages", room=room.id) == 1
    await judge(site, [], alice, streams=[room.stream])


async def test_a_retry_may_come_through_another_door(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    first = await alice.post(room, "twice")
    said = alice.posts[-1]
    async with Talker(alice, process=1) as socket:
        answer = await socket.command("message.post", room=room.id, client_id=said.client_id, body="twice")
        assert (answer["type"], answer["status"]) == ("ack", 200)
        assert answer["result"]["position"] == first.json["position"]
        client_id = str(uuid.uuid4())
        by_socket = await socket.command("message.post", room=room.id, client_id=client_id, body="thrice")
        assert by_socket["status"] == 201
    by_http = await alice.post(room, "thrice", client_id=client_id)
    assert (by_http.status, by_http.json) == (200, by_socket["result"])


async def test_another_body_or_room_under_the_same_id_is_a_conflict(site: Site, alice: Person) -> None:
    room, other = await alice.new_room(), await alice.new_room()
    first = await alice.post(room, "one")
    client_id = alice.posts[-1].client_id
    for place, body in ((room, "two"), (other, "one")):
        answer = await alice.api()("POST", f"rooms/{place.id}/messages", {"client_id": client_id, "body": body})
        assert answer.status == 409, answer
        assert {"status", "code", "detail"} <= answer.json.keys()
    assert (await alice.post(room, "one", client_id=client_id)).json == first.json
    assert await site.do("messages", room=other.id) == 0


async def test_the_same_id_belongs_to_its_sender_only(site: Site, alice: Person, bob: Person) -> None:
    room = await alice.new_room("public", bob)
    assert (await alice.post(room, "mine")).status == 201
    assert (await bob.post(room, "mine", client_id=alice.posts[-1].client_id)).status == 201


async def test_ten_at_the_same_time_are_one(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    client_id = str(uuid.uuid4())
    answers = await asyncio.gather(
        *(alice.post(room, "one of ten", client_id=client_id, process=n % 2) for n in range(10))
    )
    assert sorted(answer.status for answer in answers) == [200] * 9 + [201]
    assert len({answer.json["position"] for answer in answers}) == 1
    await judge(site, [], alice, streams=[room.stream])


async def test_an_edited_or_removed_message_still_answers_its_retry(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    for change in ("PATCH", "DELETE"):
        first = await alice.post(room, "before")
        path = f"messages/{first.json['message']['id']}"
        changed = await alice.api()(change, path, {"body": "after"} if change == "PATCH" else None)
        assert changed.status in (200, 204), changed
        again = await alice.post(room, "before", client_id=alice.posts[-1].client_id)
        assert (again.status, again.json["position"]) == (200, first.json["position"])


async def test_a_lost_answer_is_asked_for_again(site: Site, alice: Person) -> None:
    """Only this proves idempotency: the message is stored, and its sender does not know."""
    room = await alice.new_room()
    async with Proxy(site.bases[0], Fault(swallow=True)) as proxy:
        unlucky = Person(site, alice.username, alice.token)
        real = site.bases[0]
        for n in range(5):
            client_id = str(uuid.uuid4())
            unlucky.base = proxy.base
            await unlucky.try_to_post(room, f"lost {n}", client_id=client_id)
            unlucky.base = real
            assert (await unlucky.post(room, f"lost {n}", client_id=client_id)).status == 200
    assert [post.lost for post in unlucky.posts] == [1] * 5
    await judge(site, [], unlucky, streams=[room.stream])


async def test_twenty_who_hang_up_and_try_again(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    await asyncio.gather(
        *(alice.post_until_answered(room, f"try {n}", process=n % 2, hang_up=n % 4 == 0) for n in range(20))
    )
    async with alice.follower("ws", room.stream, after=room.start) as f:
        await f.reach(room.stream, await site.do("head", stream=room.stream))
    assert await site.do("messages", room=room.id) == 20
    await judge(site, [f], alice)


async def test_an_acknowledged_message_is_in_the_next_snapshot(site: Site, alice: Person) -> None:
    room = await alice.new_room()
    for n in range(5):
        position = await alice.posted(room, f"n {n}", process=n % 2)
        page = (await alice.api((n + 1) % 2)("GET", f"rooms/{room.id}/messages")).json
        assert page["messages"][-1]["body"] == f"n {n}"
        assert page["position"] >= position
