"""The durable log: append in a transaction, read in order, let go of what is old."""

from notifications.streams.encoding import encode
from notifications.streams.log.appending import (
    Draft,
    append,
    before_insert,
    end,
    redact,
    revoke,
    transaction,
)
from notifications.streams.log.reading import (
    Reach,
    Reading,
    cursor,
    generation,
    head,
    heads,
    last_at,
    reach,
    read,
    snapshot,
)
from notifications.streams.log.retention import keep_newest, prune, renew_generation

__all__ = [
    "Draft",
    "Reach",
    "Reading",
    "append",
    "before_insert",
    "cursor",
    "encode",
    "end",
    "generation",
    "head",
    "heads",
    "keep_newest",
    "last_at",
    "prune",
    "reach",
    "read",
    "redact",
    "renew_generation",
    "revoke",
    "snapshot",
    "transaction",
]
