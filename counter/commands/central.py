"""``counter central``: administration of the central database."""

import argparse
import dataclasses
import datetime as dt
import os
import sys
import uuid
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from tqdm import tqdm

from counter.citizen_checks import citizen_checks
from counter.cli import CommandFailed
from counter.commands import answers
from counter.workflows.clock import hall_day
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import ROLES, add_clerk, renew_code
from sync.central.admin.devices import GROUPS as DEVICE_KINDS
from sync.central.admin.devices import add_device, end_device
from sync.central.admin.export_hall import export_hall
from sync.central.admin.import_citizens import import_citizens
from sync.central.admin.oldest_version import require_version
from sync.central.admin.open_copies import open_copies
from sync.central.admin.refusals import NotDone
from sync.central.admin.restored import restored
from sync.central.admin.status import status
from sync.central.admin.verify import verify
from sync.central.admin.windows import WINDOW_KINDS, Issued, Place, add_window, replace_window
from sync.central.citizens_file.columns import FileRefused
from sync.central.database import NotACentre, upgrade

DSN_VARIABLE = "COUNTER_CENTRAL_DSN"
Answer = dict[str, Any]
Item = TypeVar("Item")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _plain(verbs, "init", "make schema, functions and roles in an empty database")
    _plain(verbs, "upgrade", "bring schema, functions and rules up to this program")
    hall = _plain(verbs, "add-hall", "add a hall and write its key file")
    hall.add_argument("--hall", type=int, required=True, metavar="N", help="1-99")
    hall.add_argument("--name", required=True)
    for name in ("address", "phone", "complaint-phone", "service-hours"):
        hall.add_argument(f"--{name}", default="", help="as printed on papers")
    for verb, purpose in (
        ("add-window", "add a window; prints the code its machine is set up with"),
        ("replace-window", "give a window's place to a new machine; the old one is shut out"),
    ):
        window = _plain(verbs, verb, purpose)
        window.add_argument("--hall", type=int, required=True, metavar="N")
        window.add_argument("--window", type=int, required=True, metavar="N")
        if verb == "add-window":
            window.add_argument("--kind", choices=WINDOW_KINDS, default="ordinary")
    device = _plain(
        verbs, "add-device", "add a ticket machine or display; prints the code it is set up with"
    )
    device.add_argument("--hall", type=int, required=True, metavar="N")
    device.add_argument("--kind", choices=tuple(DEVICE_KINDS), required=True)
    device.add_argument("--name", required=True, help="as people call it: 1号取号机")
    ended = _plain(verbs, "end-device", "shut a ticket machine or display out at once")
    ended.add_argument("--device", type=uuid.UUID, required=True, metavar="ID")
    clerk = _plain(verbs, "add-clerk", "add a person; prints the code the person enrols with")
    clerk.add_argument("--hall", type=int, required=True, metavar="N")
    clerk.add_argument("--staff-no", required=True)
    clerk.add_argument("--name", default="")
    clerk.add_argument("--role", action="append", choices=ROLES, metavar="ROLE")
    clerk.add_argument("--renew", action="store_true", help="another code for a known person")
    citizens = _plain(verbs, "import-citizens", "take a dated file of the fund's ledger")
    citizens.add_argument("file", type=Path, metavar="FILE")
    hall_file = _plain(verbs, "export-hall", "write what the hall's own server has to know")
    hall_file.add_argument("--hall", type=int, required=True, metavar="N")
    hall_file.add_argument("--address", required=True, metavar="HOST:PORT/DATABASE")
    hall_file.add_argument("--out", type=Path, required=True, metavar="FILE")
    _plain(verbs, "open-copies", "take what halls' servers brought for desks that are silent")
    _plain(verbs, "restored", "after a backup was put back: let every desk send again")
    oldest = _plain(
        verbs, "oldest-version", "take nothing more from older programs; names who must be updated"
    )
    oldest.add_argument("oldest", metavar="VERSION")
    _plain(verbs, "status", "how the centre and its workstations stand")
    _plain(verbs, "verify", "recompute chains, seals, signatures and effects")


def run(options: argparse.Namespace) -> int:
    """Do one verb; the answer goes to standard output, as one JSON document with ``--json``."""
    try:
        answer = _VERBS[options.verb](options)
    except (NotDone, NotACentre, FileRefused) as refusal:
        raise CommandFailed(str(refusal)) from None
    except psycopg.errors.UndefinedTable:
        raise CommandFailed(str(NotACentre())) from None
    except psycopg.Error as error:
        # The server's text may quote data; its code is enough to look up.
        raise CommandFailed(
            f"数据库没有完成这个操作（{error.sqlstate or '连接不上'}），请检查 --dsn 和数据库。"
        ) from None
    answers.write(answer, options.json)
    return 0 if answer.get("ok", True) else 1


def _plain(verbs: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=purpose, description=purpose)
    parser.add_argument("--dsn", help=f"administrator's connection; else {DSN_VARIABLE}")
    parser.add_argument(
        "--keys", type=Path, metavar="DIR", help="folder of the halls' key files (never lose it)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser


def _dsn(options: argparse.Namespace) -> str:
    dsn: str | None = options.dsn or os.environ.get(DSN_VARIABLE)
    if not dsn:
        raise CommandFailed(f"请用 --dsn 或环境变量 {DSN_VARIABLE} 给出管理员的数据库连接。")
    return dsn


def _keys(options: argparse.Namespace) -> Path:
    if options.keys is None:
        raise CommandFailed("请用 --keys 指出大厅密钥文件所在的文件夹。")
    keys: Path = options.keys
    return keys


def _upgrade(options: argparse.Namespace) -> Answer:
    upgrade(_dsn(options))
    return {"ok": True}


def _add_hall(options: argparse.Namespace) -> Answer:
    facts = HallFacts(
        options.name,
        options.address,
        options.phone,
        options.complaint_phone,
        options.service_hours,
    )
    add_hall(_dsn(options), options.hall, facts, _keys(options))
    return {"hall": options.hall, "keys": str(_keys(options).resolve())}


def _add_window(options: argparse.Namespace) -> Answer:
    place = Place(options.hall, options.window)
    return _issued(add_window(_dsn(options), place, _keys(options), options.kind))


def _replace_window(options: argparse.Namespace) -> Answer:
    place = Place(options.hall, options.window)
    return _issued(replace_window(_dsn(options), place, _keys(options)))


def _issued(issued: Issued) -> Answer:
    return {"code": issued.code, "ws": str(issued.ws), "epoch": issued.epoch, "valid_hours": 24}


def _add_device(options: argparse.Namespace) -> Answer:
    issued = add_device(_dsn(options), options.hall, options.kind, options.name)
    return {"code": issued.code, "device": str(issued.device), "valid_hours": 24}


def _end_device(options: argparse.Namespace) -> Answer:
    end_device(_dsn(options), options.device)
    return {"ok": True}


def _add_clerk(options: argparse.Namespace) -> Answer:
    if options.renew:
        code = renew_code(_dsn(options), options.hall, options.staff_no)
    else:
        roles = tuple(options.role or ("clerk",))
        code = add_clerk(_dsn(options), options.hall, options.staff_no, options.name, roles)
    return {"code": code, "valid_hours": 24}


def _export_hall(options: argparse.Namespace) -> Answer:
    keys = _keys(options)
    done = export_hall(_dsn(options), options.hall, options.address, keys, options.out)
    return dataclasses.asdict(done)


def _import_citizens(options: argparse.Namespace) -> Answer:
    checks = citizen_checks(hall_day(dt.datetime.now(dt.UTC)))
    done = import_citizens(_dsn(options), options.file, _keys(options), checks, _progress("行"))
    return dataclasses.asdict(done)


def _oldest_version(options: argparse.Namespace) -> Answer:
    own = version("counter-workstation")
    behind = require_version(_dsn(options), options.oldest, own)
    return {"oldest": options.oldest, "to_update": [dataclasses.asdict(one) for one in behind]}


def _status(options: argparse.Namespace) -> Answer:
    found = status(_dsn(options))
    return {"is_current": found.is_current, **dataclasses.asdict(found)}


def _verify(options: argparse.Namespace) -> Answer:
    found = verify(_dsn(options), _progress("组"))
    return {"ok": found.holds, **dataclasses.asdict(found)}


def _progress(unit: str) -> Callable[[Iterable[Item]], Iterable[Item]]:
    """Show progress on standard error while items pass."""

    def watch(items: Iterable[Item]) -> Iterable[Item]:
        shown: Iterable[Item] = tqdm(items, unit=unit, file=sys.stderr, delay=1.0)
        return shown

    return watch


_VERBS: Mapping[str, Callable[[argparse.Namespace], Answer]] = {
    "init": _upgrade,
    "upgrade": _upgrade,
    "add-hall": _add_hall,
    "add-window": _add_window,
    "replace-window": _replace_window,
    "add-device": _add_device,
    "end-device": _end_device,
    "add-clerk": _add_clerk,
    "import-citizens": _import_citizens,
    "export-hall": _export_hall,
    "open-copies": lambda options: dataclasses.asdict(open_copies(_dsn(options), _keys(options))),
    "restored": lambda options: dataclasses.asdict(restored(_dsn(options))),
    "oldest-version": _oldest_version,
    "status": _status,
    "verify": _verify,
}
