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
        "reaches": _both(
            lambda count: ngettext("{words} tells {count} person.", "{words} tells {count} people.", count)
        ),
        "calls_nobody": _("{words} calls nobody here: only moderators may call everybody."),
        "cannot_see": _("{names} cannot read this room and will not hear of it."),
        "no_longer": _("You can no longer read this room."),
        "went_wrong": _("That did not work. Try again."),
    }


def bell_sentences() -> Sentences:
    """Those that the bell says on every page (static/alerts)."""
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "earlier": _("Earlier"),
        "mark_read": _("Mark as read"),
        "mark_unread": _("Mark as unread"),
        "unread": _both(lambda count: ngettext("{count} unread notification", "{count} unread notifications", count)),
        "addressed": _both(lambda count: ngettext("{count} thing for you", "{count} things for you", count)),
        "more_toasts": _both(lambda count: ngettext("and {count} more", "and {count} more", count)),
    }


def device_sentences() -> Sentences:
    """How this device stands (static/alerts/preferences.js)."""
    return {
        "device_cannot": _("This browser cannot show them here; they need https."),
        "device_unasked": _("Off. The browser will ask you once."),
        "device_denied": _("Your browser blocks them for this site; only its own settings can change that."),
        "device_open_pages": _("On, as long as a page of this site is open."),
        "device_pushed": _("On, even while no page is open."),
    }


def _both(counted: Callable[[int], str]) -> dict[str, str]:
    return {"one": counted(1), "other": counted(2)}
