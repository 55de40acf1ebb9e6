"""Where a new machine fetches what it needs to know, once, with the code the administrator reads
out."""

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from counter.workflows.ports import NotAllowed
from sync.asking import ShortLine, present
from sync.central.enrolment import (
    Bundle,
    DeviceBundle,
    WrongCode,
    enrolment_role,
    open_bundle,
    open_device_bundle,
    tidy_code,
)
from sync.settings import CentreAddress
from sync.values import JsonMap

DEADLINE_S = 8.0
"""A person waits here once in a machine's life; a slow line should still do."""

_FORM = re.compile(r"[2-9A-HJ-NP-Z]{3}(-[2-9A-HJ-NP-Z]{4}){2}")
_WRONG = ("code", "开通码不正确、已用过或已过期，请核对后重新输入，或请管理员重新发放。")


@dataclass(frozen=True)
class EnrolmentDesk:
    """The centre as a machine sees it that has no login yet."""

    host: str
    port: int
    dbname: str
    ca_file: Path | None

    def redeem(self, code: str) -> Bundle:
        """Fetch and open the bundle of this code.

        Raises ``Offline``, ``UnsafeAddress``, or ``NotAllowed`` (``code``, ``expired``).
        """
        tidy, sealed = self._fetch(code, "select api.redeem()")
        try:
            return open_bundle(sealed, tidy)
        except WrongCode:
            raise NotAllowed(*_WRONG) from None

    def redeem_device(self, code: str) -> DeviceBundle:
        """Fetch and open the bundle of a ticket machine or display; raises as ``redeem``."""
        tidy, sealed = self._fetch(code, "select queue_api.redeem()")
        try:
            return open_device_bundle(sealed, tidy)
        except WrongCode:
            raise NotAllowed(*_WRONG) from None

    def _fetch(self, code: str, query: LiteralString) -> tuple[str, bytes]:
        tidy = tidy_code(code)
        if not _FORM.fullmatch(tidy):
            raise NotAllowed(*_WRONG)
        line = ShortLine(
            CentreAddress(
                self.host, self.port, self.dbname, enrolment_role(tidy), tidy, self.ca_file
            ),
            DEADLINE_S,
            at_refused_login=_WRONG,
        )
        try:
            return tidy, present(line.ask_for(query, (), _sealed))
        finally:
            line.close()


def _sealed(raw: JsonMap) -> bytes:
    return base64.b64decode(raw["sealed"], validate=True)
