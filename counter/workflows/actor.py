"""Who acts, where and when: what every verb is given beside the unit of work."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from uuid6 import uuid7

from counter.store.change_set import Signer
from counter.workflows.clock import hall_day


@dataclass(frozen=True)
class Actor:
    """A signed-in member of staff; the signer seals and signs every change set."""

    person_id: uuid.UUID
    name: str = field(repr=False)
    staff_no: str
    roles: tuple[str, ...]
    signer: Signer = field(repr=False)


@dataclass(frozen=True)
class Place:
    """Where the desk stands: workstation and its epoch, hall, window."""

    ws: uuid.UUID
    epoch: int
    hall_id: int
    window_no: int


@dataclass(frozen=True)
class Acting:
    """One act of one person at one desk, with the clock's reading and the source of keys."""

    actor: Actor
    place: Place
    at: dt.datetime
    new_id: Callable[[], uuid.UUID] = uuid7

    @property
    def day(self) -> dt.date:
        """The hall's day of this act."""
        return hall_day(self.at)
