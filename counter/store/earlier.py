"""What an earlier file of this workstation still holds for the centre.

When a machine is set up again under a new epoch, its old file is put aside and the change sets in
it are copied here as they are, bytes and seals, and handed in from here. They are nobody's to
change: number, epoch and signature stand in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from counter.store.change_set import GENESIS
from counter.store.database import transaction
from counter.store.outbox import OutgoingSet
from counter.store.tables import EarlierFile, EarlierSet, Outbox, PushState

_PAGE = 500


@dataclass(frozen=True)
class EarlierBatch:
    """The next change sets of an earlier file: its epoch, the chain hash they follow, the sets."""

    epoch: int
    chain_hash: bytes
    sets: tuple[OutgoingSet, ...]


def copy_from(old: Engine, new: Engine, epoch: int) -> int:
    """Copy every change set of ``old``, whose machine has ``epoch``, and what it kept of still
    earlier ones; one transaction. Gives how many the centre had not confirmed.
    """
    with old.connect() as source, transaction(new) as target:
        mark = source.scalar(select(PushState.acked_seq)) or 0
        last = source.scalar(select(func.max(Outbox.seq))) or 0
        columns = Outbox.seq, Outbox.body, Outbox.hash, Outbox.seal, Outbox.sig
        found = source.execute(select(*columns).order_by(Outbox.seq)).mappings()
        for page in found.partitions(_PAGE):
            target.execute(insert(EarlierSet), [{"epoch": epoch, **row} for row in page])
        target.execute(insert(EarlierFile).values(epoch=epoch, mark=mark, last=last))
        for name in (EarlierFile.__tablename__, EarlierSet.__tablename__):
            table = EarlierFile.metadata.tables[name]
            for page in source.execute(select(table)).mappings().partitions(_PAGE):
                target.execute(table.insert(), [dict(row) for row in page])
        return last - mark


def batch(engine: Engine, most_sets: int, most_bytes: int) -> EarlierBatch | None:
    """The next sets of the oldest file that has any, at least one, else within both limits."""
    with engine.connect() as connection:
        file = connection.execute(
            select(EarlierFile.epoch, EarlierFile.mark)
            .where(EarlierFile.stopped_code.is_(None), EarlierFile.mark < EarlierFile.last)
            .order_by(EarlierFile.epoch)
        ).first()
        if file is None:
            return None
        here = EarlierSet.epoch == file.epoch
        columns = EarlierSet.seq, EarlierSet.body, EarlierSet.seal, EarlierSet.sig
        found = select(*columns).where(here, EarlierSet.seq > file.mark)
        rows = connection.execute(found.order_by(EarlierSet.seq).limit(most_sets)).all()
        before = select(EarlierSet.hash).where(here, EarlierSet.seq == file.mark)
        chain_hash = connection.scalar(before) or GENESIS
    size = 0
    fitting: list[OutgoingSet] = []
    for row in rows:
        size += len(row.body)
        if fitting and size > most_bytes:
            break
        fitting.append(OutgoingSet(*row))
    return EarlierBatch(file.epoch, chain_hash, tuple(fitting))


def note(engine: Engine, epoch: int, mark: int, code: str | None) -> None:
    """Take down how far the centre keeps an earlier file.

    After a ``gap`` the file is handed in from its first set: the centre has lost what it had
    confirmed. Any other code, or a gap at the first set, ends it until an administrator looks.
    """
    values: Mapping[str, Any] = {"mark": mark, "stopped_code": code}
    if code == "gap" and mark > 0:
        values = {"mark": 0, "stopped_code": None}
    with transaction(engine) as connection:
        connection.execute(update(EarlierFile).where(EarlierFile.epoch == epoch).values(values))
