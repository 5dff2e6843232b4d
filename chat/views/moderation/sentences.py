"""The sentences that the panel's modules say in the browser (static/moderation), and the pages with them."""

from django.utils.translation import gettext as _

from chat import wording


def panel_sentences() -> dict[str, str]:
    """By key; {names} are filled in."""
    return {
        "state_new": _("new"),
        "state_taken": _("{name} is looking at it"),
        "state_decided": _("{name}: {decision}"),
        "state_appealed": _("appealed against"),
    }


def queue_sentences() -> dict[str, str]:
    """What only the queue says, and what its words are called."""
    return {
        **panel_sentences(),
        "choose": _("Choose what {name} said"),
        "arrived": _("Reported: {name} in {room}"),
        "settled": _("{moderator} has decided about {name}"),
        "chosen": _("{count} chosen"),
        "done": _("{count} done."),
        "what": _("Say what is done."),
        "automatic": _("noticed by the site"),
        "unknown": _("What it said is not known any more."),
        **{f"reason_{value}": name for value, name in wording.reasons().items()},
        **{f"decision_{value}": name for value, name in wording.decisions().items()},
    }
