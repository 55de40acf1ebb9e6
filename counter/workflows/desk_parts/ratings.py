"""Rating at a desk: the pad asks, the pad's own key signs, the clerk sees only whether."""

import uuid
from dataclasses import dataclass
from queue import Empty

from counter.peripherals.rating_pad import (
    GaveReasons,
    Invitation,
    PadEvent,
    PadLost,
    Rated,
    TimedOut,
)
from counter.store.kinds import RATING_GIVE, RATING_REASONS
from counter.store.tables import Visit
from counter.workflows.desk_parts.acts import Acts, device_in_use
from counter.workflows.ratings import Pressed, give, give_reasons, rating_of
from counter.workflows.refusals import Refused

ASK_FOR_S = 30.0


@dataclass(frozen=True)
class RatingHeard:
    """What became of asking: ``given``, ``unrated`` (未评价), ``refused`` or ``trouble``."""

    kind: str
    visit_id: uuid.UUID | None
    sentence: str = ""


class RatingPart:
    """Asking for a rating and storing what the pad says."""

    def __init__(self, acts: Acts) -> None:
        """Ask at one desk."""
        self._acts, self._tools = acts, acts.tools

    def ask(self, visit_id: uuid.UUID, invitation: Invitation, timeout: float = ASK_FOR_S) -> None:
        """Let the pad ask for a rating; its session is the visit: no press lands elsewhere."""
        with device_in_use():
            self._tools.pad.begin(str(visit_id), invitation, timeout)

    def invitation(self, ticket: str, item: str) -> Invitation:
        """What the pad shows: ticket, window, staff number, business; no names."""
        return Invitation(ticket, self._tools.place.window_no, self._acts.actor.staff_no, item)

    def cancel(self, visit_id: uuid.UUID) -> None:
        """Stop asking."""
        self._tools.pad.cancel(str(visit_id))

    def hear(self, timeout: float = 0.0) -> tuple[RatingHeard, ...]:
        """Store and return what the pad said; waits ``timeout`` seconds for the first word."""
        heard: list[RatingHeard] = []
        while (event := self._next(0.0 if heard else timeout)) is not None:
            word = self._take(event)
            if word is not None:
                heard.append(word)
        return tuple(heard)

    def has_news(self) -> bool:
        """Whether the pad said something that was not heard yet; asks nobody and never waits."""
        return not self._tools.pad.events().empty()

    def is_given(self, visit_id: uuid.UUID) -> bool:
        """Whether the visit was rated."""
        with self._acts.reading() as session:
            return rating_of(session, visit_id) is not None

    def _next(self, timeout: float) -> PadEvent | None:
        try:
            events = self._tools.pad.events()
            return events.get(timeout=timeout) if timeout > 0 else events.get_nowait()
        except Empty:
            return None

    def _take(self, event: PadEvent) -> RatingHeard | None:
        match event:
            case Rated():
                return self._store(event)
            case TimedOut(session_id):
                return RatingHeard("unrated", _visit(session_id))
            case PadLost(sentence):
                return RatingHeard("trouble", None, sentence)
            case GaveReasons():
                self._keep_reasons(event)
                return None
            case _:
                # The pad is ready again.
                return None

    def _store(self, rated: Rated) -> RatingHeard | None:
        visit_id = _visit(rated.session_id)
        if visit_id is None:
            return None
        tools = self._tools
        pressed = Pressed(visit_id, rated.raw_key, int(rated.grade), tools.clock.now())
        try:
            with tools.store.unit(RATING_GIVE, tools.pad_signer, pressed.at) as unit:
                if unit.session.get(Visit, visit_id) is None:
                    return None
                give(unit, tools.new_id(), pressed)
        except Refused as refusal:
            return RatingHeard("refused", visit_id, refusal.sentence)
        return RatingHeard("given", visit_id)

    def _keep_reasons(self, given: GaveReasons) -> None:
        """They belong to the call-back: the clerk is shown nothing of them."""
        visit_id = _visit(given.session_id)
        if visit_id is None:
            return
        tools, at = self._tools, self._tools.clock.now()
        with tools.store.unit(RATING_REASONS, tools.pad_signer, at) as unit:
            give_reasons(unit, tools.new_id(), visit_id, given.codes, at)


def _visit(session_id: str) -> uuid.UUID | None:
    """The visit a pad session stands for; a session of another program is none."""
    try:
        return uuid.UUID(session_id)
    except ValueError:
        return None
