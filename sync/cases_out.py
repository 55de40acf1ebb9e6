"""Handing cases out to a laptop and taking them back, asked over the network."""

import uuid

from sync.asking import ShortLine


class PostgresCasesOut:
    """The centre keeps a record of which machine has which case, since when and what for."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the centre."""
        self._line = line

    def take(self, number: str, purpose: str) -> uuid.UUID | None:
        """Let this machine read a case's feed; its key, or nothing for a number the hall does not
        have."""
        found = self._line.ask("select api.take_case_out(%s, %s)", (number, purpose))
        return None if found is None else uuid.UUID(str(found))

    def bring_back(self) -> int:
        """End that for all of them; how many there were."""
        return int(self._line.ask("select api.bring_cases_back()", ()))
