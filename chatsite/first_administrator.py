"""The one-time page by which a new site gets its first administrator.

`manage.py run` prints the link while there is none. The link holds a signed token, and the page is
gone for everybody as soon as there is an administrator.
"""

from django.contrib.auth import login
from django.contrib.auth.forms import BaseUserCreationForm
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from chat.models import User
from chatsite import preparing

SALT = "chatsite.first_administrator"
MAX_AGE_S = 24 * 3600


def link(base_url: str) -> str:
    """The address of the page, absolute, good for a day."""
    return base_url + reverse("first_administrator", args=[signing.dumps("make", salt=SALT)])


class FirstAdministratorForm(BaseUserCreationForm):  # type: ignore[type-arg]  # [User] is an error at run time; only stubs are generic
    class Meta:
        model = User
        fields = ("username", "email")


@never_cache
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    try:
        signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature as error:
        raise Http404 from error
    if preparing.has_administrator():
        raise Http404
    form = FirstAdministratorForm(request.POST or None)
    if not form.is_valid():
        return render(request, "chatsite/first_administrator.html", {"form": form})
    with preparing.alone(), transaction.atomic():
        if preparing.has_administrator():  # two people had the link open
            raise Http404
        person = form.save(commit=False)
        person.is_staff = person.is_superuser = True
        person.save()
    login(request, person)
    return redirect("admin:index")
