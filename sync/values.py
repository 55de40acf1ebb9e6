"""What the desk and the centre say to each other, as frozen values."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counter.store.catch_up import Head
from counter.store.outbox import Outcome

JsonMap = Mapping[str, Any]


@dataclass(frozen=True)
class Hello:
    """The centre's greeting: who it is, how far it has this desk's change sets, how the desk
    stands."""

    incarnation: uuid.UUID
    feed_epoch: str
    hwm: int
    state: str
    server_time: str


@dataclass(frozen=True)
class Halt:
    """Where a push stopped and why: ``gap``, ``fork``, ``seal``, ``epoch`` or ``state``."""

    seq: int
    code: str


@dataclass(frozen=True)
class PushAnswer:
    """The centre's answer to one push: its mark after it, the transaction's number, the
    exceptions."""

    hwm: int
    xid: int
    incarnation: uuid.UUID
    results: tuple[Outcome, ...]
    stopped: Halt | None


@dataclass(frozen=True)
class PullAnswer:
    """One page of every scope of this desk: the feed it comes from, how far the feed is settled,
    the scopes as sent.

    Every transaction below ``horizon`` has ended, so nothing can appear in the feed behind it any
    more.
    """

    feed_epoch: str
    horizon: int
    scopes: tuple[JsonMap, ...]

    @property
    def has_more(self) -> bool:
        """Whether a scope holds rows beyond this page."""
        return any(scope.get("more") for scope in self.scopes)


@dataclass(frozen=True)
class RescueAnswer:
    """How far the centre keeps an earlier file, and why it stopped: ``epoch``, ``state``, ``gap``
    or ``seal``."""

    mark: int
    code: str | None


@dataclass(frozen=True)
class ScanAnswer:
    """How the centre has a scan: ``waiting``, ``complete`` or ``broken``, and which chunks are
    lacking."""

    state: str
    lacking: tuple[int, ...]


@dataclass(frozen=True)
class FeedHeads:
    """What a part of a feed told, and up to which position (xid, id) this is all."""

    heads: tuple[Head, ...]
    end: tuple[int, int]


@dataclass(frozen=True)
class SelfReport:
    """What only the desk itself knows, for the administrator's ``central status``."""

    last: int
    """The number of the newest change set in its file."""
    oldest_ms: int
    """How long ago the oldest unsent one was saved; 0 when there is none."""
    read_ms: int
    """How long ago the feed was read to its horizon."""


@dataclass(frozen=True)
class Cursors:
    """How far this desk has read: the feed and a position ``{scope, xid, id}`` in each scope."""

    feed_epoch: str
    scopes: tuple[JsonMap, ...]


@dataclass(frozen=True)
class Moved:
    """How much went each way since the start."""

    pushed: int = 0
    parked: int = 0
    refused: int = 0
    pulled: int = 0
