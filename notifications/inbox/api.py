"""The inbox over HTTP, as a router that a project mounts in its own django-ninja API.

    api.add_router("", inbox_router(run=run, reply=reply, problem=Problem))

`request.auth` has to be a `Viewer` who is signed in.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel

from notifications.inbox import preferences, schemas, snapshots
from notifications.streams import threads

Run = Callable[..., Awaitable[HttpResponse]]
"""`run(request, name, body, **path)`: do a command of `inbox.commands` with the body's fields and the path's ids."""
_REFUSALS = (400, 401, 403, 404, 409, 413, 415, 422, 429)


class Before(BaseModel):
    """Only what is older: the `position` of the last alert that is known already."""

    before: schemas.Id | None = None


def inbox_router(*, run: Run, reply: Callable[[Any], HttpResponse], problem: type[BaseModel]) -> Router:
    """The addresses of the inbox; `problem` is what the project answers with when it refuses."""
    router = Router(tags=["inbox"])
    door = Door(run, reply, problem)
    _add_alerts(router, door)
    _add_preferences(router, door)
    return router


@dataclass(frozen=True, slots=True)
class Door:
    """How the project's API does commands, answers and refuses."""

    run: Run
    reply: Callable[[Any], HttpResponse]
    problem: type[BaseModel]

    def answers(self, document: type[BaseModel], status: int = 200) -> dict[int, Any]:
        """What an operation answers with, for its description."""
        return {status: document} | dict.fromkeys(_REFUSALS, self.problem)


def _add_alerts(router: Router, door: Door) -> None:
    @router.get("notifications", response=door.answers(schemas.Notifications))
    async def list_notifications(request: HttpRequest, where: Query[Before]) -> HttpResponse:
        """What you have been told, the newest first, and what of it you have not read."""
        return door.reply(await threads.read(snapshots.page, _who(request), where.before))

    @router.put("notifications/read", response=door.answers(schemas.Left))
    async def read_notifications(request: HttpRequest, body: schemas.Read) -> HttpResponse:
        """Mark everything as read that was told up to that position of your stream, or one alert."""
        return await door.run(request, "notification.read", body)

    @router.put("notifications/unread", response=door.answers(schemas.Left))
    async def unread_notification(request: HttpRequest, body: schemas.OneBody) -> HttpResponse:
        """Mark one alert as not read after all."""
        return await door.run(request, "notification.unread", body)

    @router.post("notifications/test", response=door.answers(schemas.Tried, 202))
    async def send_test(request: HttpRequest, body: schemas.TestBody) -> HttpResponse:
        """Send yourself a test on one channel."""
        return await door.run(request, "notification.test", body)


def _add_preferences(router: Router, door: Door) -> None:
    @router.get("preferences", response=door.answers(schemas.Preferences))
    async def get_preferences(request: HttpRequest) -> HttpResponse:
        """What you wish to be told, where and when."""
        return door.reply(await threads.read(preferences.show, _who(request), timezone.now()))

    @router.patch("preferences", response=door.answers(schemas.Preferences))
    async def update_preferences(request: HttpRequest, body: schemas.PreferencesBody) -> HttpResponse:
        """Change what is named; `places` takes the names of streams, `kinds` the names of kinds."""
        return await door.run(request, "preferences.update", body)

    @router.put("push/subscription", response=door.answers(schemas.Preferences))
    async def subscribe(request: HttpRequest, body: schemas.SubscriptionBody) -> HttpResponse:
        """Push alerts to this browser."""
        return await door.run(request, "push.subscribe", body)

    @router.delete("push/subscription", response=door.answers(schemas.Preferences))
    async def unsubscribe(request: HttpRequest, body: schemas.EndpointBody) -> HttpResponse:
        """Push nothing more to this browser."""
        return await door.run(request, "push.unsubscribe", body)


def _who(request: HttpRequest) -> int:
    user_id: int = request.auth.user_id  # type: ignore[attr-defined]  # Ninja sets it
    return user_id
