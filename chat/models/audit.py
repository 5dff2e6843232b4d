"""Who did what, on whom, why: written once, never changed."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.models.people import User
from chat.models.rooms import Room


class WrittenInStone(TypeError):
    """The audit record is only added to."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads; whatever else a query could do is refused."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Never."""
        raise WrittenInStone

    def delete(self) -> NoReturn:
        """Never."""
        raise WrittenInStone

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise WrittenInStone


class AuditEntry(models.Model):
    """One act of a moderator, an operator or the site itself.

    `before` and `after` never hold what a message said: the record outlives the evidence. The
    database role of deploy/postgres-roles.sql may neither update nor delete rows here.
    """

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text=_("None: the site itself.")
    )
    action = models.CharField(_("what"), max_length=40)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, related_name="+")
    target = models.CharField(_("on what"), max_length=40, blank=True, help_text="message-17, report-3, …")
    reason = models.CharField(_("why"), max_length=1_000, blank=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit record")
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["target"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once."""
        if not self._state.adding:
            raise WrittenInStone
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise WrittenInStone
