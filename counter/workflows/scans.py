"""Scanning a material: its bytes are kept in this file together with the row that names them, and
to the centre by themselves, after everything else."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from counter.i18n import _
from counter.store import scans
from counter.store.tables import Scan
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.matters import open_one
from counter.workflows.refusals import Refused

MOST_BYTES = 20 * 1024 * 1024
LEAST_FREE_BYTES = 1024 * 1024 * 1024
"""Below this no scan is taken, so that saving itself never meets a full disk."""
MEDIA: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}
"""How the bytes begin -> what they are."""


@dataclass(frozen=True)
class Captured:
    """What was scanned: the material's id on the list, the bytes, the free bytes on the disk."""

    item: str
    data: bytes
    free_bytes: int


def capture(unit: Unit, acting: Acting, matter_id: uuid.UUID, captured: Captured) -> uuid.UUID:
    """Keep one scan; gives its key. Raises ``Refused`` for a matter that has its outcome, for bytes
    that are no picture or paper, too many of them, or a disk that is nearly full."""
    open_one(unit.session, matter_id)
    media = _media(captured)
    blob = scans.keep(unit.session, captured.data, acting.at)
    scan = Scan(
        id=acting.new_id(),
        matter_id=matter_id,
        item=captured.item,
        blob=blob.blob,
        size=blob.size,
        media=media,
        chunks=list(blob.chunks),
    )
    unit.add(scan)
    return scan.id


def _media(captured: Captured) -> str:
    if captured.free_bytes < LEAST_FREE_BYTES:
        raise Refused(
            "scan.disk",
            _("本机磁盘快满了，不能再扫描；办理照常，材料先收原件。请管理员清理磁盘。"),
        )
    if len(captured.data) > MOST_BYTES:
        raise Refused("scan.size", _("这份扫描超过 20 MB。请降低分辨率或分开扫描。"))
    for beginning, media in MEDIA.items():
        if captured.data.startswith(beginning):
            return media
    raise Refused("scan.media", _("扫描的文件不是 JPEG、PNG 或 PDF。请重新扫描。"))
