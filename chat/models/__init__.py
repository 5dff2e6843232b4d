"""What is remembered: people, rooms, messages, tokens, and what keeps order among them."""

from chat.models.attachments import Attachment
from chat.models.audit import AuditEntry
from chat.models.figures import Tally
from chat.models.growth import Growth
from chat.models.live import LiveStream, LiveValue, PublishToken
from chat.models.messages import Like, Mention, Message
from chat.models.people import User
from chat.models.reports import Evidence, Report
from chat.models.rooms import Membership, Room
from chat.models.sanctions import Appeal, Block, Sanction
from chat.models.tokens import Token
from chat.models.webhooks import Webhook
from chat.models.words import WordRule, WordVersion

__all__ = [
    "Appeal",
    "Attachment",
    "AuditEntry",
    "Block",
    "Evidence",
    "Growth",
    "Like",
    "LiveStream",
    "LiveValue",
    "Membership",
    "Mention",
    "Message",
    "PublishToken",
    "Report",
    "Room",
    "Sanction",
    "Tally",
    "Token",
    "User",
    "Webhook",
    "WordRule",
    "WordVersion",
]
