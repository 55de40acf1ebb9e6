"""A laptop for visits at home (外出领用): cases are taken along, worked on without a line, handed
in, and the machine is emptied.

Emptied means that the key of its file is destroyed, and then the file. That is done only when the
centre has every change set and every scan of it.
"""

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from random import random

from sqlalchemy import select
from uuid6 import uuid7

from counter.i18n import _
from counter.store import outbox
from counter.store.credentials import Credentials
from counter.store.kinds import OBSERVED
from counter.store.one_desk import AlreadyRunning, take
from counter.store.profile import DATABASE_KEY
from counter.store.tables import Audit, Case
from counter.workflows.ports import NotAllowed, Offline
from counter.workflows.refusals import Refused
from counter.workflows.signed_in import SignedIn
from counter.workplace import SECRETS, Workplace, centre_address
from sync.asking import ShortLine
from sync.cases_out import PostgresCasesOut
from sync.once import run_once
from sync.postgres import PostgresCentre
from sync.status import SyncStatus
from sync.store_file import StoreFile
from sync.worker import Clocks

PATIENCE_S = 15.0
_SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Taken:
    """A case that is on this machine now."""

    number: str
    case_id: uuid.UUID


@dataclass(frozen=True)
class Standing:
    """What this machine holds that the centre does not have."""

    pending: int
    parked: int
    scans: int
    is_online: bool


class Away:
    """The verbs of one laptop, on its open workplace; each says in one sentence why it cannot."""

    def __init__(self, workplace: Workplace, password: str) -> None:
        """Take the workplace and the password of its login."""
        self._workplace, self._password = workplace, password
        self._address = centre_address(workplace.profile, password)

    def take(self, by: SignedIn, numbers: Sequence[str], purpose: str) -> tuple[Taken, ...]:
        """Take cases along, by a supervisor who is signed in; raises ``Refused``.

        Each is on this machine, whole, when this returns; who took what is a signed audit row.
        """
        if _SUPERVISOR not in by.roles:
            raise Refused("away.role", _("外出领用由值班主任登录办理。请值班主任输入工号和密码。"))
        line = ShortLine(self._address)
        try:
            cases = PostgresCasesOut(line)
            found = [(number, self._ask(cases, number, purpose)) for number in numbers]
        finally:
            line.close()
        self._note(by, "away.take", [case_id for _number, case_id in found])
        status = self.exchange()
        missing = [number for number, case_id in found if not self._has(case_id)]
        if missing or not status.is_online:
            raise Refused(
                "away.not_here",
                _("这些件还没有到本机：{numbers}。请查网络后再领一次，到齐前不要外出。").format(
                    numbers="、".join(missing)
                ),
            )
        return tuple(Taken(*one) for one in found)

    def exchange(self) -> Standing:
        """Send and fetch until nothing is left to do now."""
        workplace = self._workplace
        profile, clock = workplace.profile, workplace.clock
        centre = PostgresCentre(self._address, version("counter-workstation"), profile.epoch)
        clocks = Clocks(clock.now, clock.boot_ms, random)
        outcome = run_once(StoreFile(workplace.engine, clock.now), centre, clocks, PATIENCE_S)
        return self._standing(outcome.status, outcome.is_done)

    def empty(self, by: SignedIn, credentials: Credentials) -> int:
        """Hand everything in and empty this machine; gives how many cases were brought back.

        Raises ``Refused`` while anything is only here, or somebody works on it. Afterwards the
        folder holds no profile: the machine is set up anew with a code.
        """
        self._note(by, "away.return", [])
        standing = self.exchange()
        if not standing.is_online or standing.pending or standing.scans:
            raise Refused(
                "away.pending",
                _("还有 {count} 笔、{scans} 份扫描只在本机，不能清空。请接上网络再试。").format(
                    count=standing.pending, scans=standing.scans
                ),
            )
        held = take(self._workplace.profile)
        if isinstance(held, AlreadyRunning):
            raise Refused("away.running", held.sentence)
        with held:
            line = ShortLine(self._address)
            try:
                back = PostgresCasesOut(line).bring_back()
            except (Offline, NotAllowed):
                raise Refused("away.offline", _OFFLINE) from None
            finally:
                line.close()
            self._workplace.close()
            # The key first: without it what is left of the file is noise.
            for name in (DATABASE_KEY, *SECRETS):
                credentials.forget(name)
            _remove(self._workplace)
        return back

    def _ask(self, cases: PostgresCasesOut, number: str, purpose: str) -> uuid.UUID:
        try:
            case_id = cases.take(number.strip(), purpose)
        except Offline:
            raise Refused("away.offline", _OFFLINE) from None
        except NotAllowed as refusal:
            raise Refused(f"away.{refusal.code}", refusal.sentence) from None
        if case_id is None:
            raise Refused(
                "away.unknown", _("本大厅没有 {number} 这个件。请核对编号。").format(number=number)
            )
        return case_id

    def _has(self, case_id: uuid.UUID) -> bool:
        with self._workplace.store.reading() as session:
            return session.scalars(select(Case.id).where(Case.id == case_id)).first() is not None

    def _note(self, by: SignedIn, event: str, cases: Sequence[uuid.UUID]) -> None:
        at = self._workplace.clock.now()
        with self._workplace.store.unit(OBSERVED, by.signer, at) as unit:
            detail = {"cases": [str(case_id) for case_id in cases]}
            unit.add(Audit(id=uuid7(), event=event, result="done", detail=detail))

    def _standing(self, status: SyncStatus, is_done: bool) -> Standing:
        file = outbox.state(self._workplace.engine)
        return Standing(status.pending, file.parked, file.scans, is_done)


_OFFLINE = _("连不上中心，不能领用或交回。请接上网络再试。")


def _remove(workplace: Workplace) -> None:
    folder = workplace.profile.folder
    for each in folder.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        elif each.name.startswith(("profile.toml", "counter.db", "station.")):
            each.unlink()
