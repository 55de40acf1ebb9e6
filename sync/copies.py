"""Leaving copies of unsent change sets at the hall's server, within a second of each save.

A thread of its own: the hall's network is there when the centre is not, and the other way round.
The copies are sealed to the recovery key; what the centre has confirmed is forgotten there.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from counter.store import copies, outbox
from counter.store.change_set import Origin
from counter.store.copies import HallServer
from counter.workflows.ports import NotAllowed, Offline
from sync.asking import ShortLine
from sync.sealed_copy import CopyPlace, seal_copy

LOOK_S = 1.0
RETRY_S = 5.0
HEARD_S = 20.0
"""A desk with nothing new says this often that it is there; the server takes silence for death."""
MOST_SETS = 100
MOST_BYTES = 256 * 1024
STOP_S = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CopyStatus:
    """How many of the unsent change sets the hall's server holds; nothing when it is away, or the
    hall has none."""

    kept: int | None


class CopyKeeper:
    """Keeps the hall's server up to date until stopped; ``wake`` may be called from any thread."""

    def __init__(
        self,
        engine: Engine,
        origin: Origin,
        line_to: Callable[[str], ShortLine],
        on_status: Callable[[CopyStatus], None] = lambda _: None,
    ) -> None:
        """Take the open file, whose it is, how to reach ``host:port/database`` with this machine's
        login, and who hears how it stands; starts nothing."""
        self._engine, self._origin, self._line_to = engine, origin, line_to
        self._on_status = on_status
        self._bell, self._stopping = threading.Event(), threading.Event()
        self._line: ShortLine | None = None
        self._address = ""
        self._kept_to = 0
        self._quiet_s = 0.0
        self.status = CopyStatus(None)
        self._thread = threading.Thread(target=self._run, name="copies", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Say that something was saved."""
        self._bell.set()

    def stop(self) -> bool:
        """End the thread; says whether it ended within two seconds."""
        self._stopping.set()
        self._bell.set()
        line = self._line
        if line is not None:
            # Also out of the middle of a question.
            line.close()
        if self._thread.is_alive():
            self._thread.join(STOP_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            pause = self._turn()
            self._bell.wait(pause)
            self._bell.clear()
        self._hang_up()

    def _turn(self) -> float:
        """One look; gives how long to rest."""
        try:
            server = copies.hall_server(self._engine, self._origin.hall_id)
            if server is None:
                self._tell(None)
                return RETRY_S
            is_done = self._leave(server)
        except (Offline, NotAllowed):
            self._hang_up()
            self._tell(None)
            # Woken by a save before that, it tries again at once: the save is what matters.
            return RETRY_S
        except Exception as error:
            # A copy is a second safety; it must never take the desk down. Only the kind is logged,
            # for the text may quote a row.
            log.error("copies begin again after %s", type(error).__name__)
            self._hang_up()
            return RETRY_S
        return LOOK_S if is_done else 0.0

    def _leave(self, server: HallServer) -> bool:
        """Leave the next copies, or say that this desk is there; says whether nothing is left."""
        state = outbox.state(self._engine)
        after = max(self._kept_to, state.acked)
        found = copies.unsent(self._engine, after, MOST_SETS, MOST_BYTES)
        if not found.sets and self._quiet_s < HEARD_S and self.status.kept == state.pending:
            self._quiet_s += LOOK_S
            return True
        kept = self._keep(server, state.acked, after, found)
        self._quiet_s = 0.0
        end = after + len(found.sets)
        # Fewer than were left: the server was put back from a backup. All of them again, then.
        self._kept_to = end if kept >= end - state.acked else state.acked
        self._tell(min(kept, max(0, state.last - state.acked)))
        return self._kept_to >= state.last

    def _keep(self, server: HallServer, acked: int, after: int, found: copies.Unsent) -> int:
        origin = self._origin
        sealed = [
            seal_copy(server.recovery_key, CopyPlace(origin.ws, origin.epoch, each.seq), each)
            for each in found.sets
        ]
        answer = self._open(server.address).ask(
            "select keep_api.keep(%s, %s, %b::bytea[], %b::bytea[], %s)",
            (origin.epoch, after + 1, list(found.hashes), sealed, acked),
        )
        return int(answer)

    def _open(self, address: str) -> ShortLine:
        if self._line is None or self._address != address:
            self._hang_up()
            self._line, self._address = self._line_to(address), address
        return self._line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        self._kept_to = 0
        if line is not None:
            line.close()

    def _tell(self, kept: int | None) -> None:
        status = CopyStatus(kept)
        if status != self.status:
            self.status = status
            self._on_status(status)
