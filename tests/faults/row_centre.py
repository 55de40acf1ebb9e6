"""The centre of the L1 simulation: its rules over rows, in memory."""

import copy
import uuid
from dataclasses import dataclass, field
from typing import Any

from counter.store.catch_up import Range
from counter.store.change_set import decode
from counter.store.outbox import OutgoingSet
from sync.values import Cursors, FeedHeads, Halt, PullAnswer, PushAnswer

SCOPE = "hall:3"
APART = "the mark moves in another transaction than the effects"


@dataclass
class RowCentre:
    """The centre's rules that a desk leans on: numbers in order, a mark moved with the effects,
    a feed read below a horizon. ``mistake`` breaks one of them on purpose."""

    inbox: dict[uuid.UUID, list[bytes]] = field(default_factory=dict)
    rows: dict[uuid.UUID, dict[str, Any]] = field(default_factory=dict)
    feed: list[dict[str, Any]] = field(default_factory=list)
    applied: int = 0
    xid: int = 100
    unseen: int = 0
    """A transaction whose rows no reader sees yet; the horizon stands at it."""
    mistake: str = ""
    is_cut: bool = False
    """The answer to the call that runs now will be lost."""

    def push(self, ws: uuid.UUID, sets: list[OutgoingSet]) -> PushAnswer:
        kept = self.inbox.setdefault(ws, [])
        self.xid += 1
        stopped = None
        for each in sets:
            if each.seq > len(kept) + 1:
                stopped = Halt(each.seq, "gap")
                break
            if each.seq <= len(kept) and self.mistake != "no check of numbers":
                if kept[each.seq - 1] != each.body:
                    stopped = Halt(each.seq, "fork")
                    break
                continue
            kept.append(each.body)
            # Two transactions instead of one: the cut falls between them.
            if not (self.is_cut and self.mistake == APART):
                self._apply(ws, each.body)
        return PushAnswer(len(kept), self.xid, uuid.UUID(int=1), (), stopped)

    def pull(self, cursors: Cursors, most: int) -> PullAnswer:
        place = next((one for one in cursors.scopes if one["scope"] == SCOPE), None)
        after = (place["xid"], place["id"]) if place else (0, 0)
        seen = [one for one in self.feed if one["xid"] != self.unseen]
        visible = [one for one in seen if (one["xid"], one["id"]) > after]
        horizon = self.unseen or self.xid + 1
        if self.mistake != "no horizon":
            visible = [one for one in visible if one["xid"] < horizon]
        page = visible[:most]
        at = (page[-1]["xid"], page[-1]["id"]) if page else after
        scope = {
            "scope": SCOPE,
            "xid": at[0],
            "id": at[1],
            "more": len(visible) > len(page),
            "rows": copy.deepcopy(page),
        }
        return PullAnswer("feed", horizon, (scope,))

    def heads(self, part: Range, most: int) -> FeedHeads:
        told = [
            one
            for one in self.feed
            if one["xid"] != self.unseen and part.start < (one["xid"], one["id"]) <= part.end
        ]
        page = told[:most]
        end = (page[-1]["xid"], page[-1]["id"]) if len(told) > most else part.end
        return FeedHeads(
            tuple((one["tbl"], uuid.UUID(one["key"]), one["ver"]) for one in page), end
        )

    def _apply(self, ws: uuid.UUID, body: bytes) -> None:
        saved = decode(body)
        stamps = {
            "hall_id": 3,
            "made_by": str(saved.person),
            "made_ws": str(ws),
            "made_at": saved.made_at,
        }
        for change in saved.rows:
            self.applied += 1
            known = self.rows.get(change.key)
            row = {**(known or {**stamps, "id": str(change.key), "ver": 0}), **change.values}
            row["ver"] += 1
            self.rows[change.key] = row
            self.feed.append(
                {
                    "xid": self.xid,
                    "id": len(self.feed) + 1,
                    "tbl": change.table,
                    "key": str(change.key),
                    "ver": row["ver"],
                    "ws": str(ws),
                    "row": row,
                }
            )
