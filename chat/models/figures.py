"""How much was going on, minute by minute."""

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """One full minute of the site, counted once after it had passed."""

    minute = models.DateTimeField(primary_key=True, help_text="Its beginning.")
    people = models.PositiveIntegerField(default=0, help_text="Who was here at its end; 0 where nobody counted.")
    public_messages = models.PositiveIntegerField(default=0, help_text="Posted in rooms that are public.")
    messages = models.PositiveIntegerField(default=0, help_text="Posted in any room.")
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["minute"]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}"
