"""What moderators did, for operators: the same actions are called, and what is written stays as it is."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.actions.appeals import answer_appeal
from chat.actions.reports import update_report
from chat.actions.sanctions import lift_sanction
from chat.actions.words import drop_word
from chat.admin.shown import ShownAdmin
from chat.models import Appeal, AuditEntry, Evidence, Report, Sanction, User, WordRule
from chat.refusals import Refused


@admin.register(Report)
class ReportAdmin(ShownAdmin):
    """Reports; deciding one is the moderators' action."""

    actions = ("take", "dismiss")
    date_hierarchy = "created_at"
    list_display = ("id", "message", "reason", "reporter", "state", "taken_by", "decided_by", "decision", "created_at")
    list_filter = ("state", "reason")
    list_select_related = ("message", "reporter", "taken_by", "decided_by")
    search_fields = ("message__author__username", "reason", "note")

    @admin.action(description=_("Take"))
    def take(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Say that one is looking at them."""
        _each(request, queryset, lambda report, **who: update_report(report=report, state="taken", **who))

    @admin.action(description=_("Decide: nothing to object to"))
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Decide that nothing is wrong."""
        decided: Any = {"state": "decided", "decision": "dismissed"}
        _each(request, queryset, lambda report, **who: update_report(report=report, **decided, **who))


@admin.register(Evidence)
class EvidenceAdmin(ShownAdmin):
    """What messages said; to be read by moderators, and changed by nobody."""

    date_hierarchy = "taken_at"
    list_display = ("message", "report", "taken_at")
    list_select_related = ("message", "report")
    search_fields = ("message__author__username",)


@admin.register(Sanction)
class SanctionAdmin(ShownAdmin):
    """Sanctions; they are imposed in rooms and in the panel, and can be lifted here too."""

    actions = ("lift",)
    date_hierarchy = "created_at"
    list_display = ("person", "kind", "room", "until", "reason", "by", "lifted_at")
    list_filter = ("kind",)
    list_select_related = ("person", "room", "by")
    search_fields = ("person__username", "reason")

    @admin.action(description=_("Lift"))
    def lift(self, request: HttpRequest, queryset: QuerySet[Sanction]) -> None:
        """Let them hold no longer."""
        _each(request, queryset, lambda sanction, **who: lift_sanction(sanction=sanction, **who))


@admin.register(Appeal)
class AppealAdmin(ShownAdmin):
    """Appeals, and their answers."""

    actions = ("grant", "deny")
    list_display = ("sanction", "text", "state", "answered_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("sanction__person", "answered_by")

    @admin.action(description=_("Lift the sanction"))
    def grant(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> None:
        """Answer yes."""
        self._answer(request, queryset, granted=True)

    @admin.action(description=_("Let the sanction stand"))
    def deny(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> None:
        """Answer no."""
        self._answer(request, queryset, granted=False)

    def _answer(self, request: HttpRequest, queryset: QuerySet[Appeal], *, granted: bool) -> None:
        sanctions = Sanction.objects.filter(appeal__in=queryset)
        _each(request, sanctions, lambda sanction, **who: answer_appeal(sanction=sanction, granted=granted, **who))


@admin.register(WordRule)
class WordAdmin(ShownAdmin):
    """The word filter's lists."""

    actions = ("drop",)
    list_display = ("word", "act", "list_name", "added_by", "added_at")
    list_filter = ("act", "list_name")
    list_select_related = ("added_by",)
    search_fields = ("word",)

    @admin.action(description=_("Take off the list"))
    def drop(self, request: HttpRequest, queryset: QuerySet[WordRule]) -> None:
        """Let these words be said again."""
        _each(request, queryset, lambda word, **who: drop_word(word=word, **who))


@admin.register(AuditEntry)
class AuditAdmin(ShownAdmin):
    """The audit record: read, filtered, never changed."""

    date_hierarchy = "at"
    list_display = ("at", "actor", "action", "person", "room", "target", "reason")
    list_filter = ("action",)
    list_select_related = ("actor", "person", "room")
    search_fields = ("actor__username", "person__username", "target", "reason")


def _each(request: HttpRequest, chosen: QuerySet[Any], do: Callable[..., Any]) -> None:
    """Call the action for each in the operator's name; say how many were done and what was refused."""
    operator = cast(User, request.user)
    done = 0
    for row in chosen:
        try:
            do(row.pk, actor=operator.pk, at=timezone.now())
        except Refused as refusal:
            messages.error(request, f"{row}: {refusal}")
        else:
            done += 1
    if done:
        messages.success(request, gettext("Done: %(count)d") % {"count": done})
