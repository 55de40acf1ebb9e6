"""Promises at a desk: made to whoever sits here, told by whoever calls back."""

import uuid

from counter.store.kinds import PROMISE_MAKE, PROMISE_TELL
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.promises import PromiseTyped, PromiseView, make, open_promises, tell


class PromisePart:
    """Making promises and keeping them."""

    def __init__(self, acts: Acts) -> None:
        """Promise as one person at one desk."""
        self._acts = acts

    def make(self, visit_id: uuid.UUID | None, typed: PromiseTyped) -> PromiseView:
        """Keep what was promised; raises ``Refused`` for what is typed wrong."""
        with self._acts.saving(PROMISE_MAKE) as (unit, acting):
            return make(unit, acting, visit_id, typed)

    def tell(self, promise_id: uuid.UUID) -> None:
        """The citizen was told."""
        with self._acts.saving(PROMISE_TELL) as (unit, acting):
            tell(unit, acting, promise_id)

    def open(self) -> tuple[PromiseView, ...]:
        """What the hall still owes an answer."""
        with self._acts.reading() as session:
            return open_promises(session)
