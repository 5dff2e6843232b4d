"""How pages ask the domain, and what its refusals become."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from asgiref.sync import async_to_sync
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from chat import commands
from chat.models import User
from chat.refusals import Forbidden, NotFound, Sanctioned, Unauthenticated
from chat.shapes import Shape
from notifications.streams.refusal import Refusal
from notifications.streams.viewer import Viewer

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page(view: View[P]) -> View[P]:
    """What may not be seen is not there (404), what may not be done is refused (403).

    Who is nobody yet signs in first; who is kept out reads why.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(str(refusal)) from refusal
        except Unauthenticated:
            return redirect_to_login(request.get_full_path())
        except Sanctioned as refusal:
            return render(request, "chat/kept_out.html", {"sanction": refusal.sanction}, status=refusal.status)
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    return wrapped


def visitor(request: HttpRequest) -> User | None:
    """Who is looking; None for a guest."""
    return request.user if request.user.is_authenticated else None


def visitor_id(request: HttpRequest) -> int | None:
    """The same as an id."""
    return None if (user := visitor(request)) is None else user.pk


def member(request: HttpRequest) -> User:
    """Who is looking.

    Raises:
        Unauthenticated: a guest.
    """
    user = visitor(request)
    if user is None:
        raise Unauthenticated
    return user


def ask(request: HttpRequest, name: str, /, **args: Any) -> Shape:
    """Do a command of `chat.commands` in the name of whoever sent the form.

    Raises:
        Refusal: its text may be shown.
        PermissionDenied: it is not theirs to do, and nothing in the form could be put right.
    """
    viewer = Viewer(visitor_id(request), request.session.session_key)
    try:
        _status, answer = async_to_sync(commands.dispatch)(viewer, name, args)
    except Forbidden as refusal:
        if refusal.code == Forbidden.code:
            raise PermissionDenied(str(refusal)) from refusal
        raise
    return answer


def refused(request: HttpRequest, name: str, /, **args: Any) -> str:
    """The same; the text of the refusal, or nothing when it was done.

    Raises:
        Unauthenticated, PermissionDenied: see `page` and `ask`.
    """
    try:
        ask(request, name, **args)
    except Unauthenticated:
        raise
    except Refusal as refusal:
        return str(refusal)
    return ""
