"""The centre as PostgreSQL functions: the one place that knows their names and shapes."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from counter.store.catch_up import Range
from counter.store.earlier import EarlierBatch
from counter.store.outbox import Outcome, OutgoingSet
from counter.store.scans import Blob
from sync.line import Line, LoginRefused, Patience, Refused, Unreachable, never
from sync.settings import CentreAddress
from sync.short_seals import shortened
from sync.values import (
    Cursors,
    FeedHeads,
    Halt,
    Hello,
    JsonMap,
    PullAnswer,
    PushAnswer,
    RescueAnswer,
    ScanAnswer,
    SelfReport,
)

SILENCE_S = 3.5
"""How long the centre may say nothing at all while it owes an answer."""
CONNECT_S = 3.0
LOGIN_REFUSED = "28000"


class PostgresCentre:
    """One session of the worker with the centre; not for several threads."""

    def __init__(
        self,
        address: CentreAddress,
        app_version: str,
        epoch: int,
        is_stopped: Callable[[], bool] = never,
    ) -> None:
        """Keep where to connect and as whom; nothing is opened yet."""
        self._address, self._app_version, self._epoch = address, app_version, epoch
        self._is_stopped = is_stopped
        self._line: Line | None = None
        self._takes_short = False

    def connect(self) -> None:
        """Open a connection; raises ``Unreachable`` or ``Refused``."""
        self.close()
        patience = Patience(silence_s=CONNECT_S, is_stopped=self._is_stopped)
        try:
            self._line = Line.open(self._address, patience)
        except LoginRefused:
            raise Refused(LOGIN_REFUSED) from None
        patience.silence_s = SILENCE_S

    def hello(self) -> Hello:
        """Greet; listen for hints about this hall's feed."""
        answer = self._call("select api.hello(%s, %s)", (self._app_version, self._epoch))
        self._open_line().listen(f"feed_{int(answer['hall_id'])}")
        # A centre not yet upgraded does not say so.
        self._takes_short = answer.get("short_seals") is True
        return Hello(
            incarnation=uuid.UUID(answer["incarnation"]),
            feed_epoch=str(answer["feed_epoch"]),
            hwm=int(answer["hwm"]),
            state=answer["state"],
            server_time=answer["server_time"],
        )

    def push(self, sets: Sequence[OutgoingSet], has_more: bool = False) -> PushAnswer:
        """Hand over change sets with consecutive numbers; their bytes travel binary."""
        answer = self._call(
            "select api.push(%s, %s, %b, %s, %s)",
            (
                self._epoch,
                sets[0].seq,
                [each.body for each in sets],
                self._marks([each.seal for each in sets], has_more),
                self._marks([each.sig for each in sets]),
            ),
        )
        stopped = answer.get("stopped")
        return PushAnswer(
            hwm=int(answer["hwm"]),
            xid=int(answer["xid"]),
            incarnation=uuid.UUID(answer["incarnation"]),
            results=tuple(_result(each) for each in answer["results"]),
            stopped=None if stopped is None else Halt(int(stopped["seq"]), stopped["code"]),
        )

    def pull(self, cursors: Cursors, max_rows: int) -> PullAnswer:
        """Ask every scope for what lies beyond its cursor."""
        answer = self._call(
            "select api.pull(%s, %s, %s)",
            (cursors.feed_epoch, Jsonb([dict(each) for each in cursors.scopes]), max_rows),
        )
        return PullAnswer(
            feed_epoch=str(answer["feed_epoch"]),
            horizon=int(answer["horizon"]),
            scopes=tuple(_scope(each) for each in answer["scopes"]),
        )

    def rescue(self, batch: EarlierBatch) -> RescueAnswer:
        """Hand in change sets of an earlier file of this workstation."""
        answer = self._call(
            "select api.rescue(%s, %s, %b, %b, %s, %s)",
            (batch.epoch, batch.sets[0].seq, batch.chain_hash, *_travelling(batch.sets)),
        )
        stopped = answer.get("stopped")
        return RescueAnswer(int(answer["mark"]), None if stopped is None else stopped["code"])

    def lack_of_scan(self, blob: Blob) -> ScanAnswer:
        """Announce a scan's bytes and ask which of them are lacking."""
        answer = self._call(
            "select api.lack_of_scan(%s, %s, %s)", (blob.blob, blob.size, list(blob.chunks))
        )
        return ScanAnswer(str(answer["state"]), tuple(int(each) for each in answer["lacking"]))

    def put_scan_chunk(self, blob: str, nth: int, data: bytes) -> None:
        """Hand over one chunk of an announced scan; its bytes travel binary."""
        self._call("select api.put_scan_chunk(%s, %s, %b)", (blob, nth, data))

    def feed_heads(self, part: Range, max_heads: int) -> FeedHeads:
        """List what a part of a feed told."""
        answer = self._call(
            "select api.feed_heads(%s, %s, %s, %s, %s, %s, %s)",
            (part.scope, part.feed_epoch, *part.start, *part.end, max_heads),
        )
        heads = tuple(
            (str(table), uuid.UUID(key), int(version)) for table, key, version in answer["heads"]
        )
        return FeedHeads(heads, (int(answer["xid"]), int(answer["id"])))

    def tell(self, report: SelfReport, wall: dt.datetime) -> None:
        """Say how this desk stands and what its clock shows."""
        self._call(
            "select api.tell(%s, %s, %s, %s)",
            (report.last, report.oldest_ms, report.read_ms, wall),
        )

    def probe(self) -> None:
        """Ask for a sign of life; no function of the centre, so it costs next to nothing."""
        self._call("select 1")

    def close(self) -> None:
        """Hang up without ceremony."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    @property
    def socket(self) -> int | None:
        """What to watch while idle: readable means a hint, or that the centre hung up."""
        return None if self._line is None or self._line.closed else self._line.pgconn.socket

    def take_hint(self) -> bool:
        """Read what came unasked; says whether there was a hint. Raises ``Unreachable``."""
        line = self._open_line()
        line.take_in()
        hinted, line.hinted = line.hinted, False
        return hinted

    def _marks(self, marks: list[Mapping[str, Any]], has_more: bool = False) -> Jsonb:
        more = {"more": True} if has_more else {}
        text: Any = [dict(each) for each in marks]
        if self._takes_short:
            text = {**shortened(marks), **more}
        return Jsonb(text, dumps=_dumps)

    def _call(self, query: LiteralString, parameters: tuple[Any, ...] = ()) -> Any:
        return self._open_line().call(query, parameters)

    def _open_line(self) -> Line:
        if self._line is None or self._line.closed:
            raise Unreachable("not connected")
        return self._line


def _travelling(sets: Sequence[OutgoingSet]) -> tuple[list[bytes], Jsonb, Jsonb]:
    """Bodies, seals and signatures as the centre's functions take them."""
    return (
        [each.body for each in sets],
        Jsonb([dict(each.seal) for each in sets]),
        Jsonb([dict(each.sig) for each in sets]),
    )


def _dumps(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _result(raw: JsonMap) -> Outcome:
    return Outcome(int(raw["seq"]), raw["status"], raw["code"], raw.get("detail"))


def _scope(raw: JsonMap) -> JsonMap:
    """A scope with its cursor as numbers: PostgreSQL writes 64-bit transaction numbers as text."""
    if raw.get("gone"):
        return raw
    return {**raw, "xid": int(raw["xid"]), "id": int(raw["id"])}
