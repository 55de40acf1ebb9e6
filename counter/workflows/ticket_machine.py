"""The ticket machine: a number is issued by the authority, then printed; nobody's name is asked.

The number counts from the authority's answer on. A slip that does not come out takes nothing back:
the number is said instead.
"""

import uuid
from dataclasses import dataclass

from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.peripherals.receipt_printer import Outcome, Paper, ReceiptPrinter
from counter.workflows.ports import NotAllowed, Offline, QueueTicket, TicketIssuer
from counter.workflows.refusals import Refused
from counter.workflows.slips import HallInfo, ticket_slip

TRIES = 2
"""Asking again with the same request is harmless: the same number comes back."""


@dataclass(frozen=True)
class Taken:
    """A number with what became of its slip; ``sentence`` is empty after a good print."""

    ticket: QueueTicket
    is_printed: bool
    sentence: str


@dataclass(frozen=True)
class PrinterState:
    """Whether slips would come out; ``sentence`` says what is wrong, for the hall's staff."""

    is_ready: bool
    is_low: bool
    sentence: str


class TicketMachine:
    """One machine; blocking, so it is run on an executor, one step at a time."""

    def __init__(self, issuer: TicketIssuer, printer: ReceiptPrinter, hall: HallInfo) -> None:
        """Take the authority, the printer and the words of the slip."""
        self._issuer, self._printer, self._hall = issuer, printer, hall

    @property
    def hall_name(self) -> str:
        """The hall as screen and slip name it."""
        return self._hall.name

    def take(self, series: str, business: str, name: str) -> Taken:
        """Issue a number and print it; ``name`` is the business as the slip says it.

        Raises ``Refused`` when there is no number.
        """
        ticket = self._issue(uuid.uuid4(), series, business)
        try:
            result = self._printer.print_slip(
                f"ticket-{ticket.id}", ticket_slip(ticket, name, self._hall)
            )
        except PeripheralError as trouble:
            # Refused before a byte went out.
            return Taken(ticket, is_printed=False, sentence=trouble.sentence)
        return Taken(ticket, result.outcome is Outcome.PRINTED, result.sentence)

    def printer_state(self) -> PrinterState:
        """Ask the printer how it is, before anybody touches the screen."""
        try:
            status = self._printer.status()
        except PeripheralError as trouble:
            return PrinterState(is_ready=False, is_low=False, sentence=trouble.sentence)
        problem = "" if status.problem is None else status.problem.value
        return PrinterState(status.is_ready, status.paper is Paper.NEAR_END, problem)

    def _issue(self, request_id: uuid.UUID, series: str, business: str) -> QueueTicket:
        for _nth in range(TRIES):
            try:
                return self._issuer.take(request_id, series, business)
            except Offline:
                continue
            except NotAllowed:
                raise Refused(
                    "queue.refused",
                    _("取号机没有登记好，取不了号。请到咨询导办台取号。"),
                ) from None
        raise Refused("queue.cut_off", _("没有取到号：排队服务没有回答。请到咨询导办台取号。"))
