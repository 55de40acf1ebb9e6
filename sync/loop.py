"""The engine and its hands, run until there is something to wait for."""

from collections import deque

from sync import actions as act
from sync import events as ev
from sync.engine import Engine
from sync.performer import Performer


class Loop:
    """Performs actions one after another; the waiting itself is its user's."""

    def __init__(self, engine: Engine, performer: Performer) -> None:
        """Take an engine that has not been started."""
        self._engine, self._performer = engine, performer
        self._actions: deque[act.Action] = deque()

    def take(self, event: ev.Event) -> None:
        """Give the engine an event: the start, or the end of a wait."""
        self._actions.extend(self._engine.step(event))

    def turn(self) -> act.Wait | None:
        """Perform one action; gives the wait when that is what comes next, and it wants an event
        then."""
        action = self._actions.popleft()
        if isinstance(action, act.Wait):
            return action
        event = self._performer.perform(action)
        if event is not None:
            self.take(event)
        return None
