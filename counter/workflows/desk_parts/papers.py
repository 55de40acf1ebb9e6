"""Printing at a desk: a step of its own after the save; its outcome is recorded."""

import uuid
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.peripherals.receipt_printer import Outcome, Slip
from counter.store.kinds import SLIP_PRINT
from counter.store.tables import Case, Person
from counter.workflows.case_reading import acceptance_paper
from counter.workflows.consent_texts import signing_paper, texts_of_case
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.loan_reading import conditions_of_case
from counter.workflows.notices import notice_by_id
from counter.workflows.papers import (
    PaperView,
    begin_print,
    end_print,
    interrupted,
    paper,
    tell_fate,
)
from counter.workflows.ports import QueueTicket
from counter.workflows.refusals import Refused
from counter.workflows.signing_pages import page_by_id
from counter.workflows.slips import (
    Printed,
    acceptance_slip,
    notice_slip,
    signing_slip,
    ticket_slip,
)


@dataclass(frozen=True)
class PrintedPaper:
    """A paper after printing; ``sentence`` says what to do when it did not simply come out."""

    paper: PaperView
    sentence: str


class PaperPart:
    """Printing papers."""

    def __init__(self, acts: Acts) -> None:
        """Print as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    def print(self, slip_id: uuid.UUID) -> PrintedPaper:
        """Print an issued paper; again under the same number, then marked 补打."""
        layout = self._layout(slip_id)
        with self._acts.saving(SLIP_PRINT) as (unit, _acting):
            begun = begin_print(unit, slip_id)
        if begun.copies > 1:
            layout = layout.reprinted()
        outcome, sentence = self._send(f"{slip_id}-{begun.copies}", layout)
        with self._acts.saving(SLIP_PRINT) as (unit, _acting):
            return PrintedPaper(end_print(unit, slip_id, outcome), sentence)

    def came_out(self, slip_id: uuid.UUID) -> PaperView:
        """Record that a person found the paper of unknown fate at the printer."""
        with self._acts.saving(SLIP_PRINT) as (unit, _acting):
            return tell_fate(unit, slip_id)

    def recover(self) -> tuple[PaperView, ...]:
        """After a restart: papers in print have an unknown fate, a person is asked."""
        with self._acts.reading() as session:
            found = interrupted(session, self._tools.place)
        papers = []
        for slip_id in found:
            with self._acts.saving(SLIP_PRINT) as (unit, _acting):
                papers.append(end_print(unit, slip_id, Outcome.UNKNOWN))
        return tuple(papers)

    def paper(self, slip_id: uuid.UUID) -> PaperView:
        """One paper as it stands."""
        with self._acts.reading() as session:
            return paper(session, slip_id)

    def print_ticket(self, ticket: QueueTicket) -> str:
        """Print a queue ticket; returns what to do when it did not come out."""
        names = dict(self._tools.book.checklists.businesses())
        with self._acts.reading() as session:
            hall = self._acts.hall(session)
        layout = ticket_slip(ticket, names.get(ticket.business, ticket.business), hall)
        return self._send(f"ticket-{self._tools.new_id()}", layout)[1]

    def _send(self, job_id: str, layout: Slip) -> tuple[Outcome, str]:
        try:
            result = self._tools.printer.print_slip(job_id, layout)
        except PeripheralError as error:
            # Refused before a byte went out.
            return Outcome.FAILED, error.sentence
        return result.outcome, result.sentence

    def _layout(self, slip_id: uuid.UUID) -> Slip:
        acting = self._acts.acting()
        with self._acts.reading() as session:
            one = paper(session, slip_id)
            printed = Printed(
                hall=self._acts.hall(session),
                window_no=acting.place.window_no,
                clerk=self._signature(session, acting.actor.person_id),
                number=one.number,
                at=acting.at,
            )
            return self._content(session, one, printed)

    def _content(self, session: Session, one: PaperView, printed: Printed) -> Slip:
        match one.kind:
            case "notice":
                told = notice_by_id(session, one.subject_id)
                teller = replace(printed, clerk=self._signature(session, told.told_by))
                return notice_slip(
                    told.content.paper, teller, self._signature(session, told.first_asked)
                )
            case "acceptance":
                return acceptance_slip(
                    acceptance_paper(session, one.subject_id, self._tools.book), printed
                )
            case "signing_page":
                page = page_by_id(session, one.subject_id)
                number = session.get_one(Case, page.case_id).number
                conditions = conditions_of_case(session, page.case_id, self._tools.book)
                texts = texts_of_case(
                    session, self._acts.acting(), page.case_id, self._tools.book, conditions
                )
                return signing_slip(signing_paper(page, texts, number), printed)
            case _:
                raise Refused("slip.kind", _("这种单子不能在本窗口打印。请到咨询导办台。"))

    def _signature(self, session: Session, person_id: uuid.UUID) -> str:
        """Name and staff number of whoever answers for a paper."""
        actor = self._acts.actor
        if person_id == actor.person_id:
            return f"{actor.name}（{actor.staff_no}）"
        person = session.get(Person, person_id)
        return "" if person is None else f"{person.name}（{person.staff_no}）"
