"""The hall's open change sets, asked over the network."""

import uuid
from collections.abc import Sequence

from counter.workflows.ports import OpenDetail, OpenHead
from sync import reading
from sync.asking import ShortLine, present


class PostgresOpenSets:
    """Lists open sets without their values, and shows one whole, which the centre keeps a record
    of."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the centre."""
        self._line = line

    def heads(self) -> Sequence[OpenHead]:
        """The hall's open sets, oldest first."""
        return present(self._line.ask_for("select api.open_sets()", (), reading.open_heads))

    def detail(self, ws: uuid.UUID, epoch: int, seq: int) -> OpenDetail | None:
        """Both versions of one; nothing when it is settled."""
        return self._line.ask_for(
            "select api.open_set(%s, %s, %s::bigint)", (ws, epoch, seq), reading.open_detail
        )
