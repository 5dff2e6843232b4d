"""The sentences that the browser's modules say (static/chat/strings.js), translated."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.templatetags.answers import ENDINGS

Sentences = dict[str, str | dict[str, str]]


def sentences() -> Sentences:
    """By key; {names} are filled in by the browser, which also chooses singular or plural."""
    return {
        "sending": _("Sending …"),
        "failed": _("Not sent."),
        "earlier_message": _("In reply to an earlier message"),
        "removed_message": _("This message was removed."),
        "answer_cancelled": str(ENDINGS["cancelled"]),
        "answer_interrupted": str(ENDINGS["interrupted"]),
        "new_messages": _("New messages"),
        "jump": _("Jump to the latest"),
        "uploaded_of": _("{sent} of {size}"),
        "not_uploaded": _("Not uploaded."),
        "sends_when_uploaded": _("Goes out as soon as everything is uploaded."),
        "upload_failed": _("Try again or take out what could not be uploaded."),
        "not_attached": _both(
            lambda count: ngettext("{count} file was not attached.", "{count} files were not attached.", count)
        ),
        "picture_is_made": _("{name}, coming in a moment"),
        "picture_broken": _("This picture cannot be shown."),
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
        **_silences(),
        **_deeds(),
    }


def _silences() -> Sentences:
    """Why one cannot write just now (static/chat/composer-gate.js)."""
    return {
        "silent_mute": _("You are muted. Reason: {reason}"),
        "silent_timeout": _("You are timed out. Reason: {reason}"),
        "silent_ban": _("You are banned. Reason: {reason}"),
        "locked": _("Only moderators may write here just now."),
        "slow": _both(
            lambda count: ngettext(
                "Slow mode: {count} second between two messages.",
                "Slow mode: {count} seconds between two messages.",
                count,
            )
        ),
        "slow_wait": _("Slow mode. You can write again in"),
        "wait": _("You are fast. You can write again in"),
        "too_early": _("Wait until the time is over, then send it."),
        "under_mute": _("muted"),
        "under_timeout": _("timed out"),
        "under_ban": _("banned"),
        "blocked": _("blocked"),
        "blocked_message": _("A message of somebody you block."),
    }


def _deeds() -> Sentences:
    """What the menus do (static/chat/deeds.js): asked, explained, pressed, done."""
    return {
        "thanks": _("Thank you. The moderators will look at it."),
        "thanks_again": _("You have reported this before. Thank you."),
        "done_block": _("You hear nothing more of {name}."),
        "done_unblock": _("You hear of {name} again."),
        "done_mute": _("{name} is muted."),
        "done_timeout": _("{name} is timed out."),
        "done_kick": _("{name} was taken out of the room."),
        "done_ban": _("{name} is banned."),
        "ask_mute": _("Mute {name}"),
        "ask_timeout": _("Time out {name}"),
        "ask_kick": _("Kick {name}"),
        "ask_ban": _("Ban {name}"),
        "ask_lift": _("Lift what holds for {name}"),
        "ask_withdraw": _("Remove what {name} said?"),
        "ask_purge": _("Remove this for good?"),
        "ask_sweep": _("Remove the last hour of {name}?"),
        "about_mute": _("They can read, and write nothing."),
        "about_timeout": _("They are out for a while and stay a member."),
        "about_kick": _("They are out at once, and may come back."),
        "about_ban": _("They are out at once on all their devices, and stay out."),
        "about_lift": _("They may do everything again, at once."),
        "about_withdraw": _("It disappears for everybody, at once. Moderators can restore it."),
        "about_purge": _("Nobody can restore it, and nobody can say any more what it was."),
        "about_sweep": _("All they have said here within the last hour disappears. Moderators can restore it."),
        "button_mute": _("Mute"),
        "button_timeout": _("Time out"),
        "button_kick": _("Kick"),
        "button_ban": _("Ban"),
        "button_lift": _("Lift"),
        "button_withdraw": _("Remove"),
        "button_purge": _("Remove for good"),
        "button_sweep": _("Remove"),
    }


def stage_sentences() -> Sentences:
    """Those of a room's stage (static/stage)."""
    return {
        "stage_share": _("Showing {shown} of {all}"),
        "stage_live": _("Live"),
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
