"""``add-window`` and ``replace-window``: a machine at a place, with everything it may log in
with."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from uuid6 import uuid7

from sync.central.admin import hall_keys, logins, reference_rows
from sync.central.admin.hall_keys import HallKeys
from sync.central.admin.numbers_seen import last_numbers
from sync.central.admin.refusals import NotDone
from sync.central.database import STATION, Admin, administering
from sync.central.enrolment import Bundle, seal_bundle, seal_papers
from sync.central.queue import members
from sync.central.station_certificates import issue
from sync.central.station_papers import StationCertificate

MOST_WINDOWS = 99
MOST_EPOCHS = 26
"""The epoch is one letter of a printed number."""
WINDOW_KINDS = ("ordinary", "green", "emergency", "away")
"""``away``: a laptop for visits at home, not a place in the hall."""
CODE_HOURS = 24.0


@dataclass(frozen=True)
class Place:
    """A window of a hall, as the administrator names it."""

    hall_id: int
    window_no: int


@dataclass(frozen=True)
class _Standing:
    """The machine a window has now."""

    ws: uuid.UUID
    epoch: int
    role: str


@dataclass(frozen=True)
class _Machine:
    """One machine in the life of a window, and what it logs in with."""

    ws: uuid.UUID
    epoch: int
    role: str
    password: str
    papers: StationCertificate


@dataclass(frozen=True)
class Issued:
    """A machine's place and the one-time code it is set up with."""

    ws: uuid.UUID
    epoch: int
    code: str


def add_window(
    dsn: str, place: Place, keys: Path, kind: str = "ordinary", hours: float = CODE_HOURS
) -> Issued:
    """Add a window with its first machine; raises ``NotDone``."""
    if not 1 <= place.window_no <= MOST_WINDOWS:
        raise NotDone("窗口号应为1到99。")
    if kind not in WINDOW_KINDS:
        raise NotDone("窗口类型应为 ordinary、green、emergency 或 away（外出笔记本）。")
    with administering(dsn) as connection:
        hall = hall_keys.read(connection, keys, _known_hall(connection, place.hall_id))
        if _workstation_at(connection, place) is not None:
            raise NotDone(f"{place.window_no}号窗口已经有工作站，换机器请用 replace-window。")
        window, machine = uuid7(), _machine(uuid7(), 1, place, keys)
        reference_rows.insert(
            connection, "window", window, place.hall_id, {"number": place.window_no, "kind": kind}
        )
        reference_rows.insert(
            connection,
            "workstation",
            machine.ws,
            place.hall_id,
            {"window_id": window, "epoch": 1, "state": "active"},
        )
        connection.execute(
            "insert into sync.workstation_sync (ws, role, hall_id, window_no, epoch)"
            " values (%s, %s, %s, %s, 1)",
            (machine.ws, machine.role, place.hall_id, place.window_no),
        )
        return _equip(connection, place, hall, machine, hours)


def replace_window(dsn: str, place: Place, keys: Path, hours: float = CODE_HOURS) -> Issued:
    """Give a window's place to a new machine under the next epoch; the old one is shut out at once.

    Raises ``NotDone``.
    """
    with administering(dsn) as connection:
        hall = hall_keys.read(connection, keys, _known_hall(connection, place.hall_id))
        found = _workstation_at(connection, place)
        if found is None:
            raise NotDone(f"{place.window_no}号窗口还没有工作站，请先用 add-window。")
        if found.epoch >= MOST_EPOCHS:
            raise NotDone("这个窗口已经换过26台机器，号码字母用完了，请新开一个窗口号。")
        machine = _machine(found.ws, found.epoch + 1, place, keys)
        connection.execute(
            "update sync.workstation_sync set epoch = %s, role = %s, hwm = 0, state = 'active',"
            " last_hash = decode(repeat('00', 32), 'hex') where ws = %s",
            (machine.epoch, machine.role, machine.ws),
        )
        logins.shut(connection, found.role)
        reference_rows.update(
            connection, "workstation", machine.ws, {"epoch": machine.epoch, "state": "active"}
        )
        return _equip(connection, place, hall, machine, hours)


def _machine(ws: uuid.UUID, epoch: int, place: Place, keys: Path) -> _Machine:
    role, password = _new_role(place), logins.new_password()
    papers = issue(keys, role, password, dt.datetime.now(dt.UTC))
    return _Machine(ws, epoch, role, password, papers)


def _equip(
    connection: Admin, place: Place, hall: HallKeys, machine: _Machine, hours: float
) -> Issued:
    """Login, queue membership, pad keys and sealed bundle of one machine."""
    logins.make_login(connection, machine.role, machine.password, STATION)
    members.admit(connection, machine.role, machine.ws, place.hall_id, place.window_no)
    pad_id, pad_seal_key, pad_sign_key = _add_pad(connection, place, machine.ws)
    bundle = Bundle(
        role=machine.role,
        password=machine.password,
        ws=machine.ws,
        epoch=machine.epoch,
        hall_id=place.hall_id,
        window_no=place.window_no,
        pepper=hall.pepper,
        directory_key=hall.directory_key,
        pad_id=pad_id,
        pad_seal_key=pad_seal_key,
        pad_sign_key=pad_sign_key,
        last_numbers=last_numbers(connection, place.hall_id, place.window_no, machine.epoch),
    )
    code = _offer(connection, bundle, machine.papers, hours)
    reference_rows.wake(connection, place.hall_id)
    return Issued(machine.ws, machine.epoch, code)


def _add_pad(connection: Admin, place: Place, ws: uuid.UUID) -> tuple[uuid.UUID, bytes, bytes]:
    """A rating pad with fresh keys; the pads of an earlier machine end."""
    earlier = connection.execute(
        "select id from hall.device"
        " where workstation_id = %s and kind = 'pad' and state = 'active'",
        (ws,),
    ).fetchall()
    for (old,) in earlier:
        reference_rows.update(connection, "device", old, {"state": "revoked"})
        connection.execute("update sync.seal_key set state = 'revoked' where id = %s", (old,))
    pad, sign_key, seal_key = uuid7(), Ed25519PrivateKey.generate(), secrets.token_bytes(32)
    reference_rows.insert(
        connection,
        "device",
        pad,
        place.hall_id,
        {
            "kind": "pad",
            "name": f"{place.window_no}号窗口评价器",
            "workstation_id": ws,
            "public_key": sign_key.public_key().public_bytes_raw(),
            "state": "active",
        },
    )
    connection.execute(
        "select sync.keep_seal_key(%s, %s, true, %s, %s)", (pad, pad, place.hall_id, seal_key)
    )
    return pad, seal_key, sign_key.private_bytes_raw()


def _offer(connection: Admin, bundle: Bundle, papers: StationCertificate, hours: float) -> str:
    """Put the sealed bundle behind a short-lived login; gives the code for both."""
    for (old,) in connection.execute(
        "delete from sync.enrolment where ws = %s or expires_at < now() returning role",
        (bundle.ws,),
    ).fetchall():
        logins.drop(connection, old)
    role, code = logins.make_enrolling(connection, hours)
    connection.execute(
        "insert into sync.enrolment (role, ws, epoch, sealed, papers, expires_at)"
        " values (%s, %s, %s, %s, %s, now() + %s * interval '1 hour')",
        (
            role,
            bundle.ws,
            bundle.epoch,
            seal_bundle(bundle, code),
            seal_papers(papers, code),
            hours,
        ),
    )
    return code


def _known_hall(connection: Admin, hall_id: int) -> int:
    found = connection.execute("select from hall.hall where hall_id = %s", (hall_id,)).fetchone()
    if found is None:
        raise NotDone(f"没有{hall_id}号大厅，请先用 add-hall。")
    return hall_id


def _new_role(place: Place) -> str:
    return f"ws_{place.hall_id:02d}{place.window_no:02d}_{secrets.token_hex(4)}"


def _workstation_at(connection: Admin, place: Place) -> _Standing | None:
    row = connection.execute(
        "select ws, epoch, role from sync.workstation_sync"
        " where hall_id = %s and window_no = %s for update",
        (place.hall_id, place.window_no),
    ).fetchone()
    return None if row is None else _Standing(*row)
