"""The city's citizens, asked over the network one at a time."""

from counter.workflows.ports import DirectoryEntry
from sync import reading
from sync.asking import ShortLine


class PostgresDirectory:
    """Looks citizens up through ``api.look_up``, which records who asked and why."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the centre."""
        self._line = line

    def look_up(self, doc_type: str, doc_number: str, purpose: str) -> DirectoryEntry | None:
        """Find one citizen; raises ``Offline``, or ``NotAllowed`` with ``quota``."""
        return self._line.ask_for(
            "select api.look_up(%s, %s, %s)",
            (doc_type, doc_number, purpose),
            reading.directory_entry,
        )
