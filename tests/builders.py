"""Plain functions that make what tests need, with good defaults, from real parts."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from counter.peripherals.id_reader.fixture_cards import CitizenFace, citizen_card
from counter.peripherals.id_reader.sam import SamIdReader
from counter.peripherals.id_reader.sam import Timing as ReaderTiming
from counter.peripherals.id_reader.simulator import SimulatedIdReader
from counter.peripherals.link import open_link
from counter.peripherals.rating_pad.connection import Timing as PadTiming
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.rating_pad.softpad import SoftPad
from counter.peripherals.receipt_printer.escpos import EscposPrinter
from counter.peripherals.receipt_printer.escpos import Timing as PrinterTiming
from counter.peripherals.receipt_printer.simulator import SimulatedReceiptPrinter
from counter.peripherals.wire import TcpWire
from counter.policy import load_checklists, load_consents, load_policy
from counter.policy.hall import load_decision_reasons, load_outage_words, load_series
from counter.store.change_set import Origin, Signer
from counter.store.citizens import citizen_key
from counter.store.database import create_database, open_database
from counter.store.sealed_keys import DeviceKeys, UnlockedKeys
from counter.store.unit_of_work import Store
from counter.workflows.actor import Actor, Place
from counter.workflows.consents import Ink
from counter.workflows.desk import Desk
from counter.workflows.desk_parts.tools import DeskTools
from counter.workflows.ports import (
    DirectoryEntry,
    Granted,
    LedgerFigures,
    NotAllowed,
    Offline,
    OpenDetail,
    OpenHead,
    QueueTicket,
    Waiting,
    WaitingSeries,
    WaitingTicket,
)
from counter.workflows.refusals import Refused
from counter.workflows.rulebook import Rulebook

WITNESS_PASSWORD = "quiet-harbour-9"
DATABASE_KEY = b"k" * 32
DIRECTORY_KEY = b"d" * 32
PLACE = Place(ws=uuid.UUID(int=7), epoch=1, hall_id=3, window_no=7)
MONDAY = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
"""09:30 in the hall on a working day."""

HUSBAND = CitizenFace(name="张三", number="371799198506150016", sex_code="1", birth="19850615")
WIFE = CitizenFace(name="李四", number="371799198709220029", sex_code="2", birth="19870922")
STRANGER = CitizenFace(name="王五", number="371799199003070019", sex_code="1", birth="19900307")


@dataclass
class SetClock:
    """A clock that stands until a test moves it."""

    at: dt.datetime = MONDAY
    ms: int = 1_000_000
    boot: str = "boot-1"

    def now(self) -> dt.datetime:
        return self.at

    def boot_ms(self) -> int:
        return self.ms

    def boot_id(self) -> str:
        return self.boot

    def pass_time(self, **span: float) -> None:
        step = dt.timedelta(**span)
        self.at += step
        self.ms += int(step.total_seconds() * 1000)


@dataclass
class HallQueue:
    """A queue authority in this process: one live grant per ticket; may be cut off."""

    now: SetClock
    term_ms: int = 3_600_000
    is_cut_off: bool = False
    loses_answers: bool = False
    waiting_tickets: list[QueueTicket] = field(default_factory=list)
    grants: dict[uuid.UUID, QueueTicket] = field(default_factory=dict)
    by_request: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    called: list[uuid.UUID] = field(default_factory=list)
    given_back: list[uuid.UUID] = field(default_factory=list)
    recalled: list[uuid.UUID] = field(default_factory=list)
    issued: int = 0

    def issue(self, series: str, business: str) -> QueueTicket:
        self._reach()
        self.issued += 1
        ticket = QueueTicket(
            id=uuid.uuid4(),
            day=(self.now.now() + dt.timedelta(hours=8)).date(),
            series=series,
            number=self.issued,
            business=business,
            issued_at=self.now.now() + dt.timedelta(seconds=self.issued),
            ahead=len(self.waiting_tickets),
        )
        self.waiting_tickets.append(ticket)
        return ticket

    def grant_next(self, request_id: uuid.UUID) -> Granted | None:
        self._reach()
        if request_id not in self.by_request:
            if not self.waiting_tickets:
                return None
            grant_id = uuid.uuid4()
            self.grants[grant_id] = self.waiting_tickets.pop(0)
            self.by_request[request_id] = grant_id
        if self.loses_answers:
            raise Offline
        grant_id = self.by_request[request_id]
        return Granted(grant_id, self.grants[grant_id], self.term_ms)

    def report_called(self, grant_id: uuid.UUID) -> None:
        self._reach()
        if grant_id not in self.grants:
            raise NotAllowed("grant", "没有这个号。")
        if grant_id not in self.called:
            self.called.append(grant_id)

    def report_recalled(self, ticket_id: uuid.UUID) -> None:
        self._reach()
        self.recalled.append(ticket_id)

    def give_back(self, grant_id: uuid.UUID) -> None:
        self._reach()
        assert grant_id not in self.called, "a called ticket was given back"
        self.given_back.append(grant_id)
        self.waiting_tickets.insert(0, self.grants.pop(grant_id))

    def take_back(self, grant_id: uuid.UUID) -> None:
        self._reach()
        ticket = self.grants.pop(grant_id, None)
        if ticket is None:
            raise NotAllowed("grant", "没有这个号。")
        self.waiting_tickets.insert(0, replace(ticket, called_before=True))

    def waiting(self) -> Waiting:
        self._reach()
        return Waiting(
            len(self.waiting_tickets),
            tuple(
                WaitingTicket(one.label, one.series, one.business, one.issued_at)
                for one in self.waiting_tickets
            ),
            tuple(
                WaitingSeries(series, len(ones), min(one.issued_at for one in ones))
                for series, ones in self._by_series().items()
            ),
        )

    def _by_series(self) -> dict[str, list[QueueTicket]]:
        found: dict[str, list[QueueTicket]] = {}
        for one in self.waiting_tickets:
            found.setdefault(one.series, []).append(one)
        return found

    def _reach(self) -> None:
        if self.is_cut_off:
            raise Offline


@dataclass
class CityDirectory:
    """A directory in this process that remembers what it was asked for."""

    entries: dict[str, DirectoryEntry] = field(default_factory=dict)
    is_cut_off: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def look_up(self, doc_type: str, doc_number: str, purpose: str) -> DirectoryEntry | None:
        if self.is_cut_off:
            raise Offline
        self.asked.append((doc_number, purpose))
        return self.entries.get(doc_number)


@dataclass
class OpenSetsThere:
    """The centre's list of open change sets in this process; the real one has its own tests."""

    listed: list[OpenHead] = field(default_factory=list)
    details: dict[tuple[uuid.UUID, int], OpenDetail] = field(default_factory=dict)
    is_cut_off: bool = False

    def heads(self) -> list[OpenHead]:
        """What is listed; raises ``Offline`` while cut off."""
        if self.is_cut_off:
            raise Offline
        return self.listed

    def detail(self, ws: uuid.UUID, epoch: int, seq: int) -> OpenDetail | None:
        """One whole; raises ``Offline`` while cut off."""
        if self.is_cut_off:
            raise Offline
        return self.details.get((ws, seq))


@dataclass
class StaffAround:
    """Who may say at a desk what he saw, by staff number and password; signing in has its own
    tests with real keys."""

    passwords: dict[tuple[str, str], uuid.UUID] = field(
        default_factory=lambda: {("0712", WITNESS_PASSWORD): uuid.UUID(int=12)}
    )
    vouched: list[tuple[uuid.UUID, str, uuid.UUID]] = field(default_factory=list)

    def vouch(self, staff_no: str, password: str, subject: tuple[str, uuid.UUID]) -> uuid.UUID:
        """Remember who saw what; raises ``Refused`` for a wrong password."""
        person = self.passwords.get((staff_no.strip(), password))
        if person is None:
            raise Refused("sign_in.wrong", "工号或密码不正确。请核对后重试。")
        self.vouched.append((person, *subject))
        return person


@dataclass
class Outfit:
    """A desk with real devices on simulated wires, and the hands that work them."""

    desk: Desk
    tools: DeskTools
    clock: SetClock
    queue: HallQueue
    directory: CityDirectory
    cards: SimulatedIdReader
    paper: SimulatedReceiptPrinter
    pad: SimulatedSoftPad
    staff: StaffAround
    open_sets: OpenSetsThere

    def lay(self, face: CitizenFace) -> None:
        """Take away the card that lies there and lay another one down."""
        self.cards.remove_card()
        self.cards.lay_card(citizen_card(face))

    def desk_of(self, actor: Actor) -> Desk:
        """Another person sits down at the same desk."""
        return Desk(self.tools, actor)

    def restarted(self) -> Desk:
        """The same person after the program was started anew on the same store."""
        return Desk(self.tools, self.desk.actor)


def a_signer(number: int = 11) -> Signer:
    """A person with unlocked keys."""
    person = uuid.UUID(int=number)
    return UnlockedKeys(person, uuid.UUID(int=number + 1000), b"s" * 32, bytes([number]) * 32)


def a_clerk(number: int = 11, roles: tuple[str, ...] = ("clerk",)) -> Actor:
    """A signed-in clerk."""
    return Actor(uuid.UUID(int=number), f"柜员{number}", f"07{number:02d}", roles, a_signer(number))


def a_store(folder: Path, place: Place = PLACE) -> Store:
    """A real encrypted store in a folder; opened again if it is there."""
    path = folder / "desk.db"
    if not path.exists():
        path.write_bytes(_empty_database())
    return Store(open_database(path, DATABASE_KEY), Origin(place.ws, place.epoch, place.hall_id))


@cache
def _empty_database() -> bytes:
    """An encrypted file with all tables; made once, because migrating is slower than copying."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        create_database(path, DATABASE_KEY).dispose()
        return path.read_bytes()


@cache
def a_rulebook() -> Rulebook:
    """The shipped policy, checklists and consent texts."""
    lists = load_checklists()
    return Rulebook(
        load_policy(),
        lists,
        load_consents(),
        load_series(lists.businesses()),
        load_outage_words(),
        load_decision_reasons(),
    )


def an_entry(face: CitizenFace, **changes: object) -> DirectoryEntry:
    """What the centre knows of a married depositor in good standing."""
    entry = DirectoryEntry(
        citizen_id=key_of(face),
        doc_type="01",
        doc_number=face.number,
        name=face.name,
        sex=face.sex_code,
        birth_date=dt.date(int(face.birth[:4]), int(face.birth[4:6]), int(face.birth[6:])),
        marital="21",
        spouse_doc_number=None,
        phone="13800000000",
        employer="示例单位",
        account=figures(),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def figures(**changes: object) -> LedgerFigures:
    """An account that carries a loan."""
    ledger = LedgerFigures(
        account_no="99180101000012",
        status="01",
        deposit_base=Decimal("8000.00"),
        balance=Decimal("60000.00"),
        consecutive_months=48,
        paid_through="2026-10",
        open_loans=0,
        as_of=dt.date(2026, 11, 22),
    )
    return replace(ledger, **changes)  # type: ignore[arg-type]


def key_of(face: CitizenFace) -> uuid.UUID:
    """The key of a citizen with an identity card."""
    return citizen_key(DIRECTORY_KEY, "01", face.number)


def a_signature() -> Ink:
    """A signature of two strokes."""
    first = tuple((20 + 4 * step, 40 + step, 512, 8 * step) for step in range(30))
    second = tuple((60 + step, 20 + 3 * step, 400, 300 + 8 * step) for step in range(20))
    return Ink(400, 120, (first, second))


@contextmanager
def an_outfit(store: Store, actor: Actor | None = None) -> Iterator[Outfit]:
    """A desk whose drivers talk to simulators over sockets."""
    cards = SimulatedIdReader(TcpWire())
    paper = SimulatedReceiptPrinter(TcpWire())
    pad = SimulatedSoftPad(TcpWire())
    quick = ReaderTiming(poll=0.01, answer=0.2, read_answer=0.4, silence=0.1, drain=0.05)
    reader = SamIdReader(open_link(cards.url, "读卡器"), quick)
    printer = EscposPrinter(
        open_link(paper.url, "打印机"), timing=PrinterTiming(answer=0.2, poll=0.01, finish=1.0)
    )
    soft = SoftPad(
        open_link(pad.url, "评价器"), PadTiming(tick=0.01, back_off=(0.02,), ping=0.5, silence=2.0)
    )
    clock = SetClock()
    queue, directory, staff = HallQueue(clock), CityDirectory(), StaffAround()
    open_sets = OpenSetsThere()
    tools = DeskTools(
        store=store,
        witnesses=staff,
        open_sets=open_sets,
        place=PLACE,
        clock=clock,
        book=a_rulebook(),
        queue=queue,
        directory=directory,
        reader=reader,
        printer=printer,
        pad=soft,
        pad_signer=DeviceKeys(uuid.UUID(int=99), b"p" * 32, b"q" * 32),
        directory_key=DIRECTORY_KEY,
    )
    desk = Desk(tools, actor or a_clerk())
    try:
        yield Outfit(desk, tools, clock, queue, directory, cards, paper, pad, staff, open_sets)
    finally:
        for device in (reader, printer, soft, cards, paper, pad):
            device.close()
