"""Calling a webhook by its slash command, and posting what it answers; done by the worker."""

import json
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from chat import policies, shapes, text
from chat.actions.posting import post_message
from chat.hooks.sending import NotTaken, send
from chat.models import Message, Webhook
from chat.refusals import Refused
from notifications.streams.encoding import NotStrict, decode, encode

TRIES = 3
PAUSE = timedelta(seconds=2)
# Whoever is slow there holds up nobody but others who are called.
QUEUE = "elsewhere"


@task(queue_name=QUEUE)
def call(webhook_id: int, message_id: int, attempt: int = 1) -> None:
    """Tell a webhook that it was called; its answer is posted as a reply."""
    webhook = Webhook.objects.standing().filter(pk=webhook_id).first()
    message = Message.objects.standing().select_related("author", "room").filter(pk=message_id).first()
    if webhook is None or message is None:
        return
    try:
        if not policies.works(webhook):
            raise NotTaken("whoever made it may not read the room", gone=True)
        answered = send(webhook, message.subject, _body(webhook, message))
    except NotTaken as error:
        if attempt < TRIES and not error.gone:
            call.using(run_after=timezone.now() + PAUSE * attempt).enqueue(webhook_id, message_id, attempt + 1)
            return
        _reply(webhook, message, _("I cannot be reached just now."))
        return
    if answer := _text(answered):
        _reply(webhook, message, answer)


def _body(webhook: Webhook, message: Message) -> bytes:
    return encode(
        {
            "type": "slash",
            "command": webhook.slash,
            # As the room sees it, with the filter's masks.
            "text": message.body.removeprefix(f"/{webhook.slash}").strip(),
            "room": shapes.place(message.room),
            "user": shapes.person(message.author),
            "message": message.pk,
        }
    ).encode()


def _text(answered: bytes) -> str:
    """`{"text": "…"}`; nothing, if it has nothing to say."""
    try:
        answer = decode(answered)
        said = answer.get("text", "") if isinstance(answer, dict) else ""
        return text.speakable(said) if isinstance(said, str) and said else ""
    except (NotStrict, ValueError, json.JSONDecodeError):
        return ""


def _reply(webhook: Webhook, message: Message, body: str) -> None:
    client_id = uuid5(NAMESPACE_URL, f"webhook-{webhook.pk}/{message.subject}")
    try:
        post_message(
            actor=webhook.bot_id,
            room=webhook.room_id,
            client_id=client_id,
            body=body,
            reply_to=message.pk,
            at=timezone.now(),
        )
    except Refused:
        return
