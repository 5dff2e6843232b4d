"""Streams of live values and the tokens for publishing on them: declared, given out, taken back."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from chat import tokens
from chat.actions.live_streams import declare_stream, drop_stream, issue_publish_token, revoke_publish_token
from chat.admin.shown import ModelAdmin
from chat.models import LiveStream, PublishToken, User
from notifications.streams import access, log


class LiveStreamForm(ModelForm[LiveStream]):
    """Refuses names that belong to the site."""

    class Meta:
        model = LiveStream
        fields = ("name", "title", "readers")

    def clean_name(self) -> str:
        """The name, if it is free."""
        name: str = self.cleaned_data["name"]
        if access.is_taken(name):
            self.add_error("name", gettext("Streams of that name belong to the site itself. Choose another one."))
        return name


@admin.register(LiveStream)
class LiveStreamAdmin(ModelAdmin):
    """Who may read which stream of live values; what is changed here holds at once, for open connections too."""

    form = LiveStreamForm
    list_display = ("name", "title", "readers")
    list_filter = ("readers",)
    search_fields = ("name", "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A stream's name is what programs know it by."""
        return () if obj is None else ("name",)

    def save_model(self, request: HttpRequest, obj: LiveStream, form: Any, change: bool) -> None:
        """Declare it, or declare it anew."""
        given = {"name": obj.name, "title": obj.title, "readers": obj.readers}
        obj.pk = declare_stream(actor=cast(User, request.user), at=timezone.now(), **given).pk

    def delete_model(self, request: HttpRequest, obj: LiveStream) -> None:
        """Drop it with its values."""
        for stream in drop_stream(actor=cast(User, request.user), stream=obj.pk, at=timezone.now()):
            log.keep_newest(stream, 0)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LiveStream]) -> None:
        """Drop several."""
        for stream in queryset:
            self.delete_model(request, stream)


@admin.register(PublishToken)
class PublishTokenAdmin(ModelAdmin):
    """Tokens: the text of a new one is shown once; deleting one takes it back."""

    fields = ("stream", "label")
    list_display = ("stream", "label", "issued_by", "created_at")
    list_select_related = ("stream", "issued_by")
    search_fields = ("stream__name", "label")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a token is what it is."""
        return False

    def save_model(self, request: HttpRequest, obj: PublishToken, form: Any, change: bool) -> None:
        """Give a new one out."""
        actor = cast(User, request.user)
        text = issue_publish_token(actor=actor, stream=obj.stream, label=obj.label, at=timezone.now())
        obj.pk = PublishToken.objects.get(digest=tokens.digest(text)).pk
        messages.warning(request, gettext("The token, shown this once: %(token)s") % {"token": text})

    def delete_model(self, request: HttpRequest, obj: PublishToken) -> None:
        """Take one back."""
        revoke_publish_token(actor=cast(User, request.user), token=obj.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PublishToken]) -> None:
        """Take several back."""
        for token in queryset:
            self.delete_model(request, token)
