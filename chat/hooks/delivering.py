"""Telling outgoing webhooks what happened, from the log, in order; done by the worker.

The webhook's own position says how far it was told: whatever dies in between, the next one goes on there.
What is told twice has the same `Chatsite-Delivery`.
"""

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection

from chat import alerts, policies
from chat.actions import audit
from chat.hooks.sending import NotTaken, send
from chat.models import Webhook
from chat.models.webhooks import ERROR_MAX_CHARS
from notifications.streams import log
from notifications.streams.entry import Entry

logger = logging.getLogger(__name__)

# Whoever has taken a webhook has so long for a batch; then another worker may take it.
LEASE = timedelta(minutes=5)
BATCH = 50
# Whoever stops the worker waits for what is under way.
BATCH_S = 5.0
AT_ONCE = 8
BACKOFF_S, BACKOFF_MAX_S = 2, 3600
GIVE_UP_AFTER = timedelta(days=1)

_pool = ThreadPoolExecutor(AT_ONCE, "webhooks")
_at_work: set[int] = set()


def deliver(at: datetime) -> None:
    """See to it that everybody is told what they were not told, and do not wait for it: some are slow."""
    for webhook in due(at):
        if webhook.pk not in _at_work:
            _at_work.add(webhook.pk)
            _pool.submit(_deliver_one, webhook, at)


def due(at: datetime) -> list[Webhook]:
    """Those that were not told everything, and may be tried now."""
    waiting = list(Webhook.objects.at_work(at).exclude(events=[]))
    heads = log.heads({webhook.room.stream for webhook in waiting})
    return [webhook for webhook in waiting if webhook.position < heads[webhook.room.stream]]


def _deliver_one(webhook: Webhook, at: datetime) -> None:
    try:
        # Of two workers one gets it.
        if Webhook.objects.at_work(at).filter(pk=webhook.pk, position=webhook.position).update(next_at=at + LEASE):
            tell(webhook, at)
    except Exception:
        logger.exception("webhook_failed: %s", webhook.pk)
    finally:
        _at_work.discard(webhook.pk)
        connection.close()


def tell(webhook: Webhook, at: datetime) -> None:
    """Tell one what comes next, a batch of it, as far as it takes it."""
    stream = webhook.room.stream
    after = max(webhook.position, log.reach([stream])[stream].floor)
    entries = log.read({stream: after}, BATCH).entries
    # Asked after the reading: nothing is told that was said after access was taken away.
    if not policies.works(webhook):
        _pass_over(webhook, entries[-1].position if entries else after)
        return
    failure, until = None, monotonic() + BATCH_S
    for entry in entries:
        try:
            _tell_event(webhook, entry)
        except NotTaken as error:
            failure = error
            break
        after = entry.position
        if monotonic() > until:
            break
    _note(webhook, after, failure, at)


def _tell_event(webhook: Webhook, entry: Entry) -> None:
    if entry.type in webhook.events and not _is_own(webhook, entry):
        send(webhook, f"{entry.stream}:{entry.position}", entry.text.encode())


def _is_own(webhook: Webhook, entry: Entry) -> bool:
    """Did it say this itself? Two that answer each other would never end."""
    message = json.loads(entry.data).get("message")
    return isinstance(message, dict) and message["author"]["id"] == webhook.bot_id


def _pass_over(webhook: Webhook, position: int) -> None:
    """Keep nothing for later either: what happens meanwhile is none of its business."""
    webhook.position, webhook.last_error = position, "its bot, or whoever made it, may not read the room"
    webhook.save(update_fields=["position", "last_error", "next_at"])


@log.transaction()
def _note(webhook: Webhook, position: int, failure: NotTaken | None, at: datetime) -> None:
    webhook.position = position
    if failure is None:
        webhook.failures, webhook.failing_since, webhook.last_error, webhook.next_at = 0, None, "", None
    else:
        webhook.failures += 1
        webhook.failing_since = webhook.failing_since or at
        # Others have a say in it: PostgreSQL stores no U+0000.
        webhook.last_error = "".join(filter(str.isprintable, str(failure)))[:ERROR_MAX_CHARS]
        pause_s = min(BACKOFF_S ** min(webhook.failures, 12), BACKOFF_MAX_S)
        webhook.next_at = at + timedelta(seconds=pause_s)
        if failure.gone or at - webhook.failing_since >= GIVE_UP_AFTER:
            webhook.disabled_at = at
            audit.record(None, "webhook.disable", room=webhook.room, target=_key(webhook), at=at)
            _tell_maker(webhook, at)
    fields = ["position", "failures", "failing_since", "last_error", "next_at", "disabled_at"]
    webhook.save(update_fields=fields)


def _tell_maker(webhook: Webhook, at: datetime) -> None:
    maker, room = webhook.created_by_id, webhook.room
    alerts.decided("webhook", _key(webhook), whom=maker, by=webhook.bot, room=room, reason=webhook.name, at=at)


def _key(webhook: Webhook) -> str:
    return f"webhook-{webhook.pk}"
