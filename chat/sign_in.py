"""Who gets past the entrance: allauth checks the password, the sanctions are asked as everywhere else."""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from asgiref.sync import sync_to_async

from chat import policies
from chat.models import User

if TYPE_CHECKING:
    from django.contrib.auth.backends import ModelBackend as Backend
else:
    Backend = AuthenticationBackend


class Entrance(Backend):
    """Neither a right password nor an old session is worth anything to somebody who is kept out."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked for each password and each session."""
        return policies.may_enter(cast(User, user))

    async def aget_user(self, user_id: Any) -> Any:
        """The person of a session; Django's own asks the database from the event loop."""
        return await sync_to_async(self.get_user)(user_id)
