"""A clerk's save: a loan application taken in, with a case, two parties and an audit row.

The save goes through the unit of work with real keys. Its floor replays the very statements and
parameters it sent, through the bare driver in one transaction on a second encrypted file with the
same settings.
"""

import datetime as dt
import secrets
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from uuid6 import uuid7

from counter.bench import BenchResult, result
from counter.store import kinds
from counter.store.change_set import Origin, Signer
from counter.store.database import KEY_BYTES, create_database
from counter.store.sealed_keys import DeviceKeys
from counter.store.tables import Audit, Case, Party
from counter.store.unit_of_work import Store

ROUNDS = 1000
WARM_UP = 100

_NOTE = (
    "loan_intake.take_in: 4 rows, 1 outbox row, 4 pending rows; floor: the same statements and "
    "parameters through sqlcipher3 in one transaction, same pragmas, taken turn by turn"
)


@dataclass(frozen=True)
class Statement:
    """One statement as the driver got it."""

    text: str
    parameters: Any
    many: bool


class Recorder:
    """Takes down what an engine sends to its driver."""

    def __init__(self, engine: Engine) -> None:
        """Listen from now on."""
        self.statements: list[Statement] = []
        event.listen(engine, "before_cursor_execute", self._note)

    def take(self) -> list[Statement]:
        """What was sent since the last time."""
        taken, self.statements = self.statements, []
        return taken

    def _note(self, _: Any, __: Any, text: str, parameters: Any, ___: Any, many: bool) -> None:
        self.statements.append(Statement(text, parameters, many))


def run() -> BenchResult:
    """Measure in a temporary folder; takes a few seconds."""
    key = secrets.token_bytes(KEY_BYTES)
    with tempfile.TemporaryDirectory(prefix="counter-bench-") as folder:
        saving = create_database(Path(folder) / "save.db", key)
        replaying = create_database(Path(folder) / "floor.db", key)
        try:
            times, floors = measure(saving, replaying, WARM_UP, ROUNDS)
        finally:
            saving.dispose()
            replaying.dispose()
    return result("save", times, floors, _NOTE)


def measure(
    saving: Engine, replaying: Engine, warm_up: int, rounds: int
) -> tuple[list[float], list[float]]:
    """Save into one file and replay into the other, turn by turn; seconds of both."""
    store = Store(saving, Origin(uuid7(), epoch=1, hall_id=1))
    signer = DeviceKeys(uuid7(), secrets.token_bytes(32), secrets.token_bytes(32))
    recorder, driver = Recorder(saving), _driver(replaying)
    times, floors = [], []
    for turn in range(warm_up + rounds):
        saved = _timed(lambda: take_in(store, signer))
        statements = recorder.take()
        floor = _timed(lambda: replay(driver, statements))  # noqa: B023
        if turn >= warm_up:
            times.append(saved)
            floors.append(floor)
    return times, floors


def take_in(store: Store, signer: Signer) -> uuid.UUID:
    """One save of four rows, as a clerk's verb does it."""
    now = dt.datetime.now(dt.UTC)
    with store.unit(kinds.LOAN_TAKE_IN, signer, now) as unit:
        case = Case(
            id=uuid7(),
            matter_id=uuid7(),
            business="L01",
            number="0107A-000001-4",
            applicant="张*",
            state="taken_in",
        )
        unit.add(case)
        unit.add(_party(case.id, "borrower", now.date()))
        unit.add(_party(case.id, "spouse", now.date()))
        unit.add(
            Audit(
                id=uuid7(),
                event="case.taken_in",
                subject_table="case",
                subject_id=case.id,
                result="ok",
            )
        )
    return case.id


def replay(driver: Any, statements: list[Statement]) -> None:
    """Send statements through the bare driver; the first of them begins the transaction."""
    for statement in statements:
        if statement.many:
            driver.executemany(statement.text, statement.parameters)
        else:
            driver.execute(statement.text, statement.parameters).fetchall()
    driver.execute("COMMIT")


def _party(case_id: uuid.UUID, role: str, today: dt.date) -> Party:
    return Party(
        id=uuid7(),
        case_id=case_id,
        citizen_id=uuid7(),
        role=role,
        live=True,
        marital="20",
        relation="0" if role == "borrower" else "1",
        phone="13900000000",
        employer="某某有限公司",
        account_no="100000000001",
        account_status="01",
        deposit_base=Decimal("8000.00"),
        balance=Decimal("123456.78"),
        consecutive_months=36,
        paid_through="2026-10",
        open_loans=0,
        figures_as_of=today,
    )


def _driver(engine: Engine) -> Any:
    return engine.raw_connection().driver_connection


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
