"""What there is to say against a sanction."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.models.sanctions import APPEAL_MAX_CHARS


class AppealForm(forms.Form):
    """One answer, which another moderator reads."""

    text = forms.CharField(
        label=_("Your answer"), max_length=APPEAL_MAX_CHARS, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_text(self) -> str:
        """One line, as the action stores it."""
        return " ".join(self.cleaned_data["text"].split())
