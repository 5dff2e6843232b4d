"""What administrators see. What happened in rooms is only shown: actions own it."""

from chat.admin.live import LiveStreamAdmin, PublishTokenAdmin
from chat.admin.messages import MessageAdmin
from chat.admin.moderation import AppealAdmin, AuditAdmin, EvidenceAdmin, ReportAdmin, SanctionAdmin, WordAdmin
from chat.admin.people import PersonAdmin
from chat.admin.rooms import RoomAdmin
from chat.admin.tokens import TokenAdmin

__all__ = [
    "AppealAdmin",
    "AuditAdmin",
    "EvidenceAdmin",
    "LiveStreamAdmin",
    "MessageAdmin",
    "PersonAdmin",
    "PublishTokenAdmin",
    "ReportAdmin",
    "RoomAdmin",
    "SanctionAdmin",
    "TokenAdmin",
    "WordAdmin",
]
