"""The sanctioned person answers, once; another moderator decides."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat import events
from chat.actions import Admit, always, audit, lookups, reports, telling
from chat.actions.sanctions import OverAlready, lift, moderated_sanction
from chat.models import Appeal, Sanction
from chat.refusals import Forbidden, NotFound, Refused
from notifications.streams import log


class AppealedAlready(Refused):
    """One answer is all there is."""

    status = 409
    code = "appealed"
    detail = _("You have appealed against this already.")


class AnsweredAlready(Refused):
    """Another moderator was faster."""

    status = 409
    code = "other_hands"

    def __init__(self, appeal: Appeal) -> None:
        """`appeal`: the one that is answered."""
        who = appeal.answered_by
        super().__init__(gettext("%(name)s has answered this already.") % {"name": who.get_full_name() if who else ""})


class OwnSanction(Forbidden):
    """Nobody judges what they did themselves."""

    code = "own_sanction"
    detail = _("Another moderator has to answer: this sanction is yours.")


@log.transaction()
def appeal_sanction(*, actor: int, sanction: int, text: str, at: datetime, admit: Admit = always) -> Sanction:
    """Say what there is to say against a sanction, once; who is kept out of the site may do this too.

    Raises:
        NotFound: no such sanction against them.
        OverAlready: it has ended or was lifted.
        AppealedAlready: what the name says.
    """
    person = lookups.barred_person(actor, at)
    found = Sanction.objects.select_for_update(of=("self",), no_key=True).filter(pk=sanction, person=person).first()
    if found is None:
        raise NotFound
    found = Sanction.objects.ready().get(pk=sanction)
    if earlier := getattr(found, "appeal", None):
        if earlier.text != text:
            raise AppealedAlready
        return found
    if not found.holds(at):
        raise OverAlready
    admit()
    Appeal.objects.create(sanction=found, text=text, created_at=at)
    if found.report is not None:
        reports.reopen(found.report, at)
    events.sanction_told("sanction.updated", found, at=at)
    return found


@log.transaction()
def answer_appeal(
    *, actor: int, sanction: int, granted: bool, at: datetime, answer: str = "", admit: Admit = always
) -> Sanction:
    """Lift the sanction, or let it stand.

    Raises:
        NotFound, Forbidden: no such appeal, or not theirs to answer.
        OwnSanction: they imposed it.
        AnsweredAlready: another moderator was faster.
    """
    person = lookups.person(actor, at)
    found = moderated_sanction(sanction, person, at)
    appeal: Appeal | None = getattr(found, "appeal", None)
    if appeal is None:
        raise NotFound
    state = Appeal.State.GRANTED if granted else Appeal.State.DENIED
    if appeal.state != Appeal.State.OPEN:
        if (appeal.state, appeal.answered_by_id) == (state, person.pk):
            return found
        raise AnsweredAlready(appeal)
    if found.by_id == person.pk:
        raise OwnSanction
    admit()
    appeal.state, appeal.answer, appeal.answered_by, appeal.answered_at = state, answer, person, at
    appeal.save()
    after = {"state": state}
    target = f"sanction-{found.pk}"
    audit.record(
        person, "appeal.answer", person=found.person, room=found.room, target=target, reason=answer, after=after, at=at
    )
    if found.report is not None:
        reports.close(found.report, at)
    if granted and found.lifted_at is None:
        lift(found, person, answer, at)
    else:
        events.sanction_told("sanction.updated", found, at=at)
        telling.tell_sanctioned(found, "kept", person, answer, at=at)
    return found
