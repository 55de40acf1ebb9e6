"""The visit's verbs at a desk: start, read the card, say whose visit it is, open matters, close."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.peripherals.id_reader import never
from counter.store.citizens import citizen_key
from counter.store.kinds import (
    CITIZEN_TAKE_IN,
    MATTER_ANSWER,
    MATTER_OPEN,
    VISIT_CLOSE,
    VISIT_HOLD,
    VISIT_IDENTIFY,
    VISIT_OPEN,
    VISIT_RESUME,
)
from counter.store.tables import Citizen
from counter.workflows.desk_parts.acts import Acts, device_in_use
from counter.workflows.directory import DirectoryAnswer, ask
from counter.workflows.drafts import forget
from counter.workflows.finding import Found, find
from counter.workflows.holds import HeldVisit, held_today, put_on_hold, resume
from counter.workflows.identification import (
    CitizenView,
    PersonSeen,
    TypedIdentity,
    from_reading,
    from_typing,
    take_in,
    view,
)
from counter.workflows.matters import MatterView, answer, open_matter
from counter.workflows.observations import observe
from counter.workflows.queue_calling import ticket_here
from counter.workflows.refusals import Refused
from counter.workflows.rulebook import checked_answers
from counter.workflows.visits import (
    MatterOutcome,
    VisitView,
    close,
    identify,
    start,
    take_by_hand,
)

READ_TIMEOUT_S = 10.0
PURPOSE_IDENTIFY = "identify"


@dataclass(frozen=True)
class Met:
    """A citizen taken in at this desk and what the centre said of the person."""

    citizen: CitizenView
    answer: DirectoryAnswer
    warnings: tuple[str, ...]


class VisitPart:
    """Serving one visit after the other."""

    def __init__(self, acts: Acts) -> None:
        """Serve as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    def start(self, ticket_id: uuid.UUID) -> VisitView:
        """Begin to serve a called ticket (开始办理)."""
        with self._acts.saving(VISIT_OPEN) as (unit, acting):
            return start(unit, acting, ticket_id)

    def take_by_hand(self, paper_shown: str = "") -> VisitView:
        """Serve a person without calling a ticket (手工接号)."""
        with self._acts.saving(VISIT_OPEN) as (unit, acting):
            return take_by_hand(unit, acting, paper_shown)

    def read_card(
        self, timeout: float = READ_TIMEOUT_S, is_cancelled: Callable[[], bool] = never
    ) -> PersonSeen:
        """Read the card on the reader; raises ``Refused`` with the device's words."""
        with device_in_use():
            reading = self._tools.reader.read(timeout, is_cancelled)
        return from_reading(reading, self._acts.acting().day)

    def typed(self, typed: TypedIdentity) -> PersonSeen:
        """Take what was typed from a document; raises ``Refused`` naming every wrong field."""
        return from_typing(typed, self._acts.acting().day)

    def meet(self, person: PersonSeen, purpose: str = "") -> Met:
        """Find the person in the directory and take the citizen in, in a unit of its own.

        The purpose of the look-up is the business on the ticket unless another one is given.
        """
        document = (person.doc_type, person.doc_number)
        answered = ask(
            self._tools.directory, document, purpose or self._purpose(), self._acts.acting().day
        )
        key = citizen_key(self._tools.directory_key, *document)
        with self._acts.saving(CITIZEN_TAKE_IN) as (unit, _acting):
            citizen = take_in(unit, key, person, answered.verification)
        return Met(citizen, answered, person.warnings + _differences(person, answered))

    def identify(
        self, visit_id: uuid.UUID, citizen_id: uuid.UUID, paper_shown: str | None = None
    ) -> VisitView:
        """Say whose visit it is, and which number stands on the paper when none was called."""
        with self._acts.saving(VISIT_IDENTIFY) as (unit, _acting):
            return identify(unit, visit_id, citizen_id, paper_shown)

    def citizen(self, citizen_id: uuid.UUID) -> CitizenView:
        """A citizen this desk has met."""
        with self._acts.reading() as session:
            return view(session.get_one(Citizen, citizen_id))

    def open_matter(self, visit_id: uuid.UUID, business: str) -> MatterView:
        """Open a business for the visit's citizen."""
        known = {code for code, _name in self._tools.book.checklists.businesses()}
        if business not in known:
            raise Refused("matter.business", _("清单里没有这项业务。请重新选择业务。"))
        with self._acts.saving(MATTER_OPEN) as (unit, acting):
            return open_matter(unit, acting, visit_id, business)

    def answer(self, matter: MatterView, answers: Mapping[str, str]) -> MatterView:
        """Keep the answers to the situation questions."""
        checked = checked_answers(self._tools.book.checklist(matter), answers)
        with self._acts.saving(MATTER_ANSWER) as (unit, _acting):
            return answer(unit, matter.id, checked)

    def close(
        self,
        visit_id: uuid.UUID,
        outcomes: Mapping[uuid.UUID, MatterOutcome] | None = None,
        card_may_stay: bool = False,
    ) -> VisitView:
        """End the visit; refused with ``visit.card_left`` while a card lies on the reader."""
        left = self._card_left()
        if left and not card_may_stay:
            raise Refused(
                "visit.card_left",
                _("身份证还在读卡器上，请提醒群众取回。再按一次 F12 仍然结束，并记入遗留证件。"),
            )
        with self._acts.saving(VISIT_CLOSE) as (unit, acting):
            closed = close(unit, acting, visit_id, outcomes or {})
            if left:
                observe(unit, acting, "card_left", ("visit", visit_id))
        with self._acts.local() as session:
            forget(session, visit_id)
        return closed

    def hold(self, visit_id: uuid.UUID, kind: str, card_may_stay: bool = False) -> VisitView:
        """Let the visit wait (挂起); what is typed stays.

        Refused with ``visit.card_left`` while a card lies on the reader.
        """
        left = self._card_left()
        if left and not card_may_stay:
            raise Refused(
                "visit.card_left",
                _("身份证还在读卡器上，请提醒群众取回，再按 F6 挂起。持件时请再按一次 F6。"),
            )
        with self._acts.saving(VISIT_HOLD) as (unit, acting):
            held = put_on_hold(unit, acting, visit_id, kind)
            if left:
                observe(unit, acting, "card_left", ("visit", visit_id))
        return held

    def resume(self, visit_id: uuid.UUID) -> VisitView:
        """Go on with a visit that waited."""
        with self._acts.saving(VISIT_RESUME) as (unit, acting):
            return resume(unit, acting, visit_id)

    def held(self) -> tuple[HeldVisit, ...]:
        """The visits on hold that may be taken up at this window."""
        with self._acts.reading() as session:
            return held_today(session, self._acts.acting())

    def find(self, typed: str) -> tuple[Found, ...]:
        """Tickets of today and cases of that number, among what this desk has."""
        with self._acts.reading() as session:
            return find(session, self._acts.acting(), typed)

    def _purpose(self) -> str:
        with self._acts.reading() as session:
            ticket = ticket_here(session, self._tools.place)
        return PURPOSE_IDENTIFY if ticket is None else ticket.business

    def _card_left(self) -> bool:
        try:
            return self._tools.reader.is_card_present()
        except PeripheralError:
            # A dead reader must not keep anybody at the window.
            return False


def _differences(person: PersonSeen, answered: DirectoryAnswer) -> tuple[str, ...]:
    entry = answered.entry
    if entry is None:
        return (answered.sentence,)
    if entry.name != person.name:
        return (_("中心登记的姓名与证件不同。请核对证件；以证件为准，并提醒办理信息变更。"),)
    return ()
