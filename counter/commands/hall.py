"""``counter hall``: the hall's own server, which keeps copies of what desks have not sent yet."""

import argparse
import dataclasses
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg

from counter.app_opening import CannotOpen, WhereTo, centre_of
from counter.cli import CommandFailed
from counter.commands import answers
from sync.central.admin.refusals import NotDone
from sync.hall_server import members
from sync.hall_server.forwarding import forward
from sync.hall_server.install import install, status
from sync.settings import CentreAddress, UnsafeAddress

DSN_VARIABLE = "COUNTER_HALL_DSN"
LOOK_S = 10.0
Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    init = _plain(verbs, "init", "make or update the hall's database; again after export-hall")
    init.add_argument("--from", dest="hall_file", type=Path, required=True, metavar="FILE")
    run = _plain(verbs, "run", "bring copies of silent desks to the centre, until ended")
    run.add_argument("--from", dest="hall_file", type=Path, required=True, metavar="FILE")
    run.add_argument("--centre", required=True, metavar="HOST:PORT/DATABASE")
    run.add_argument("--authority", default="", metavar="FILE", help="the centre's CA certificate")
    run.add_argument("--once", action="store_true", help="look once and end")
    _plain(verbs, "status", "what is kept for which window, and when it was last heard of")


def run(options: argparse.Namespace) -> int:
    """Do one verb; the answer goes to standard output, as one JSON document with ``--json``."""
    try:
        answer = _VERBS[options.verb](options)
    except (NotDone, UnsafeAddress) as refusal:
        raise CommandFailed(str(refusal)) from None
    except CannotOpen as refusal:
        raise CommandFailed(refusal.sentence) from None
    except psycopg.Error as error:
        raise CommandFailed(
            f"数据库没有完成这个操作（{error.sqlstate or '连接不上'}），请检查连接和数据库。"
        ) from None
    answers.write(answer, options.json)
    return 0


def _plain(verbs: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=purpose, description=purpose)
    parser.add_argument("--dsn", help=f"administrator's connection here; else {DSN_VARIABLE}")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser


def _dsn(options: argparse.Namespace) -> str:
    dsn: str | None = options.dsn or os.environ.get(DSN_VARIABLE)
    if not dsn:
        raise CommandFailed(f"请用 --dsn 或环境变量 {DSN_VARIABLE} 给出大厅服务器的数据库连接。")
    return dsn


def _init(options: argparse.Namespace) -> Answer:
    return {"machines": install(_dsn(options), members.read(options.hall_file))}


def _status(options: argparse.Namespace) -> Answer:
    return dataclasses.asdict(status(_dsn(options)))


def _run(options: argparse.Namespace) -> Answer:
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    dsn, copies = _dsn(options), 0
    address = _centre(options)
    while True:
        try:
            copies += _forward(dsn, address)
        except psycopg.OperationalError:
            # The centre, or the database here, is away: the copies wait.
            if options.once:
                raise
            sys.stderr.write("暂时连不上，稍后再试。\n")
        if options.once or ended.wait(LOOK_S):
            return {"forwarded": copies}


def _centre(options: argparse.Namespace) -> CentreAddress:
    hall = members.read(options.hall_file)
    centre = centre_of(WhereTo(options.centre, options.authority, ""))
    ca_file = Path(centre.ca_file) if centre.ca_file else None
    return CentreAddress(centre.host, centre.port, centre.dbname, hall.role, hall.password, ca_file)


def _forward(dsn: str, centre: CentreAddress) -> int:
    with (
        psycopg.connect(dsn) as here,
        psycopg.connect(**centre.connection_parameters()) as there,
    ):
        return forward(here, there).copies


_VERBS: Mapping[str, Callable[[argparse.Namespace], Answer]] = {
    "init": _init,
    "run": _run,
    "status": _status,
}
