"""Everything behind the windows of one workstation, without Qt: store, rules, devices, the centre.

The desk, ``counter sync`` and the tour are built from the same parts here.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from counter.peripherals.id_reader import IdReader
from counter.peripherals.rating_pad import RatingPad
from counter.peripherals.rating_pad.softpad_seal import wire_label
from counter.peripherals.receipt_printer import ReceiptPrinter
from counter.peripherals.registry import (
    build_id_reader,
    build_rating_pad,
    build_receipt_printer,
)
from counter.policy import load_checklists, load_consents, load_policy
from counter.policy.hall import load_decision_reasons, load_outage_words, load_series
from counter.settings import DevicesSettings
from counter.store.credentials import Credentials, KeyLost
from counter.store.profile import Profile
from counter.store.sealed_keys import DeviceKeys
from counter.store.unit_of_work import Store
from counter.workflows.actor import Actor, Place
from counter.workflows.clock import Clock
from counter.workflows.desk import Desk
from counter.workflows.desk_parts.tools import DeskTools
from counter.workflows.drill_gate import DrillGate
from counter.workflows.ports import QueueAuthority
from counter.workflows.rulebook import Rulebook
from counter.workflows.sign_in import SignIn
from counter.workflows.signed_in import HallSecret, SignInRules
from sync.asking import ShortLine
from sync.central.station_papers import StationCertificate
from sync.copies import CopyKeeper, CopyStatus
from sync.directory import PostgresDirectory
from sync.open_sets import PostgresOpenSets
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.queue_authority import PostgresQueueAuthority
from sync.settings import CentreAddress, ClientPapers
from sync.sign_in_desk import PostgresSignInDesk
from sync.store_file import StoreFile
from sync.worker import Clocks, Worker

KEY_BYTES = 32
CERTIFICATE_FILE, CERTIFICATE_KEY_FILE = "station.crt", "station.key"
PASSWORD, PEPPER, DIRECTORY_KEY, PAD_KEYS = "centre_password", "pepper", "directory_key", "pad_keys"
SECRETS = (PASSWORD, PEPPER, DIRECTORY_KEY, PAD_KEYS)
"""Names of the workstation's secrets in the keyring, beside the database's own key."""


@dataclass(frozen=True)
class WorkplaceKeys:
    """The workstation's secrets out of the keyring; text forms hide them."""

    password: str = field(repr=False)
    pepper: bytes = field(repr=False)
    directory_key: bytes = field(repr=False)
    pad: DeviceKeys = field(repr=False)


@dataclass(frozen=True)
class Devices:
    """The drivers of the devices at the window."""

    reader: IdReader
    printer: ReceiptPrinter
    pad: RatingPad

    def close(self) -> None:
        """Let go of every port."""
        for device in (self.reader, self.printer, self.pad):
            device.close()


def keep_keys(credentials: Credentials, keys: WorkplaceKeys, pad_secret: bytes) -> None:
    """Put the workstation's secrets into the keyring; ``pad_secret`` is the pad's two keys."""
    credentials.put(PASSWORD, keys.password.encode())
    credentials.put(PEPPER, keys.pepper)
    credentials.put(DIRECTORY_KEY, keys.directory_key)
    credentials.put(PAD_KEYS, keys.pad.id.bytes + pad_secret)


def read_keys(credentials: Credentials) -> WorkplaceKeys:
    """Take the workstation's secrets out of the keyring; raises ``KeyLost``, ``KeyringLocked``."""
    found = {name: credentials.get(name) for name in (PASSWORD, PEPPER, DIRECTORY_KEY)}
    secrets = {name: secret for name, secret in found.items() if secret}
    if len(secrets) < len(found):
        raise KeyLost
    return WorkplaceKeys(
        password=secrets[PASSWORD].decode(),
        pepper=secrets[PEPPER],
        directory_key=secrets[DIRECTORY_KEY],
        pad=read_pad_keys(credentials),
    )


def read_pad_keys(credentials: Credentials) -> DeviceKeys:
    """Take the pad's own keys out of the keyring; raises ``KeyLost``, ``KeyringLocked``."""
    pad = credentials.get(PAD_KEYS)
    if pad is None or len(pad) != 16 + 2 * KEY_BYTES:
        raise KeyLost
    return DeviceKeys(uuid.UUID(bytes=pad[:16]), pad[16:48], pad[48:])


def pad_wire_key(pad: DeviceKeys) -> bytes:
    """The key of the wire between a desk and its own pad."""
    return bytes.fromhex(pad.seal(wire_label(pad.id))["value"])


def open_devices(settings: DevicesSettings, key: bytes | None = None) -> Devices:
    """Build the drivers; nothing is opened before it is used. ``key`` is the pad's wire's.

    Raises ``BadSettings``.
    """
    return Devices(
        reader=build_id_reader(settings.id_reader),
        printer=build_receipt_printer(settings.receipt_printer),
        pad=build_rating_pad(settings.rating_pad, key),
    )


def centre_address(profile: Profile, password: str) -> CentreAddress:
    """Where the profile's centre is, and what this machine shows it; raises ``UnsafeAddress``."""
    centre = profile.centre
    ca_file = Path(centre.ca_file) if centre.ca_file else None
    return CentreAddress(
        host=centre.host,
        port=centre.port,
        dbname=centre.dbname,
        user=centre.user,
        password=password,
        ca_file=ca_file,
        client=_papers_in(profile.folder, password),
    )


def keep_papers(folder: Path, papers: StationCertificate | None) -> None:
    """Put the machine's certificate and its sealed key beside its settings."""
    if papers is not None:
        (folder / CERTIFICATE_FILE).write_text(papers.certificate)
        key = folder / CERTIFICATE_KEY_FILE
        # libpq refuses a key that others may read.
        key.touch(0o600)
        key.write_text(papers.key)


def _papers_in(folder: Path, password: str) -> ClientPapers | None:
    """The machine's certificate, when it has one; its key is sealed under the login's password."""
    certificate, key = folder / CERTIFICATE_FILE, folder / CERTIFICATE_KEY_FILE
    if not certificate.exists() or not key.exists():
        return None
    return ClientPapers(certificate, key, password)


class Workplace:
    """One workstation's open store and its lines to the centre; closed once, at the end."""

    def __init__(self, profile: Profile, engine: Engine, keys: WorkplaceKeys, clock: Clock) -> None:
        """Take an open database; nothing is connected yet."""
        self.profile, self.clock, self._engine, self._keys = profile, clock, engine, keys
        self.store = Store(engine, profile.origin)
        self._address = centre_address(profile, keys.password)
        self._book = _rulebook()
        # The queue's authority has its own connection setting; by default it is at the centre.
        # Both stand still in a drill, as the worker does; the lines to the hall's server go on.
        self.gate = DrillGate(self.store, clock)
        self._centre, self._queue = (
            ShortLine(self._address, is_shut=self.gate.is_shut) for _ in range(2)
        )

    @property
    def engine(self) -> Engine:
        """The open database, for exchanges without the worker."""
        return self._engine

    def make_worker(self, listeners: Listeners) -> Worker:
        """The thread that keeps this desk and the centre equal; it wakes with every save."""
        worker = Worker(
            StoreFile(self._engine, self.clock.now),
            self._connection,
            Clocks(self.clock.now, self.clock.boot_ms, random.random),
            listeners,
        )
        self.store.call_when_saved(worker.wake)
        return worker

    def make_keeper(self, on_status: Callable[[CopyStatus], None]) -> CopyKeeper:
        """The thread that leaves copies of unsent change sets at the hall's server."""
        keeper = CopyKeeper(self._engine, self.profile.origin, self._line_to, on_status)
        self.store.call_when_saved(keeper.wake)
        return keeper

    def sign_in(self, rules: SignInRules | None = None) -> SignIn:
        """The verbs of signing in."""
        secret = HallSecret(self.profile.hall_id, self._keys.pepper)
        desk = PostgresSignInDesk(self._centre)
        return SignIn(self.store, desk, self.clock, secret, rules or SignInRules())

    def desk(self, actor: Actor, devices: Devices) -> Desk:
        """A person's desk."""
        profile = self.profile
        tools = DeskTools(
            store=self.store,
            place=Place(profile.ws, profile.epoch, profile.hall_id, profile.window_no),
            clock=self.clock,
            book=self._book,
            queue=self.authority(),
            directory=PostgresDirectory(self._centre),
            witnesses=self.sign_in(),
            open_sets=PostgresOpenSets(self._centre),
            reader=devices.reader,
            printer=devices.printer,
            pad=devices.pad,
            pad_signer=self._keys.pad,
            directory_key=self._keys.directory_key,
        )
        return Desk(tools, actor)

    def authority(self) -> QueueAuthority:
        """The queue's authority, asked over this workplace's own line."""
        return PostgresQueueAuthority(self._queue)

    def close(self) -> None:
        """Hang up and close the file."""
        self._centre.close()
        self._queue.close()
        self._engine.dispose()

    def _line_to(self, address: str) -> ShortLine:
        """The same login at the hall's server, proved by the same authority."""
        place, _slash, dbname = address.rpartition("/")
        host, _colon, port = place.rpartition(":")
        there = replace(self._address, host=host, port=int(port), dbname=dbname)
        return ShortLine(there)

    def _connection(self, is_stopped: Callable[[], bool]) -> PostgresCentre:
        app_version = version("counter-workstation")
        return PostgresCentre(
            self._address,
            app_version,
            self.profile.epoch,
            lambda: is_stopped() or self.gate.is_shut(),
        )


def _rulebook() -> Rulebook:
    lists = load_checklists()
    return Rulebook(
        load_policy(),
        lists,
        load_consents(),
        load_series(lists.businesses()),
        load_outage_words(),
        load_decision_reasons(),
    )
