"""The audit record: who did what, on whom, why; read and filtered, never changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chat import records
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
        "entries": [_with_changes(entry) for entry in entries],
        "older": entries[-1]["id"] if len(entries) == records.PAGE_DEFAULT else None,
        "query": query.urlencode(),
        "export": form.exported(acts),
    }
    return render(request, "moderation/audit.html", context)


def _with_changes(entry: Shape) -> Shape:
    """With `changes`: what it was before and what it is now, by name."""
    before, after = entry["before"], entry["after"]
    names = [*before, *(name for name in after if name not in before)]
    changes = [
        {"name": name, "before": before.get(name), "after": after.get(name), "was": name in before} for name in names
    ]
    return {**entry, "changes": changes}
