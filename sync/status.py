"""The state of sync as the status line shows it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Link(StrEnum):
    """Whether the centre answers."""

    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True)
class SyncStatus:
    """What a clerk may want to know: the link and since when, what is not yet sent, what needs a
    person.

    ``stopped_code`` names why the centre takes nothing from this desk (``fork``, ``seal``,
    ``epoch``, ``state`` or an SQLSTATE); the desk goes on serving. Moments are UTC.
    """

    link: Link
    since: dt.datetime
    pending: int
    oldest: dt.datetime | None
    parked: int
    stopped_code: str | None
    last_contact: dt.datetime | None
    ahead: dt.timedelta | None = None
    """How far this machine's clock is ahead of the centre's, as read at the last greeting."""
