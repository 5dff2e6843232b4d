"""The people who talk."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from notifications.streams import log

if TYPE_CHECKING:
    from chat.models.sanctions import Sanction

# ASCII only: a username is an address (`@alice`, /people/alice) and must not be forged with
# letters that look alike. Any script is welcome in `name`.
USERNAME = r"[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
USERNAME_MAX_CHARS = 32


class User(AbstractUser):
    """A person with an account; `name` is how others see them."""

    username = models.CharField(
        _("username"),
        max_length=USERNAME_MAX_CHARS,
        unique=True,
        help_text=_("Letters, digits, dots, hyphens and underscores; at most 32."),
        validators=[
            RegexValidator(
                rf"^{USERNAME}\Z",
                _("Use letters from a to z, digits, dots, hyphens and underscores."),
            )
        ],
        error_messages={"unique": _("A person with that username already exists.")},
    )
    name = models.CharField(_("display name"), max_length=80, blank=True)
    is_moderator = models.BooleanField(
        _("moderator of the site"),
        default=False,
        help_text=_("May moderate every room that they can read."),
    )
    is_bot = models.BooleanField(
        _("bot"), default=False, help_text=_("A program, and shown as one. It may write answers that grow.")
    )
    first_name = None  # type: ignore[assignment]  # None drops an inherited field (Django's docs); stubs want one
    last_name = None  # type: ignore[assignment]  # as above

    _password: str | None
    sanctions_in_force: "Sequence[Sanction]" = ()
    """From the heaviest to the lightest; loaded by `policies.load_sanctions` for whoever acts."""
    was_active = kept_order = False
    """Was the account active, and a moderator of the site, when it was loaded or last saved?"""

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_once_in_any_case",
                violation_error_message=_("A person with that username already exists."),
            )
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The name that others see."""
        return self.name or self.username

    def get_short_name(self) -> str:
        """The name that others see."""
        return self.get_full_name()

    @property
    def keeps_order(self) -> bool:
        """A moderator of the site, or an operator, who can make themselves one."""
        return self.is_moderator or self.is_superuser

    def sanction_in(self, *room_ids: int | None) -> "Sanction | None":
        """The heaviest sanction in force of those rooms; None among them stands for the whole site."""
        return next((one for one in self.sanctions_in_force if one.room_id in room_ids), None)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **options: Any) -> Self:
        """Load, and remember what may be lost."""
        user = super().from_db(db, field_names, values, **options)
        known = user.__dict__
        user.was_active = known.get("is_active", True)
        user.kept_order = known.get("is_moderator", False) or known.get("is_superuser", False)
        return user

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new password, a deactivation or the end of an office ends every live connection of this person.

        It stands here and not in an action because accounts are also changed by the admin,
        by allauth and by commands, and contract C4 holds for all of them.
        """
        if self._state.adding or not self._loses_access():
            super().save(*args, **kwargs)
        else:
            with log.transaction():
                super().save(*args, **kwargs)
                log.revoke(person=self.pk)
        self.was_active, self.kept_order = self.is_active, self.keeps_order

    def _loses_access(self) -> bool:
        password_changed = self._password is not None
        deactivated = self.was_active and not self.is_active
        return password_changed or deactivated or (self.kept_order and not self.keeps_order)
