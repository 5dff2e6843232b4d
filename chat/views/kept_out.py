"""What a sanctioned person reads: why, until when, and a form to answer once.

Whom it keeps out of the site is nobody to the other pages; they get here with their password
(`address`) or with the session that they had (`why`).
"""

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_safe

from chat import policies
from chat.actions.appeals import appeal_sanction
from chat.forms.appeals import AppealForm
from chat.models import Appeal, Sanction, User
from chat.refusals import NotFound, Refused
from chat.views.asking import member, page, refused
from notifications.streams import writer

SALT = "chat.kept_out"
# Long enough to write an answer; the password opens the page again.
MAX_AGE_S = 3600


def address(person: User) -> str:
    """The page for somebody who has just proved who they are."""
    return reverse("kept_out", args=[signing.dumps(person.pk, salt=SALT)])


@require_safe
@page
def why(request: HttpRequest) -> HttpResponseBase:
    """Where a page asks whose connection was ended: leads to the reason, or is not there."""
    person = _of_session(request)
    if person is None or policies.may_enter(person):
        raise NotFound
    return redirect(address(person))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def kept_out(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show what keeps somebody out of the site; take the appeal."""
    person = _person(token)
    sanction = policies.barred_everywhere(person)
    if sanction is None:
        return redirect("account_login")
    form = AppealForm(request.POST or None)
    if form.is_valid():
        text, now = form.cleaned_data["text"], timezone.now()
        try:
            writer.call(appeal_sanction, actor=person.pk, sanction=sanction.pk, text=text, at=now)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect("kept_out", token)
    return _show(request, sanction, form, status=403)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def own_sanction(request: HttpRequest, sanction: int) -> HttpResponseBase:
    """Show one of the visitor's own, of the site or of a room; take the appeal."""
    person = member(request)
    found = Sanction.objects.ready().filter(pk=sanction, person=person).first()
    if found is None:
        raise NotFound
    form = AppealForm(request.POST or None)
    if form.is_valid():
        refusal = refused(request, "sanction.appeal", sanction=found.pk, **form.cleaned_data)
        if not refusal:
            return redirect("own_sanction", found.pk)
        form.add_error("text", refusal)
    return _show(request, found, form)


def _show(request: HttpRequest, sanction: Sanction, form: AppealForm, status: int = 200) -> HttpResponse:
    context = {
        "sanction": sanction,
        "holds": sanction.holds(timezone.now()),
        "appeal": Appeal.objects.filter(sanction=sanction).first(),
        "form": form,
    }
    return render(request, "chat/kept_out.html", context, status=status)


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


def _of_session(request: HttpRequest) -> User | None:
    """Whose session this is, asked without the sanctions that make it worth nothing."""
    user_id = request.session.get(SESSION_KEY)
    person = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if person is None:
        return None
    proof = request.session.get(HASH_SESSION_KEY, "")
    fallbacks = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return person if any(constant_time_compare(proof, one) for one in fallbacks) else None
