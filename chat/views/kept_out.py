"""What somebody reads who signs in and is kept out of the site: why, until when, and a form to answer once."""

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chat import policies
from chat.actions.appeals import appeal_sanction
from chat.forms.appeals import AppealForm
from chat.models import Appeal, User
from chat.refusals import NotFound, Refused
from chat.views.asking import page
from notifications.streams import writer

SALT = "chat.kept_out"
# Long enough to write an answer; the password opens the page again.
MAX_AGE_S = 3600


def address(person: User) -> str:
    """The page for somebody who has just proved who they are."""
    return reverse("kept_out", args=[signing.dumps(person.pk, salt=SALT)])


@require_http_methods(["GET", "HEAD", "POST"])
@page
def kept_out(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the sanction; take the appeal."""
    person = _person(token)
    sanction = policies.barred_everywhere(person)
    if sanction is None:
        return redirect("account_login")
    form = AppealForm(request.POST or None)
    if form.is_valid():
        try:
            writer.call(
                appeal_sanction,
                actor=person.pk,
                sanction=sanction.pk,
                text=form.cleaned_data["text"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("kept_out", token)
    appeal = Appeal.objects.filter(sanction=sanction).first()
    return _show(request, {"sanction": sanction, "appeal": appeal, "form": form})


def _show(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "chat/kept_out.html", context, status=403)


def _person(token: str) -> User:
    try:
        user_id = signing.loads(token, salt=SALT, max_age=MAX_AGE_S)
    except signing.BadSignature:
        raise NotFound from None
    person = User.objects.filter(pk=user_id, is_active=True).first()
    if person is None:
        raise NotFound
    policies.load_sanctions([person], timezone.now())
    return person
