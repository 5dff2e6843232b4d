"""The word filter's lists, edited here and effective everywhere from the next message on."""

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat import records, searches
from chat.actions import words as lists
from chat.forms.moderation import TryForm, WordsForm
from chat.models import WordRule
from chat.refusals import Unauthenticated
from chat.views.asking import ask, page
from chat.views.moderation.entry import enter_site, number
from chat.views.moderation.going_back import back
from chat.words import mask
from notifications.streams.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@page
def words(request: HttpRequest) -> HttpResponseBase:
    """The lists, and a form that adds words to one; `?sentence=` says what the filter makes of a sentence."""
    desk = enter_site(request)
    form = WordsForm(request.POST or None)
    if form.is_valid() and _add(request, form):
        return redirect("words")
    q, act = request.GET.get("q", "").strip()[:60], request.GET.get("act", "")
    act = act if act in WordRule.Act.values else ""
    shown = searches.words(desk.person.pk, q, act, records.Page(number(request, "before")))
    context = {
        **shown,
        "tab": "words",
        "desk": desk,
        "form": form,
        "q": q,
        "act": act,
        "acts": WordRule.Act.choices,
        "older": shown["words"][-1]["id"] if len(shown["words"]) == records.PAGE_DEFAULT else None,
        "trial": _trial(request),
        "next": request.get_full_path(),
    }
    return render(request, "moderation/words.html", context)


@require_POST
@page
def drop(request: HttpRequest, word: int) -> HttpResponseBase:
    """Let a word be said again."""
    enter_site(request)
    try:
        ask(request, "word.drop", word=word)
    except Unauthenticated:
        raise
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _("Whoever says it now is not stopped any more."))
    return redirect(back(request, "words"))


def _add(request: HttpRequest, form: WordsForm) -> bool:
    """Add them one by one; whether all went well, else the form says which did not."""
    refusals = []
    for word in form.cleaned_data["words"]:
        try:
            ask(request, "word.add", word=word, act=form.cleaned_data["act"], list=form.cleaned_data["list"])
        except Unauthenticated:
            raise
        except Refusal as refusal:
            refusals.append(f"{word}: {refusal}")
    for refused in refusals:
        form.add_error("words", refused)
    if not refusals:
        notices.success(request, _("The filter looks for it from now on."))
    return not refusals


def _trial(request: HttpRequest) -> dict[str, str]:
    """A sentence, what would be done with it, and how it would be masked."""
    form = TryForm(request.GET)
    text = form.cleaned_data["sentence"] if form.is_valid() else ""
    found = lists.current().find(text)
    acts = {one.act for one in found}
    heaviest = next((act for act in reversed(WordRule.Act.values) if act in acts), "")
    masked = mask(text, [one for one in found if one.act == WordRule.Act.MASK])
    return {"text": text, "act": str(WordRule.Act(heaviest).label) if heaviest else "", "masked": masked}
