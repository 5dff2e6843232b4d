"""A kind of alerts of this project's own, and the inbox's router in an API of its own."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext, ngettext
from ninja import NinjaAPI, Schema
from pydantic import BaseModel

from notifications.inbox import commands
from notifications.inbox.api import inbox_router
from notifications.inbox.kinds import Kind, Told
from notifications.streams import identity
from notifications.streams.refusal import Refusal
from notifications.streams.viewer import Viewer


def orders(told: Told) -> str:
    """The sentence."""
    sentence = ngettext("%(count)d order from %(who)s", "%(count)d orders, the last from %(who)s", told.count)
    return sentence % {"count": told.count, "who": told.names[0] if told.names else gettext("somebody")}


def staff(people: Collection[int], _place: str, _subject: str) -> set[int]:
    """Orders are for the staff."""
    return set(User.objects.filter(pk__in=people, is_staff=True).values_list("pk", flat=True))


ORDER = Kind(
    name="order",
    label="Orders",
    text=orders,
    url=lambda data: f"/orders/{data.get('number', '')}",
    may_see=staff,
    addressed=True,
    mail=True,
)


class Problem(Schema):
    """Why something was refused."""

    status: int
    code: str
    detail: str


async def signed_in(request: HttpRequest) -> Viewer | None:
    """The same identification as on the streams."""
    viewer = await identity.identify(request.scope)  # type: ignore[attr-defined]  # ASGI's requests have it
    return viewer if viewer.user_id else None


async def run(request: HttpRequest, name: str, body: BaseModel | None = None, **path: Any) -> JsonResponse:
    """Do a command of the inbox."""
    args = body.model_dump(exclude_unset=True) if body else {}
    try:
        status, result = await commands.dispatch(request.auth, name, args | path)  # type: ignore[attr-defined]  # Ninja sets it
    except Refusal as refusal:
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return JsonResponse(result, status=status)


api = NinjaAPI(auth=signed_in)
api.add_router("", inbox_router(run=run, reply=JsonResponse, problem=Problem))
