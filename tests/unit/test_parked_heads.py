"""Heads of open sets in the feed: a closed one leaves the list, and nothing else does."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from counter.store import inbox, outbox
from counter.store.kinds import OBSERVED
from counter.store.outbox import Confirmation, Outcome
from counter.store.tables import Audit
from counter.store.unit_of_work import Store
from tests.builders import MONDAY, PLACE, a_signer, a_store


@dataclass
class Page:
    scopes: list[dict[str, Any]]
    feed_epoch: str = "feed"
    horizon: int = 1


@dataclass
class Head:
    seq: Any = 1
    epoch: Any = PLACE.epoch
    ws: Any = field(default_factory=lambda: str(PLACE.ws))
    status: Any = "applied"
    code: Any = None


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = a_store(tmp_path)
    for _ in range(2):
        with made.unit(OBSERVED, a_signer(), MONDAY) as unit:
            unit.add(Audit(id=uuid.uuid4(), event="view", result="done"))
    parked = tuple(Outcome(seq, "parked", "unique", {"table": "party"}) for seq in (1, 2))
    confirmation = Confirmation(2, 9, uuid.UUID(int=5), parked)
    outbox.acknowledge(made.engine, confirmation, MONDAY)
    return made


def read(store: Store, *heads: Any) -> dict[int, tuple[str, str]]:
    rows = [
        {"xid": 1, "id": nth, "tbl": "parked_head", "key": str(uuid.uuid4()), "ver": 1, "row": row}
        for nth, row in enumerate(
            (vars(head) if isinstance(head, Head) else head for head in heads), start=1
        )
    ]
    scope = {"scope": "hall:3", "xid": 1, "id": len(rows), "more": False, "rows": rows}
    inbox.apply_page(store.engine, Page([scope]), MONDAY + dt.timedelta(minutes=1))
    found = {one.seq: (one.status, one.code) for one in outbox.outcomes(store.engine)}
    store.engine.dispose()
    return found


@pytest.mark.parametrize("status", ["applied", "dropped"])
def test_a_set_closed_at_the_centre_leaves_the_list(store: Store, status: str) -> None:
    assert read(store, Head(status=status)) == {2: ("parked", "unique")}


def test_a_set_open_once_more_says_why_now(store: Store) -> None:
    found = read(store, Head(status="applied"), Head(status="parked", code="conflict"))

    assert found[1] == ("parked", "conflict")


@pytest.mark.parametrize(
    "head",
    [
        Head(ws=str(uuid.uuid4())),
        Head(epoch=PLACE.epoch + 1),
        Head(seq=3),
        Head(seq="1"),
        Head(ws="nobody"),
        Head(ws=None),
        Head(epoch=None),
        Head(status=None),
        Head(seq=True),
        {},
        None,
        "row",
    ],
)
def test_what_is_not_of_this_workstation_or_malformed_changes_nothing(
    store: Store, head: Any
) -> None:
    assert len(read(store, head)) == 2
