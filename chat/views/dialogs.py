"""The forms in the dialogs of a room: those that somebody may use."""

from django.forms import Form

from chat.forms.moderating import PaceForm, ReportForm, SanctionForm, WhyForm


def dialogs(may: dict[str, bool]) -> dict[str, Form]:
    """By name; `may` as `open_room` says it."""
    found: dict[str, Form] = {}
    if may["report"]:
        found["report"] = ReportForm(auto_id="report-%s")
    if may["moderate"]:
        found["why"] = WhyForm(auto_id="why-%s")
        found["sanction"] = SanctionForm(everywhere=may["moderate_site"])
        found["pace"] = PaceForm(auto_id="pace-%s")
    return found
