"""Counts wrong passwords so that guessing stops, whatever is restarted or set back in between.

A try is counted before the password is tried, in a transaction of its own: killing the program in
the middle does not help. The lock runs on the boot-time clock: setting the wall clock does not
help, and restarting the machine starts the waiting anew.
"""

import datetime as dt
import hmac
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.tables import SignInRecord
from counter.workflows.clock import Clock
from counter.workflows.refusals import Refused

_MINUTE_MS: Final = 60_000


@dataclass(frozen=True)
class LockRule:
    """After how many wrong passwords in a row a name waits, and when only the centre can help."""

    failures: int = 5
    lock_ms: int = 10 * _MINUTE_MS
    failures_until_check: int = 10


def subject_of(typed: str, pepper: bytes) -> str:
    """The key under which a typed staff number is remembered; not to be turned back."""
    name = plain_number(typed).upper().encode("utf-8", "surrogatepass")
    return hmac.digest(pepper, name, "sha256").hex()


def plain_number(typed: str) -> str:
    """A staff number as the table of people has it: no blanks around it, no full-width digits."""
    return unicodedata.normalize("NFKC", typed).strip()


class LockOut:
    """The count of one desk, kept in its database."""

    def __init__(self, clock: Clock, rule: LockRule) -> None:
        """Take the clock and the rule."""
        self._clock, self._rule = clock, rule

    def refuse_locked(self, session: Session, subject: str) -> None:
        """Raise ``Refused`` with the minutes left while the name is locked."""
        record = session.get(SignInRecord, subject)
        left = 0 if record is None else self._left_ms(record)
        if left > 0:
            minutes = -(-left // _MINUTE_MS)
            raise Refused(
                "sign_in.locked",
                _("密码连续输错，已暂停登录。请{minutes}分钟后再试。").format(minutes=minutes),
            )

    def needs_check(self, session: Session, subject: str) -> bool:
        """Whether only an answer of the centre can open this name again."""
        record = session.get(SignInRecord, subject)
        return record is not None and record.failures >= self._rule.failures_until_check

    def count(self, session: Session, subject: str) -> None:
        """Count one try as failed, before it is made."""
        record = self._record(session, subject)
        record.failures += 1
        record.unreported += 1
        record.tried_at = max(self._clock.now(), record.tried_at)
        if record.failures % self._rule.failures == 0:
            record.locked_boot, record.locked_tick_ms = self._clock.boot_id(), self._clock.boot_ms()

    def clear(self, session: Session, subject: str) -> None:
        """Forget the failures of a name whose password was right; the try itself was none."""
        record = self._record(session, subject)
        if record.failures:
            record.unreported = max(0, record.unreported - 1)
        record.failures = 0
        record.locked_boot = record.locked_tick_ms = None

    def note_check(self, session: Session, subject: str, at: dt.datetime) -> None:
        """Remember that the centre confirmed this person just now."""
        self._record(session, subject).checked_at = at
        # Tries made while the clock stood ahead would keep everybody out once it is right again.
        for ahead in session.scalars(select(SignInRecord).where(SignInRecord.tried_at > at)):
            ahead.tried_at = at

    def _record(self, session: Session, subject: str) -> SignInRecord:
        record = session.get(SignInRecord, subject)
        if record is None:
            record = SignInRecord(
                subject=subject, failures=0, unreported=0, tried_at=self._clock.now()
            )
            session.add(record)
        return record

    def _left_ms(self, record: SignInRecord) -> int:
        if record.locked_boot is None or record.locked_tick_ms is None:
            return 0
        # After a restart at least as much time has passed as since the restart; more is not known.
        same_boot = record.locked_boot == self._clock.boot_id()
        since = self._clock.boot_ms() - (record.locked_tick_ms if same_boot else 0)
        return self._rule.lock_ms - since


@dataclass(frozen=True)
class Untold:
    """Failures that no signed event has told the centre yet: under this name, under others."""

    own: int
    others: int


def take_untold(session: Session, subject: str) -> Untold:
    """Take the untold failures into the event being written; they are told once."""
    records = session.scalars(select(SignInRecord).where(SignInRecord.unreported > 0)).all()
    own = sum(record.unreported for record in records if record.subject == subject)
    others = sum(record.unreported for record in records if record.subject != subject)
    for record in records:
        record.unreported = 0
    return Untold(own, others)


def latest_try(session: Session) -> dt.datetime | None:
    """The latest moment at which anybody tried to sign in here."""
    return session.scalar(select(func.max(SignInRecord.tried_at)))
