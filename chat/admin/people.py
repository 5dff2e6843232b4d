"""Accounts: made, changed and deactivated here. Saving a person ends what they lose (chat.models.people)."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chat.models import User

if TYPE_CHECKING:
    CreationForm = AdminUserCreationForm[User]
    AccountAdmin = UserAdmin[User]
else:
    CreationForm = AdminUserCreationForm
    AccountAdmin = UserAdmin


class PersonCreationForm(CreationForm):
    """A new account."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "name")


@admin.register(User)
class PersonAdmin(AccountAdmin):
    """People are deactivated and not deleted: what they said stays theirs."""

    add_form = PersonCreationForm
    add_fieldsets = (
        (None, {"classes": ["wide"], "fields": ["username", "name", "usable_password", "password1", "password2"]}),
    )
    fieldsets = (
        (None, {"fields": ["username", "password", "name", "email", "is_bot"]}),
        (
            _("Permissions"),
            {"fields": ["is_active", "is_moderator", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    )
    list_display = ("username", "name", "email", "is_active", "is_moderator", "is_staff")
    list_filter = ("is_active", "is_bot", "is_moderator", "is_staff", "is_superuser")
    search_fields = ("username", "name", "email")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
