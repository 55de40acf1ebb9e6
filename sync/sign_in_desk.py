"""Enrolment and standing of people, asked over the network."""

import base64

from psycopg.types.json import Jsonb

from counter.workflows.ports import NewKeys, Standing
from sync import reading
from sync.asking import ShortLine, present


class PostgresSignInDesk:
    """Binds a person's new keys and tells how a person stands."""

    def __init__(self, line: ShortLine) -> None:
        """Take a line to the centre."""
        self._line = line

    def enrol(self, staff_no: str, code: str, keys: NewKeys) -> Standing:
        """Bind new keys by the one-time code; raises ``NotAllowed`` (``code``, ``expired``,
        ``left``)."""
        told = Jsonb(
            {
                "key_id": str(keys.key_id),
                "seal_key": _text(keys.seal_key),
                "public_key": _text(keys.public_key),
                "sealed": _text(keys.sealed),
            }
        )
        bound = self._line.ask_for(
            "select api.enrol_person(%s, %s, %s)", (staff_no, code, told), reading.standing
        )
        return present(bound)

    def standing(self, staff_no: str) -> Standing | None:
        """How a person stands, or nothing when unknown."""
        return self._line.ask_for("select api.standing(%s)", (staff_no,), reading.standing)


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
