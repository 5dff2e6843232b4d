"""The sentences that the browser's modules say (static/chat/strings.js), translated."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Sentences = dict[str, str | dict[str, str]]


def sentences() -> Sentences:
    """By key; {names} are filled in by the browser, which also chooses singular or plural."""
    return {
        "sending": _("Sending …"),
        "failed": _("Not sent."),
        "earlier_message": _("In reply to an earlier message"),
        "removed_message": _("This message was removed."),
        "new_messages": _("New messages"),
        "jump": _("Jump to the latest"),
        "unseen": _both(lambda count: ngettext("{count} new message", "{count} new messages", count)),
        "says": _("{name}: {text}"),
        "replying": _("Replying to {name}"),
        "editing": _("Editing your message"),
        "typing_one": _("{first} is writing …"),
        "typing_two": _("{first} and {second} are writing …"),
        "typing_many": _("Several people are writing …"),
        "here": _("Here now · {count}"),
        "away": _("Not here · {count}"),
        "guests": _both(lambda count: ngettext("and {count} guest", "and {count} guests", count)),
        "role_owner": _("owner"),
        "role_moderator": _("moderator"),
        "no_longer": _("You can no longer read this room."),
        "went_wrong": _("That did not work. Try again."),
    }


def _both(counted: Callable[[int], str]) -> dict[str, str]:
    return {"one": counted(1), "other": counted(2)}
