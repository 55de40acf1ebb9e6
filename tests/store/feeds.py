"""A centre's feed as plain values, to be put into a store."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from counter.store.columns import moment_text
from tests.store.stores import NOW

EPOCH = "feed-1"


@dataclass(frozen=True)
class Page:
    scopes: Sequence[dict[str, Any]]
    feed_epoch: str = EPOCH
    horizon: int = 1000


@dataclass
class Image:
    """One row of the feed."""

    tbl: str
    key: uuid.UUID
    ver: int
    columns: dict[str, Any] = field(default_factory=dict)

    def wire(self) -> dict[str, Any]:
        stamps = {"hall_id": 7, "made_by": str(uuid.UUID(int=1)), "made_ws": str(uuid.UUID(int=2))}
        row = {"id": str(self.key), "ver": self.ver, "made_at": moment_text(NOW), **stamps}
        place = {"xid": 10, "id": self.ver, "ws": str(uuid.UUID(int=2))}
        return {**place, "tbl": self.tbl, "key": str(self.key), "ver": self.ver} | {
            "row": {**row, **self.columns}
        }


def a_page(
    *images: Image | Any, scope: str = "hall:7", more: bool = False, horizon: int = 1000
) -> Page:
    rows = [image.wire() if isinstance(image, Image) else image for image in images]
    return Page([{"scope": scope, "xid": 10, "id": 5, "more": more, "rows": rows}], horizon=horizon)


def a_case_image(key: uuid.UUID, ver: int, **columns: Any) -> Image:
    values = {
        "matter_id": str(uuid.UUID(int=3)),
        "business": "L01",
        "number": "0703A-000001-0",
        "applicant": "张*",
        "state": "taken_in",
    }
    return Image("case", key, ver, {**values, **columns})
