"""What a person wishes to be told, where and when."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from chat import snapshots
from chat.forms.preferences import LevelForm, PreferencesForm, TestForm
from chat.views.asking import ask, member, page, refused
from chat.views.sentences import device_sentences
from notifications.inbox import preferences as wished
from notifications.streams.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@page
def preferences(request: HttpRequest) -> HttpResponseBase:
    """All wishes in one form."""
    person = member(request)
    shown = wished.show(person.pk, timezone.now())
    rooms = [room for room in snapshots.rooms(person.pk) if room["role"]]
    form = PreferencesForm(request.POST or None, wishes=shown, rooms=rooms)
    if form.is_valid():
        refusal = refused(request, "preferences.update", **form.changes(timezone.now()))
        if not refusal:
            notices.success(request, _("Your wishes were saved."))
            return redirect("alert_preferences")
        form.add_error(None, refusal)
    context = {"form": form, "wishes": shown, "device_sentences": device_sentences()}
    return render(request, "alerts/preferences.html", context)


@require_POST
@page
def test(request: HttpRequest) -> HttpResponseBase:
    """Send the person a test on one channel."""
    member(request)
    form = TestForm(request.POST)
    if form.is_valid():
        try:
            sent_to = ask(request, "notification.test", **form.cleaned_data)["sent_to"]
        except Refusal as refusal:
            notices.error(request, str(refusal))
        else:
            sent = ngettext("A test is on its way.", "Tests are on their way to {count} devices.", sent_to)
            notices.info(request, sent.format(count=sent_to) if sent_to else _("There is no address to send it to."))
    return redirect("alert_preferences")


@require_POST
@page
def level(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How much of a room one is told."""
    room = snapshots.room_by_slug(member(request).pk, slug)
    form = LevelForm(request.POST)
    if form.is_valid():
        refusal = refused(request, "preferences.update", places={room["stream"]: form.cleaned_data["level"]})
        if refusal:
            notices.error(request, refusal)
    return redirect("room", slug)
