"""The city's citizens, asked over the network one at a time."""

from counter.workflows.ports import DirectoryEntry
from sync import reading
from sync.asking import ShortLine


class PostgresDirectory:
    """Looks citizens up in two calls: who asks and why is on record before the answer comes."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the centre."""
        self._line = line

    def look_up(self, doc_type: str, doc_number: str, purpose: str) -> DirectoryEntry | None:
        """Find one citizen; raises ``Offline``, or ``NotAllowed`` with ``quota``."""
        ask = self._line.ask("select api.ask_look_up(%s, %s, %s)", (doc_type, doc_number, purpose))
        return self._line.ask_for(
            "select api.look_up(%s, %s, %s)", (ask, doc_type, doc_number), reading.directory_entry
        )
