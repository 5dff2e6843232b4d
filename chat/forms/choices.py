"""Choices that depend on who chooses."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def offer(form: forms.Form, field: str, choices: Iterable[Any]) -> None:
    """Let `field` of a form, one of choices, offer these, each a value with its label."""
    cast(forms.ChoiceField, form.fields[field]).choices = list(choices)
