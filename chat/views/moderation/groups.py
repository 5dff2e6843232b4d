"""How the reports of one message are shown: the queue's rows. static/moderation/groups.js does the same."""

from chat import wording
from chat.shapes import Shape
from chat.views.moderation.sentences import panel_sentences

# The state of a group is the most urgent of its reports.
URGENCY = ("new", "taken", "appealed", "decided")


def dressed(group: Shape) -> Shape:
    """A group with what its row shows: `author`, `room`, `state`, `says` (of the state), `voices`."""
    reports = group["reports"]
    leading = min(reports, key=lambda report: URGENCY.index(report["state"]))
    return {
        **group,
        "author": leading["author"],
        "room": leading["room"],
        "state": leading["state"],
        "says": state_sentence(leading),
        "voices": [voice(report) for report in reports],
    }


def state_sentence(report: Shape) -> str:
    """`new`, `Mona is looking at it`, `Mona: the message was removed`, `appealed against`."""
    who = report["decided_by"] or report["taken_by"]
    facts = {"name": who["name"] if who else "", "decision": wording.told(report["decision"])}
    return panel_sentences()[f"state_{report['state']}"].format(**facts)


def voice(report: Shape) -> Shape:
    """One report as it is shown: why, who says so (null: the site itself), in which words."""
    return {**report, "why": wording.reason_name(report["reason"])}
