"""The audit record: who did what, on whom, why; read and filtered, never changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import records, wording
from chat.forms.looking import AuditForm
from chat.shapes import Shape
from chat.views.asking import page
from chat.views.moderation.entry import enter, number


@require_safe
@page
def audit(request: HttpRequest) -> HttpResponse:
    """The newest acts, or those that the filters name."""
    desk, before = enter(request), number(request, "before")
    form = AuditForm(request.GET, rooms=desk.rooms, everywhere=desk.everywhere)
    form.is_valid()
    acts = form.acts(desk.place(request))
    entries = records.audit(desk.person.pk, acts, records.Page(before))["entries"]
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "tab": "audit",
        "desk": desk,
        "form": form,
        "entries": [readable(entry) for entry in entries],
        "older": entries[-1]["id"] if len(entries) == records.PAGE_DEFAULT else None,
        "query": query.urlencode(),
        "export": form.exported(acts),
    }
    return render(request, "moderation/audit.html", context)


def readable(entry: Shape) -> Shape:
    """With `why` in the reader's language, and `changes`: what it was before and what it is now, by name."""
    # What the site notices has a name, what people do has a sentence.
    why = wording.told if entry["actor"] else wording.reason_name
    names = dict.fromkeys([*entry["before"], *entry["after"]])
    return {**entry, "why": why(entry["reason"]), "changes": [_change(entry, name) for name in names]}


def _change(entry: Shape, name: str) -> Shape:
    before, after = entry["before"], entry["after"]
    return {
        "name": wording.fact_name(name),
        "before": wording.fact(before[name], name) if name in before else "",
        "after": wording.fact(after.get(name), name),
    }
