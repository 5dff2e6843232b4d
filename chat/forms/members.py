"""Forms about the members of a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models import Membership, User


class InviteForm(forms.Form):
    """Somebody who shall belong to the room."""

    user = forms.CharField(label=_("Username"), max_length=32, widget=forms.TextInput(attrs={"autocapitalize": "none"}))

    def clean_user(self) -> str:
        """The username as its owner spells it, with or without the @ in front."""
        wanted = self.cleaned_data["user"].removeprefix("@")
        found = User.objects.filter(username__iexact=wanted, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has that username."))
        return found.username


class RoleForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role)
