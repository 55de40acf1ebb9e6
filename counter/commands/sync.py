"""``counter sync``: push and pull without a screen."""

import argparse
import json
import os
import random
import signal
import sys
import threading
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from counter.cli import CommandFailed
from counter.store.credentials import KeyringCredentials
from counter.store.profile import Profile, default_folder, open_profile_database, read_profile
from counter.store.trouble import StoreTrouble
from counter.store.unit_of_work import Store
from counter.workflows.clock import SystemClock
from counter.workflows.drill_gate import DrillGate
from counter.workflows.ports import TOO_OLD
from counter.workplace import Workplace, WorkplaceKeys, centre_address, read_keys
from sync.once import Outcome, run_once
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.settings import UnsafeAddress
from sync.status import Link, SyncStatus
from sync.store_file import StoreFile
from sync.worker import Clocks

PATIENCE_S = 15.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profile, how long, and in which form."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument(
        "--once",
        action="store_true",
        help="end when all is exchanged, else go on until ended",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Exchange; status 1 when something could not be sent."""
    folder = options.profile or default_folder(os.environ)
    try:
        profile = read_profile(folder)
        credentials = KeyringCredentials(str(profile.id))
        keys = read_keys(credentials)
        engine = open_profile_database(profile, credentials)
    except StoreTrouble as trouble:
        raise CommandFailed(trouble.sentence) from None
    try:
        if options.once:
            return exchange_once(profile, engine, keys.password, options.json)
        return exchange_on(profile, engine, keys, options.json)
    except UnsafeAddress as unsafe:
        raise CommandFailed(str(unsafe)) from None
    finally:
        engine.dispose()


def exchange_once(
    profile: Profile,
    engine: Engine,
    password: str,
    as_json: bool,
    patience_s: float = PATIENCE_S,
) -> int:
    """Push and pull until nothing is left to do now."""
    clock = SystemClock()
    address = centre_address(profile, password)
    gate = DrillGate(Store(engine, profile.origin), clock)
    centre = PostgresCentre(address, version("counter-workstation"), profile.epoch, gate.is_shut)
    outcome = run_once(
        StoreFile(engine, clock.now),
        centre,
        Clocks(clock.now, clock.boot_ms, random.random),
        patience_s,
        Listeners(on_status=show_progress),
    )
    sys.stdout.write(outcome_json(outcome) if as_json else outcome_text(outcome))
    return 0 if outcome.is_done and outcome.status.stopped_code is None else 1


def exchange_on(profile: Profile, engine: Engine, keys: WorkplaceKeys, as_json: bool) -> int:
    """Push and pull until interrupted or told to end."""
    ended = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: ended.set())
    workplace = Workplace(profile, engine, keys, SystemClock())
    worker = workplace.make_worker(Listeners(on_status=show_progress))
    worker.start()
    ended.wait()
    worker.stop()
    if worker.status is None:
        return 1
    outcome = Outcome(not worker.status.pending, worker.moved, worker.status)
    sys.stdout.write(outcome_json(outcome) if as_json else outcome_text(outcome))
    return 0


def show_progress(status: SyncStatus) -> None:
    """One line on standard error whenever something changes."""
    link = "已连接中心" if status.link is Link.ONLINE else "未连接中心"
    sys.stderr.write(f"{link}，待发送 {status.pending}，待核对 {status.parked}\n")


def outcome_json(outcome: Outcome) -> str:
    """What moved and how sync stands, as one JSON document."""
    status = outcome.status
    answer = {
        "ok": outcome.is_done and status.stopped_code is None,
        **asdict(outcome.moved),
        "link": status.link.value,
        "pending": status.pending,
        "to_check": status.parked,
        "stopped_code": status.stopped_code,
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def outcome_text(outcome: Outcome) -> str:
    """What moved and how sync stands, in words."""
    moved, status = outcome.moved, outcome.status
    lines = [
        f"已发送 {moved.pushed} 笔，其中待核对 {moved.parked} 笔、被拒绝 {moved.refused} 笔；"
        f"收到 {moved.pulled} 行。"
    ]
    if status.stopped_code == TOO_OLD:
        lines.append(
            "程序版本过低，中心不再接收，请升级本程序；"
            f"还有 {status.pending} 笔留在本机，升级后自动发送。"
        )
    elif status.stopped_code is not None:
        lines.append(
            f"中心不再接收本工作站的业务（{status.stopped_code}），请联系系统管理员；"
            f"还有 {status.pending} 笔留在本机。"
        )
    elif status.link is Link.OFFLINE:
        lines.append(
            f"连不上中心，还有 {status.pending} 笔留在本机。请检查网络后再试，业务不会丢失。"
        )
    elif status.pending:
        lines.append(f"还有 {status.pending} 笔没有发送。请稍后再试。")
    return "\n".join(lines) + "\n"
