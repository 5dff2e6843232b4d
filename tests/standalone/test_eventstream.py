"""Code and clients written for django-eventstream, in a project without chat: both at our door and in their view."""

import asyncio
import json
from urllib.parse import quote

import pytest

from tests.standalone.conftest import Open, Project, fresh
from tests.support.http import ask

DOORS = ["/events/", "/theirs/"]
"""Ours for their clients, and their own view on our hub."""


@pytest.fixture(params=DOORS, ids=["ours", "theirs"])
def door(request: pytest.FixtureRequest) -> str:
    wanted: str = request.param
    return wanted


async def test_what_is_sent_arrives_in_every_process(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    streams = [await open_stream(door, process=process, channel=channel) for process in (0, 1)]
    await project.do("send", channel=channel, type="message", data={"text": "hello"})
    await project.do("send", channel=channel, type="greeting", data={"text": "<b>"})
    for stream in streams:
        kind, data = await stream.told()
        assert (kind, json.loads(data)) == ("message", {"text": "hello"})
        assert stream.id == f"{channel}:1"
        kind, data = await stream.told()
        assert (kind, json.loads(data)) == ("greeting", {"text": "<b>"})


@pytest.mark.parametrize("data", [[1, 2], "plain", 5, None, {"$value": 1}, {"$text": "x"}, {"a": {"b": []}}])
async def test_whatever_data_arrives_as_it_was_sent(
    project: Project, open_stream: Open, door: str, data: object
) -> None:
    channel = fresh()
    stream = await open_stream(door, channel=channel)
    await project.do("send", channel=channel, type="message", data=data)
    assert json.loads((await stream.told())[1]) == data


async def test_text_of_several_lines_arrives_whole(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    stream = await open_stream(door, channel=channel)
    await project.do("send_text", channel=channel, text="one\ntwo\r\nid: 99\rNaN")
    assert await stream.told() == ("message", "one\ntwo\nid: 99\nNaN")
    assert stream.id == f"{channel}:1"


async def test_what_was_rolled_back_is_never_seen(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    stream = await open_stream(door, channel=channel)
    await project.do("send_and_roll_back", channel=channel)
    assert await project.do("send", channel=channel, type="message", data={"text": "real"}) == 1
    assert json.loads((await stream.told())[1]) == {"text": "real"}


@pytest.mark.parametrize("channel", ["_mine", "Zähler 100%", "Z,a:b/c"])
async def test_channels_may_have_any_name(project: Project, open_stream: Open, door: str, channel: str) -> None:
    stream = await open_stream(f"{door}?channel={quote(channel, safe='')}")
    position = await project.do("send", channel=channel, type="message", data=1)
    await stream.told()
    assert stream.id == f"{quote(channel)}:{position}"
    await project.do("send", channel=channel, type="message", data=2)
    resumed = await open_stream(f"{door}?channel={quote(channel, safe='')}", headers={"Last-Event-ID": stream.id})
    assert (await resumed.told())[1] == "2"


async def test_a_client_goes_on_where_it_was(project: Project, open_stream: Open, door: str) -> None:
    one, other = sorted([fresh(), fresh()])
    for number in range(1, 4):
        await project.do("send", channel=one, type="message", data=number)
    await project.do("send", channel=other, type="message", data="other")
    path = f"{door}?channel={one}&channel={other}"
    stream = await open_stream(path, process=1, headers={"Last-Event-ID": f"{one}:1,{other}:0"})
    assert sorted([(await stream.told())[1] for _ in range(3)]) == ['"other"', "2", "3"]
    assert sorted(stream.id.split(",")) == [f"{one}:3", f"{other}:1"]


async def test_the_header_wins_over_the_last_parameter(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    for number in range(1, 4):
        await project.do("send", channel=channel, type="message", data=number)
    path = f"{door}?channel={channel}&lastEventId={channel}:0&lastEventId={channel}:1&lastEventId="
    stream = await open_stream(path)
    assert (await stream.told())[1] == "2"
    stream = await open_stream(path, headers={"Last-Event-ID": f"{channel}:2"})
    assert (await stream.told())[1] == "3"


async def test_a_cursor_of_any_other_door_is_understood(project: Project, open_stream: Open) -> None:
    channel = fresh()
    await project.do("send", channel=channel, type="message", data=1)
    polled = await project.ask(project.asgi[1], f"/stream/poll?follow={channel}&after={channel}:0")
    assert [event["data"] for event in polled.json["events"]] == [{"$value": 1}]
    await project.do("send", channel=channel, type="message", data=2)
    stream = await open_stream("/events/", channel=channel, headers={"Last-Event-ID": polled.json["cursor"]})
    assert (await stream.told())[1] == "2"
    polled = await project.ask(project.asgi[0], f"/stream/poll?follow={channel}&after={stream.id}")
    assert polled.json["events"] == []


async def test_whoever_is_ahead_is_told_to_start_anew(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    await project.do("send", channel=channel, type="message", data=1)
    stream = await open_stream(door, channel=channel, headers={"Last-Event-ID": f"{channel}:9"})
    assert await stream.told() == ("stream-reset", json.dumps({"channels": [channel]}, separators=_separators(door)))
    assert stream.id == f"{channel}:1"


def _separators(door: str) -> tuple[str, str]:
    return (",", ":") if door == "/events/" else (", ", ": ")


async def test_the_address_can_name_the_channel(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh()
    stream = await open_stream(f"{door}{channel}/")
    await project.do("send", channel=channel, type="message", data=1)
    assert await stream.told() == ("message", "1")


async def test_an_address_of_ones_own_can_fix_the_channels(project: Project, open_stream: Open) -> None:
    match = fresh("match")
    stream = await open_stream(f"/scores/{match}/?channel=staff-room")
    await project.do("send", channel=f"news-{match}", type="goal", data={"goals": 1})
    assert await stream.told() == ("goal", '{"goals":1}')
    fixed = await open_stream("/fixed/?channel=staff-room")
    assert fixed.id == "news-1:0,news-2:0"
    listed = await open_stream("/events/?channels=news-3,news-4")
    assert listed.id == "news-3:0,news-4:0"


async def test_whoever_may_not_read_is_told_so_and_sent_away(project: Project, open_stream: Open, door: str) -> None:
    stream = await open_stream(door, channel="staff-room", opened=False)
    kind, data = await stream.told()
    assert (kind, json.loads(data)["condition"], json.loads(data)["channels"]) == (
        "stream-error",
        "forbidden",
        ["staff-room"],
    )
    assert stream.id == "error"
    assert await stream.ended()
    again = await ask(project.asgi[0], "GET", f"{door}?channel=staff-room", headers={"Last-Event-ID": "error"})
    assert again.status == 400


async def test_a_permission_that_changes_elsewhere_ends_the_stream(
    project: Project, open_stream: Open, door: str
) -> None:
    channel = fresh("staff")
    boss, worker = await project.person(staff=True), await project.person(staff=True)
    streams = [await open_stream(door, channel=channel, headers=person.headers) for person in (boss, worker)]
    await project.do("dismiss", username=worker.username, channel=channel)
    await project.do("send", channel=channel, type="message", data=1)
    assert await streams[0].told() == ("message", "1")
    async with asyncio.timeout(1.5):
        kind, data = await streams[1].told()
        assert (kind, json.loads(data)["condition"]) == ("stream-error", "forbidden")
        assert await streams[1].ended()


async def test_access_that_is_back_at_once_costs_nothing(project: Project, open_stream: Open) -> None:
    channel = fresh("staff")
    boss = await project.person(staff=True)
    stream = await open_stream("/theirs/", channel=channel, headers=boss.headers)
    await project.do("take_and_give_back", username=boss.username, channel=channel)
    await asyncio.sleep(1)
    await project.do("send", channel=channel, type="message", data=1)
    assert await stream.told() == ("message", "1")


async def test_after_a_restore_their_view_goes_on(project: Project, open_stream: Open) -> None:
    channel = fresh()
    stream = await open_stream("/theirs/", channel=channel)
    await project.do("send", channel=channel, type="message", data=1)
    assert await stream.told() == ("message", "1")
    await project.do("renew_generation")
    await asyncio.sleep(1)
    await project.do("send", channel=channel, type="message", data=2)
    assert await stream.told() == ("message", "2")


async def test_signing_out_elsewhere_ends_the_stream(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh("staff")
    boss = await project.person(staff=True)
    stream = await open_stream(door, channel=channel, headers=boss.headers)
    await project.do("sign_out", session=boss.session)
    await project.do("send", channel=channel, type="message", data=1)
    assert (await stream.told())[0] == "stream-error"
    assert await stream.ended()


async def test_a_channel_that_is_not_kept_has_no_ids(project: Project, open_stream: Open, door: str) -> None:
    channel = fresh("_fleeting")
    stream = await open_stream(door, channel=channel)
    here = stream.id
    await project.ask(project.asgi[0], f"/say/{channel}/hello/")
    assert await stream.told() == ("message", '"hello"')
    assert stream.id == here
    assert await project.do("head", channel=channel) == 0


async def test_all_doors_carry_what_is_sent(project: Project, open_stream: Open) -> None:
    channel = fresh()
    stream = await open_stream("/stream/sse", follow=channel)
    await project.do("send", channel=channel, type="message", data={"text": "hello"})
    block = await stream.next()
    assert (block.event, json.loads(block.data)["data"]) == ("message", {"text": "hello"})


@pytest.mark.parametrize(
    "params",
    [
        "",
        "?channel=",
        "?channel=" + "x" * 65,
        "?channel=news&lastEventId=news",
        "?channel=news&lastEventId=news:x",
        "?channel=news&lastEventId=" + "y" * 3000,
        "?" + "&".join(f"channel=news-{n}" for n in range(60)),
    ],
)
async def test_what_makes_no_sense_is_a_bad_request(project: Project, open_stream: Open, params: str) -> None:
    stream = await open_stream(f"/events/{params}", opened=False)
    kind, data = await stream.told()
    assert (kind, json.loads(data)["condition"]) == ("stream-error", "bad-request")
    assert await stream.ended()


async def test_settings_are_found_to_be_right(project: Project) -> None:
    assert await project.do("check") == "clean"
