"""What is remembered: people, rooms, messages, tokens."""

from chat.models.messages import Like, Mention, Message
from chat.models.people import User
from chat.models.rooms import Membership, Room
from chat.models.tokens import Token

__all__ = ["Like", "Membership", "Mention", "Message", "Room", "Token", "User"]
