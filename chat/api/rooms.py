"""Rooms over HTTP, and who belongs to them."""

from django.http import HttpResponse
from ninja import Path, Router

from chat import schemas, snapshots
from chat.api import documents
from chat.api.answers import changes, reads, reply, run
from chat.api.who import ANYBODY, OPTIONAL, Request
from notifications.streams import threads

router = Router(tags=["rooms"])

RoomId = Path[schemas.Id]
Username = Path[schemas.Username]
Slug = Path[schemas.Slug]


@router.get("rooms", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Rooms))
async def list_rooms(request: Request) -> HttpResponse:
    """The rooms that you may read; archived ones only if you belong to them."""
    return reply({"rooms": await threads.read(snapshots.rooms, request.auth.user_id)})


@router.post("rooms", response=changes(documents.Room, 201))
async def create_room(request: Request, body: schemas.RoomBody) -> HttpResponse:
    """Make a room, and own it."""
    return await run(request, "room.create", body)


@router.get("rooms/by-slug/{slug}", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Room))
async def get_room_by_slug(request: Request, slug: Slug) -> HttpResponse:
    """A room by its address."""
    return reply(await threads.read(snapshots.room_by_slug, request.auth.user_id, slug))


@router.get("rooms/{room}", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Room))
async def get_room(request: Request, room: RoomId) -> HttpResponse:
    """A room."""
    return reply(await threads.read(snapshots.room, request.auth.user_id, room))


@router.patch("rooms/{room}", response=changes(documents.Room))
async def update_room(request: Request, room: RoomId, body: schemas.RoomChanges) -> HttpResponse:
    """Change what a room is like; its owners may."""
    return await run(request, "room.update", body, room=room)


@router.post("rooms/{room}/join", response=changes(documents.Room))
async def join_room(request: Request, room: RoomId) -> HttpResponse:
    """Become a member of a public room."""
    return await run(request, "room.join", room=room)


@router.post("rooms/{room}/leave", response=changes(documents.Left))
async def leave_room(request: Request, room: RoomId) -> HttpResponse:
    """Stop being a member."""
    return await run(request, "room.leave", room=room)


@router.put("rooms/{room}/read", response=changes(documents.ReadUpTo))
async def mark_read(request: Request, room: RoomId, body: schemas.ReadBody) -> HttpResponse:
    """Remember how far you have read; it never moves back. Your other devices hear of it."""
    return await run(request, "room.read", body, room=room)


@router.post("rooms/{room}/typing", response=changes(documents.Done))
async def show_typing(request: Request, room: RoomId) -> HttpResponse:
    """Show that you are writing. Nothing is stored."""
    return await run(request, "room.typing", room=room)


@router.post("rooms/{room}/audience", response=changes(documents.Audience))
async def ask_audience(request: Request, room: RoomId, body: schemas.AudienceBody) -> HttpResponse:
    """Whom a message would reach by name or call, before you send it. Nothing is changed."""
    return await run(request, "room.audience", body, room=room)


@router.get("rooms/{room}/members", auth=ANYBODY, openapi_extra=OPTIONAL, response=reads(documents.Members))
async def list_members(request: Request, room: RoomId) -> HttpResponse:
    """Who belongs to a room, in the order in which they joined."""
    return reply(await threads.read(snapshots.members, request.auth.user_id, room))


@router.post(
    "rooms/{room}/members",
    response=changes(documents.Membership, 200, 201),
)
async def invite_member(request: Request, room: RoomId, body: schemas.MemberBody) -> HttpResponse:
    """Make somebody a member; 200 when they were one already."""
    return await run(request, "room.invite", body, room=room)


@router.patch("rooms/{room}/members/{user}", response=changes(documents.Membership))
async def set_role(request: Request, room: RoomId, user: Username, body: schemas.RoleBody) -> HttpResponse:
    """Make a member an owner, a moderator or a plain member; the room's owners may."""
    return await run(request, "room.role", body, room=room, user=user)


@router.delete("rooms/{room}/members/{user}", response=changes(documents.Membership))
async def remove_member(request: Request, room: RoomId, user: Username) -> HttpResponse:
    """Take a member out; into a public room they can come back."""
    return await run(request, "room.kick", room=room, user=user)
