"""The queue's authority, asked over the network."""

import uuid

from counter.workflows.ports import Granted, QueueTicket, Waiting
from sync import reading
from sync.asking import ShortLine, present


class PostgresQueueAuthority:
    """Issues and grants tickets through the functions of ``queue_api``; safe for several
    threads."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the queue's server, which need not be the centre's."""
        self._line = line

    def issue(self, series: str, business: str) -> QueueTicket:
        """Issue the next number of a series."""
        issued = self._line.ask_for(
            "select queue_api.issue(%s, %s)", (series, business), reading.queue_ticket
        )
        return present(issued)

    def grant_next(self, request_id: uuid.UUID) -> Granted | None:
        """Grant the next ticket to this window; the same request gives the same grant."""
        return self._line.ask_for("select queue_api.grant_next(%s)", (request_id,), reading.granted)

    def report_called(self, grant_id: uuid.UUID) -> None:
        """Tell that the granted ticket was called."""
        self._line.ask("select queue_api.report_called(%s)", (grant_id,))

    def report_recalled(self, ticket_id: uuid.UUID) -> None:
        """Tell that a called ticket was called once more."""
        self._line.ask("select queue_api.report_recalled(%s)", (ticket_id,))

    def give_back(self, grant_id: uuid.UUID) -> None:
        """Give an uncalled ticket back."""
        self._line.ask("select queue_api.give_back(%s)", (grant_id,))

    def take_back(self, grant_id: uuid.UUID) -> None:
        """Put a called ticket back into its old place."""
        self._line.ask("select queue_api.take_back(%s)", (grant_id,))

    def waiting(self) -> Waiting:
        """Who waits now."""
        return present(self._line.ask_for("select queue_api.waiting()", (), reading.waiting))


class PostgresTicketIssuer:
    """What a ticket machine's login may do; safe for several threads."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the queue's server."""
        self._line = line

    def take(self, request_id: uuid.UUID, series: str, business: str) -> QueueTicket:
        """Issue the next number of a series; the same request gives the same ticket."""
        issued = self._line.ask_for(
            "select queue_api.take_ticket(%s, %s, %s)",
            (request_id, series, business),
            reading.queue_ticket,
        )
        return present(issued)
