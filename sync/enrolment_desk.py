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
    open_papers,
    tidy_code,
)
from sync.central.station_papers import StationCertificate
from sync.settings import CentreAddress
from sync.values import JsonMap

DEADLINE_S = 8.0
"""A person waits here once in a machine's life; a slow line should still do."""

_FORM = re.compile(r"[2-9A-HJ-NP-Z]{3}(-[2-9A-HJ-NP-Z]{4}){2}")
_WRONG = ("code", "开通码不正确、已用过或已过期，请核对后重新输入，或请管理员重新发放。")


@dataclass(frozen=True)
class Redeemed:
    """What a code stood for."""

    bundle: Bundle
    papers: StationCertificate | None
    """Nothing from a centre that issues no certificates."""


@dataclass(frozen=True)
class _Sent:
    sealed: bytes
    papers: bytes | None


@dataclass(frozen=True)
class EnrolmentDesk:
    """The centre as a machine sees it that has no login yet."""

    host: str
    port: int
    dbname: str
    ca_file: Path | None

    def redeem(self, code: str) -> Redeemed:
        """Fetch and open the bundle of this code, and the machine's certificate where it has one.

        Raises ``Offline``, ``UnsafeAddress``, or ``NotAllowed`` (``code``, ``expired``).
        """
        tidy, sent = self._fetch(code, "select api.redeem()")
        try:
            papers = None if sent.papers is None else open_papers(sent.papers, tidy)
            return Redeemed(open_bundle(sent.sealed, tidy), papers)
        except WrongCode:
            raise NotAllowed(*_WRONG) from None

    def redeem_device(self, code: str) -> DeviceBundle:
        """Fetch and open the bundle of a ticket machine or display; raises as ``redeem``."""
        tidy, sent = self._fetch(code, "select queue_api.redeem()")
        try:
            return open_device_bundle(sent.sealed, tidy)
        except WrongCode:
            raise NotAllowed(*_WRONG) from None

    def _fetch(self, code: str, query: LiteralString) -> tuple[str, _Sent]:
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


def _sealed(raw: JsonMap) -> _Sent:
    papers = raw.get("papers")
    return _Sent(
        base64.b64decode(raw["sealed"], validate=True),
        None if papers is None else base64.b64decode(papers, validate=True),
    )
