"""The commands of the inbox, for whatever door a project has: a name, its arguments, its action, its answer.

The chat adds them to its own table; a project without a chat takes `dispatch`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, ValidationError

from notifications.inbox import preferences, reading, schemas, subscriptions, trying
from notifications.inbox.shapes import Shape
from notifications.streams import threads, writer
from notifications.streams.refusal import Refusal, unknown
from notifications.streams.viewer import Viewer

Answer = tuple[int, Shape]
"""An HTTP status and a JSON object."""


@dataclass(frozen=True, slots=True)
class Command:
    """How one command is done."""

    arguments: type[BaseModel]
    action: Callable[..., Any]
    """Takes `actor`, `at` and `admit` besides the arguments."""
    answer: Callable[[int, Any], Awaitable[Answer]]
    """From the person's id and what the action returned."""


async def dispatch(viewer: Viewer, name: str, args: Mapping[str, Any]) -> Answer:
    """Do what `name` says.

    Raises:
        Refusal: with the status, code and text to be shown; nothing was changed.
        KeyError: there is no such command.
    """
    command = COMMANDS[name]
    if viewer.user_id is None:
        raise unknown()
    try:
        given = command.arguments.model_validate(args).model_dump(exclude_unset=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise Refusal(422, "invalid", f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    result = await writer.run(command.action, actor=viewer.user_id, at=timezone.now(), **given)
    return await command.answer(viewer.user_id, result)


async def _left(_user_id: int, left: reading.Left) -> Answer:
    return 200, asdict(left)


async def _preferences(user_id: int, _result: Any) -> Answer:
    return 200, await threads.read(preferences.show, user_id, timezone.now())


async def _tried(_user_id: int, tried: trying.Tried) -> Answer:
    return 202, asdict(tried)


COMMANDS: dict[str, Command] = {
    "notification.read": Command(schemas.Read, reading.read, _left),
    "notification.unread": Command(schemas.OneBody, reading.unread, _left),
    "notification.test": Command(schemas.TestBody, trying.send_test, _tried),
    "preferences.update": Command(schemas.PreferencesBody, preferences.update, _preferences),
    "push.subscribe": Command(schemas.SubscriptionBody, subscriptions.subscribe, _preferences),
    "push.unsubscribe": Command(schemas.EndpointBody, subscriptions.unsubscribe, _preferences),
}
