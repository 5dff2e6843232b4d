"""What moderators look for, and everything that they know of a person."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from chat import policies, records, searches
from chat.forms.moderation import EVERYWHERE, PenaltyForm
from chat.models import User
from chat.refusals import Unauthenticated
from chat.shapes import Shape
from chat.views.asking import ask, page
from chat.views.moderation.audit import readable
from chat.views.moderation.entry import Desk, enter_site, number
from chat.views.moderation.groups import state_sentence, voice
from notifications.streams.refusal import Refusal

PEOPLE, MESSAGES, ACTS = "people", "messages", "acts"


@require_safe
@page
def search(request: HttpRequest) -> HttpResponse:
    """People by name, messages by what they say, acts by who did them or to whom."""
    desk = enter_site(request)
    q, what = request.GET.get("q", "").strip()[:100], request.GET.get("what", PEOPLE)
    found = _find(desk, what, q, records.Page(number(request, "before"))) if q else {}
    return render(request, "moderation/search.html", {"tab": "search", "desk": desk, "q": q, "what": what, **found})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def person(request: HttpRequest, username: str) -> HttpResponseBase:
    """A person's record; a form to sanction them."""
    desk = enter_site(request)
    shown = records.person(desk.person.pk, username)
    form = _form(request, desk, shown)
    if form is not None and form.is_valid():
        try:
            name, args = form.command
            ask(request, name, user=shown["person"]["username"], **args)
        except Unauthenticated:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            notices.success(request, _("It holds from now on."))
            return redirect("person", shown["person"]["username"])
    reports = {key: [_line(report) for report in shown[key]] for key in ("reports_against", "reports_made")}
    # `messages` are the notices of the page.
    shown["messages_said"] = shown.pop("messages")
    context = {**shown, **reports, "tab": "search", "desk": desk, "form": form, "next": request.path}
    return render(request, "moderation/person.html", context)


def _find(desk: Desk, what: str, q: str, page: records.Page) -> Shape:
    if what == MESSAGES:
        return {"said": searches.messages(desk.person.pk, q, page)["messages"]}
    if what == ACTS:
        mine = records.audit(desk.person.pk, records.Acts(actor=q), page)["entries"]
        theirs = records.audit(desk.person.pk, records.Acts(person=q), page)["entries"]
        both = {entry["id"]: entry for entry in [*mine, *theirs]}
        return {"entries": [readable(both[key]) for key in sorted(both, reverse=True)]}
    return records.people(desk.person.pk, q)


def _form(request: HttpRequest, desk: Desk, shown: Shape) -> PenaltyForm | None:
    """None: they stand too high, or it is the moderator."""
    whom = User.objects.get(pk=shown["person"]["id"])
    if not policies.can_sanction_everywhere(desk.person, whom):
        return None
    places = [(str(one["room"]["id"]), one["room"]["name"]) for one in shown["rooms"]]
    return PenaltyForm(request.POST or None, places=[(EVERYWHERE, _("the whole site")), *places])


def _line(report: Shape) -> Shape:
    return {**voice(report), "says": state_sentence(report)}
