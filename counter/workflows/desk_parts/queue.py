"""The queue's verbs at a desk: ask for a ticket, hold it, call it, tell the authority."""

import datetime as dt
import uuid
from contextlib import suppress

from counter.i18n import _
from counter.store.kinds import TICKET_CALL, TICKET_MISS, TICKET_UNDO
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.held_tickets import (
    CALLED,
    GIVEN_BACK,
    TAKEN_BACK,
    end_above,
    end_all,
    end_useless,
    hold,
    mark_told,
    request_id,
    ticket_of,
    untold,
    usable,
)
from counter.workflows.ports import NotAllowed, Offline, QueueTicket, Waiting
from counter.workflows.queue_calling import (
    CalledTicket,
    Patience,
    call_granted,
    call_missed,
    miss,
    missed_today,
    put_back,
    recall,
    unmiss,
)
from counter.workflows.refusals import Refused
from counter.workflows.shifts import refuse_while_serving


class QueuePart:
    """Calling the queue."""

    def __init__(self, acts: Acts) -> None:
        """Call as one person at one desk."""
        self._acts, self._tools = acts, acts.tools
        # A request may have been granted without its answer being stored; unknown after a start.
        self._is_unheard = True

    def call_next(self) -> CalledTicket | None:
        """Call the next ticket, or nothing when nobody waits; cut off, one held here.

        Raises ``Refused`` while somebody is being served, or when cut off with nothing held.
        """
        with self._acts.reading() as session:
            refuse_while_serving(session, self._tools.place)
        if not self.held() and not self._somebody_comes():
            return None
        with self._acts.saving(TICKET_CALL) as (unit, acting):
            # The last look at the term, immediately before the call is committed.
            held = usable(unit.session, self._tools.clock, acting.day)
            if not held:
                raise Refused("queue.term_over", _("预留的号已过期。请再按一次 F2 呼叫下一位。"))
            called = call_granted(unit, acting, held[0])
        self.settle()
        return called

    def recall(self, ticket_id: uuid.UUID) -> CalledTicket:
        """Call the same ticket once more (重呼)."""
        with self._acts.saving(TICKET_CALL) as (unit, acting):
            called = recall(unit, acting, ticket_id)
        self._tell_the_hall(ticket_id)
        return called

    def miss(self, ticket_id: uuid.UUID) -> CalledTicket:
        """Put a called ticket aside (过号), not before the hall's patience is over."""
        with self._acts.saving(TICKET_MISS) as (unit, acting):
            return miss(unit, acting, ticket_id, self.patience())

    def patience(self) -> Patience:
        """How long the hall waits for a called person."""
        policy, day = self._tools.book.policy, self._acts.acting().day
        return Patience(
            policy.whole("queue.miss_after_calls", day), policy.whole("queue.miss_after_s", day)
        )

    def call_missed(self, ticket_id: uuid.UUID) -> CalledTicket:
        """Call a missed ticket again."""
        with self._acts.saving(TICKET_CALL) as (unit, acting):
            refuse_while_serving(unit.session, self._tools.place)
            called = call_missed(unit, acting, ticket_id)
        self._tell_the_hall(ticket_id)
        return called

    def undo_call(self, ticket_id: uuid.UUID) -> CalledTicket:
        """Put a number called by mistake back into its old place (撤销叫号)."""
        with self._acts.saving(TICKET_UNDO) as (unit, acting):
            called = put_back(unit, acting, ticket_id, self.undo_s())
        self.settle()
        return called

    def undo_miss(self, ticket_id: uuid.UUID, missed_at: dt.datetime) -> CalledTicket:
        """Take back that a number was put aside (撤销过号); the person came after all."""
        with self._acts.saving(TICKET_UNDO) as (unit, acting):
            return unmiss(unit, acting, ticket_id, missed_at, self.undo_s())

    def undo_s(self) -> int:
        """How many seconds a step of the queue may be undone."""
        return self._tools.book.policy.whole("queue.undo_s", self._acts.acting().day)

    def missed(self) -> tuple[CalledTicket, ...]:
        """The tickets this window missed today."""
        with self._acts.reading() as session:
            return missed_today(session, self._acts.acting())

    def held(self) -> int:
        """How many tickets may still be called while cut off."""
        with self._acts.reading() as session:
            return len(usable(session, self._tools.clock, self._acts.acting().day))

    def reserve(self) -> tuple[QueueTicket, ...]:
        """The tickets that may still be called while cut off, in order."""
        with self._acts.reading() as session:
            held = usable(session, self._tools.clock, self._acts.acting().day)
            return tuple(ticket_of(one) for one in held)

    def waiting(self) -> Waiting | None:
        """Who waits in the hall, or nothing while the authority cannot be asked."""
        try:
            return self._tools.queue.waiting()
        except Offline:
            return None

    def issue(self, series: str, business: str) -> QueueTicket:
        """Issue a ticket, as the ticket machine does; raises ``Refused`` while cut off."""
        try:
            return self._tools.queue.issue(series, business)
        except Offline:
            raise Refused(
                "queue.cut_off", _("取号暂时连不上。请按 Ctrl+F2 手工接号，稍后再取号。")
            ) from None

    def keep_reserve(self, wanted: int) -> int:
        """Hold up to ``wanted`` tickets for an outage; returns how many are held now."""
        try:
            while (held := self.held()) < wanted and self._ask():
                pass
        except Offline:
            pass
        return held

    def tend(self) -> tuple[QueueTicket, ...]:
        """Hold as many tickets as an outage is to be survived with, and give back the rest; returns
        what is held.

        One for every so many who wait, so that all windows together never hold more than three in
        four of them: where few wait, a ticket held at a busy window would keep somebody from an
        idle one. Unknown how many wait: nothing changes.
        """
        waiting = self.waiting()
        if waiting is not None:
            acting = self._acts.acting()
            policy = self._tools.book.policy
            per_held = policy.whole("queue.reserve_per_waiting", acting.day)
            most = policy.whole("queue.reserve_most", acting.day)
            wanted = min(most, waiting.count // per_held)
            with self._acts.local() as session:
                end_above(session, self._tools.clock, acting.day, wanted)
            self.settle()
            self.keep_reserve(wanted)
        return self.reserve()

    def give_back_all(self) -> None:
        """Give every uncalled ticket back, as when the window closes: durably first, then told."""
        if self._is_unheard:
            # Nobody else would ever end a grant this window does not know of.
            with suppress(Offline, NotAllowed):
                self._ask()
        with self._acts.local() as session:
            end_all(session)
        self.settle()

    def settle(self) -> int:
        """Tell the authority which grants ended, and return of how many it knows now; what it
        misses is told the next time."""
        with self._acts.local() as session:
            end_useless(session, self._tools.clock, self._acts.acting().day)
            ended = untold(session)
        told = 0
        for grant_id, end in ended:
            try:
                self._tell(grant_id, end)
            except Offline:
                return told
            with self._acts.local() as session:
                mark_told(session, grant_id)
            told += 1
        return told

    def _tell_the_hall(self, ticket_id: uuid.UUID) -> None:
        """Let the display show a ticket again; what it misses in an outage is over afterwards."""
        try:
            self._tools.queue.report_recalled(ticket_id)
        except (Offline, NotAllowed):
            return

    def _tell(self, grant_id: uuid.UUID, end: str) -> None:
        queue = self._tools.queue
        tell = {
            CALLED: queue.report_called,
            GIVEN_BACK: queue.give_back,
            TAKEN_BACK: queue.take_back,
        }
        try:
            tell[end](grant_id)
        except NotAllowed:
            # It knows no such live grant: there is nothing left to tell.
            return

    def _somebody_comes(self) -> bool:
        """Ask for a ticket; when nobody waits, perhaps somebody is kept by a grant that ran out
        here: give it back and ask again."""
        return self._ask_for_one() or (self.settle() > 0 and self._ask_for_one())

    def _ask_for_one(self) -> bool:
        try:
            return self._ask()
        except Offline:
            raise Refused(
                "queue.cut_off",
                _("叫号暂时连不上，本窗口也没有预留号。请按 Ctrl+F2 手工接号。"),
            ) from None

    def _ask(self) -> bool:
        """Ask for one grant and store it before anything else; the term counts from the asking."""
        with self._acts.reading() as session:
            request = request_id(session, self._acts.acting())
        asked_ms = self._tools.clock.boot_ms()
        self._is_unheard = True
        granted = self._tools.queue.grant_next(request)
        if granted is None:
            return False
        with self._acts.local() as session:
            is_new = hold(session, granted, self._tools.clock, asked_ms)
        self._is_unheard = not is_new
        return True
