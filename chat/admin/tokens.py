"""Bearer tokens: shown, and taken back."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from chat.actions.tokens import revoke_token
from chat.admin.shown import ShownAdmin
from chat.models import Token


@admin.register(Token)
class TokenAdmin(ShownAdmin):
    """Deleting a token ends what it had opened."""

    exclude = ("digest",)
    list_display = ("user", "label", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "label")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As Django's permissions say."""
        return super(ShownAdmin, self).has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Token) -> None:
        """Take one back."""
        revoke_token(actor=obj.user_id, token=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """Take several back."""
        for token in queryset:
            self.delete_model(request, token)
