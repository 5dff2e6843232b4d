"""Declaring streams of live values, and giving out tokens for publishing on them; both are an operator's."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from chat import events, publish_tokens, tokens
from chat.actions import audit
from chat.models import LiveStream, LiveValue, PublishToken, User
from chat.refusals import Invalid, NotFound, Refused
from notifications.streams import access, log


class NameTaken(Refused):
    """The name belongs to the site: rooms, people, moderators, figures, the clock."""

    status = 409
    code = "name_taken"
    detail = _("Streams of that name belong to the site itself. Choose another one.")


@log.transaction()
def declare_stream(
    *,
    actor: User | None,
    name: str,
    at: datetime,
    readers: str = LiveStream.Readers.EVERYBODY,
    title: str | None = None,
) -> LiveStream:
    """Let values be published on a stream (or all that begin so), for these readers; who loses it is cut off.

    Without `title` it keeps the one that it has.

    Raises:
        Invalid: that is no name of a stream.
        NameTaken: what the name says.
    """
    found = LiveStream.objects.select_for_update().filter(name=name).first()
    before = {"readers": found.readers, "title": found.title} if found else {}
    after = {"readers": readers, "title": before.get("title", "") if title is None else title}
    if found and before == after:
        return found
    _check_name(name)
    stream, _created = LiveStream.objects.update_or_create(name=name, defaults=after)
    _ask_readers_again(stream)
    audit.record(actor, "live.declare", target=_target(name), before=before, after=after, at=at)
    return stream


@log.transaction()
def drop_stream(*, actor: User | None, stream: int, at: datetime) -> list[str]:
    """Let nobody publish or read there any more; the streams whose events can be let go of then.

    Raises:
        NotFound: there is none.
    """
    found = LiveStream.objects.filter(pk=stream).first()
    if found is None:
        raise NotFound
    found.delete()
    streams = _ask_readers_again(found)
    LiveValue.objects.filter(stream__in=streams).delete()
    before = {"readers": found.readers, "title": found.title}
    audit.record(actor, "live.drop", target=_target(found.name), before=before, at=at)
    return streams


@log.transaction()
def issue_publish_token(*, actor: User | None, stream: LiveStream, at: datetime, label: str = "") -> str:
    """A new token for publishing on that stream and nothing else; the text is not stored."""
    text = publish_tokens.new()
    digest = tokens.digest(text)
    token = PublishToken.objects.create(stream=stream, digest=digest, label=label, issued_by=actor, created_at=at)
    after = {"stream": stream.name, "label": label}
    audit.record(actor, "live.token", target=f"publish-token-{token.pk}", after=after, at=at)
    return text


@log.transaction()
def revoke_publish_token(*, actor: User | None, token: int, at: datetime) -> None:
    """Take a token back; it is asked for with every value, so it ends with the commit.

    Raises:
        NotFound: there is none.
    """
    found = PublishToken.objects.select_related("stream").filter(pk=token).first()
    if found is None:
        raise NotFound
    found.delete()
    before = {"stream": found.stream.name, "label": found.label}
    audit.record(actor, "live.revoke", target=f"publish-token-{token}", before=before, at=at)


def _check_name(name: str) -> None:
    field = LiveStream._meta.get_field("name")
    for validate in field.validators:
        try:
            validate(name)
        except ValidationError as error:
            raise Invalid(f"{name}: {error.messages[0]}") from None
    if access.is_taken(name):
        raise NameTaken


def _ask_readers_again(stream: LiveStream) -> list[str]:
    """The streams with values that this declaration covers; whoever follows one is asked again."""
    streams = list(LiveValue.objects.under(stream).values_list("stream", flat=True).distinct())
    for name in streams:
        events.values_closed(name)
    return streams


def _target(name: str) -> str:
    return f"live-{name}"[:40]
