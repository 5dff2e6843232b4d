"""Who may get an account: the SIGNUP setting, invitations, and the very first administrator."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chat import policies
from chat.views import kept_out

INVITATION_MAX_AGE_S = 7 * 24 * 3600
INVITATION_SALT = "chatsite.invitation"
SESSION_KEY = "invited"


class Adapter(DefaultAccountAdapter):
    """allauth asks it whether the sign-up page is open."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        if settings.SIGNUP == "invite":
            return bool(request.session.get(SESSION_KEY))
        return bool(settings.SIGNUP == "open")

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        """Who is kept out of the site is told why, once the password was right."""
        if user.is_active and not policies.may_enter(user):
            clear_login(request)
            return redirect(kept_out.address(user))
        response: HttpResponse | None = super().pre_login(request, user, **more)
        return response


def invitation() -> str:
    """The address (absolute) that lets whoever opens it within 7 days sign up."""
    token = signing.dumps("sign up", salt=INVITATION_SALT)
    return settings.BASE_URL + reverse("invited", args=[token])


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Remembers in the session that an invitation was shown, and goes on to the sign-up page."""
    try:
        signing.loads(token, salt=INVITATION_SALT, max_age=INVITATION_MAX_AGE_S)
    except signing.BadSignature:
        return render(request, "account/signup_closed.html", status=403)
    request.session[SESSION_KEY] = True
    return redirect("account_signup")
