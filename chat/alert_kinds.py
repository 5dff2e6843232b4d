"""The kinds of alerts that the chat registers with the inbox: their sentences and where they lead."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chat import access, wording
from notifications.inbox.kinds import Data, Kind, Level, Told

LIKE, MENTION, REPLY, MESSAGE = "like", "mention", "reply", "message"
INVITATION, MODERATION = "invitation", "moderation"
ROOM, HERE = "room", "here"
"""The words that call everybody, as if they were usernames."""


def _people(told: Told) -> str:
    """`Bob`, `Bob and Carol`, `Bob, Carol and 3 others`."""
    match told.names:
        case []:
            return _("Somebody")
        case [one]:
            return one
        case [one, two] if told.people == len(told.names):
            return _("%(one)s and %(two)s") % {"one": one, "two": two}
        case [one, two, *_rest]:
            others = told.people - 2
            return ngettext(
                "%(one)s, %(two)s and %(others)d other", "%(one)s, %(two)s and %(others)d others", others
            ) % {"one": one, "two": two, "others": others}
    raise AssertionError(told)


def _with_place(sentence: str, told: Told) -> str:
    return sentence % {"people": _people(told), "where": told.data.get("where", "")}


def _liked(told: Told) -> str:
    return _with_place(_("%(people)s liked your message in %(where)s"), told)


def _mentioned(told: Told) -> str:
    if keyword := told.data.get("keyword"):
        sentence = _("%(people)s wrote “%(keyword)s” in %(where)s")
        return sentence % {"people": _people(told), "keyword": keyword, "where": told.data.get("where", "")}
    if told.data.get("call"):
        return _with_place(_("%(people)s called everybody in %(where)s"), told)
    return _with_place(_("%(people)s mentioned you in %(where)s"), told)


def _replied(told: Told) -> str:
    return _with_place(_("%(people)s replied to you in %(where)s"), told)


def _said(told: Told) -> str:
    sentence = ngettext("%(count)d new message in %(where)s", "%(count)d new messages in %(where)s", told.count)
    return sentence % {"count": told.count, "where": told.data.get("where", "")}


def _invited(told: Told) -> str:
    return _with_place(_("%(people)s invited you to %(where)s"), told)


def _moderated(told: Told) -> str:
    """What was decided, as `chat.alerts.decided` says it: `what`, `where` (nothing: the whole site), `reason`."""
    sentences = {
        "kick": _("You were taken out of %(where)s. Reason: %(reason)s"),
        "mute": _("You were muted in %(where)s. Reason: %(reason)s"),
        "timeout": _("You were timed out in %(where)s. Reason: %(reason)s"),
        "ban": _("You were banned from %(where)s. Reason: %(reason)s"),
        "lifted": _("A sanction against you in %(where)s was lifted."),
        "kept": _("Your answer about %(where)s was read, and the sanction stands. %(reason)s"),
        "removed": _("Your message in %(where)s was removed. %(reason)s"),
        "warned": _("The moderators of %(where)s ask you: %(reason)s"),
        "webhook": _("The webhook “%(reason)s” in %(where)s was switched off: its address does not answer."),
        "reported": _("What you reported in %(where)s was decided: %(reason)s"),
    }
    facts = {
        "where": told.data.get("where") or _("the whole site"),
        "reason": wording.told(told.data.get("reason", "")),
    }
    return sentences.get(told.data.get("what", ""), "") % facts


def _message_url(data: Data) -> str:
    if "message" not in data:
        return _room_url(data)
    return f"{_room_url(data)}?at={data['message']}"


def _moderation_url(data: Data) -> str:
    if "sanction" in data:
        return reverse("own_sanction", args=[data["sanction"]])
    return _room_url(data)


def _room_url(data: Data) -> str:
    return reverse("room", args=[data["slug"]]) if "slug" in data else reverse("rooms")


_everything = frozenset(Level)

KINDS = [
    Kind(
        name=MENTION,
        label=gettext_lazy("Mentions of me"),
        text=_mentioned,
        url=_message_url,
        may_see=access.may_see,
        excerpt=access.excerpt,
        addressed=True,
        push=True,
        mail=True,
    ),
    Kind(
        name=REPLY,
        label=gettext_lazy("Replies to me"),
        text=_replied,
        url=_message_url,
        may_see=access.may_see,
        excerpt=access.excerpt,
        addressed=True,
        push=True,
        mail=True,
    ),
    Kind(
        name=LIKE,
        label=gettext_lazy("Likes of what I wrote"),
        text=_liked,
        url=_message_url,
        may_see=access.may_see,
        excerpt=access.excerpt,
    ),
    Kind(
        name=MESSAGE,
        label=gettext_lazy("Every message in rooms that I follow closely"),
        text=_said,
        url=_message_url,
        may_see=access.may_see,
        excerpt=access.excerpt,
        levels=frozenset({Level.ALL}),
    ),
    Kind(
        name=INVITATION,
        label=gettext_lazy("Invitations"),
        text=_invited,
        url=_room_url,
        may_see=access.may_see,
        addressed=True,
        push=True,
        mail=True,
        levels=_everything,
    ),
    Kind(
        name=MODERATION,
        label=gettext_lazy("Decisions of moderators"),
        text=_moderated,
        url=_moderation_url,
        may_see=access.anybody,
        addressed=True,
        push=True,
        mail=True,
        levels=_everything,
    ),
]
