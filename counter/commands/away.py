"""``counter away``: a laptop takes cases along for a visit at home, comes back and is emptied."""

import argparse
import dataclasses
import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from counter.app_away import Away
from counter.cli import CommandFailed
from counter.commands import answers
from counter.store.credentials import Credentials, KeyringCredentials
from counter.store.profile import default_folder, open_profile_database, read_profile
from counter.store.trouble import StoreTrouble
from counter.workflows.clock import SystemClock
from counter.workflows.refusals import Refused
from counter.workflows.signed_in import SignedIn
from counter.workplace import Workplace, read_keys
from sync.settings import UnsafeAddress

Answer = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs and their options."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    taking = _plain(verbs, "take", "take cases along; a supervisor signs in")
    taking.add_argument("numbers", nargs="+", metavar="NUMBER", help="the case's printed number")
    taking.add_argument("--purpose", required=True, help="what for: 上门面签")
    _plain(verbs, "status", "send and fetch, and say what is only on this machine")
    _plain(verbs, "empty", "hand everything in and destroy this machine's file and keys")


def run(options: argparse.Namespace) -> int:
    """Do one verb; the answer goes to standard output, as one JSON document with ``--json``."""
    try:
        with _opened(options) as opened:
            answer = _VERBS[options.verb](*opened, options)
    except Refused as refusal:
        raise CommandFailed(refusal.sentence) from None
    except UnsafeAddress as unsafe:
        raise CommandFailed(str(unsafe)) from None
    except StoreTrouble as trouble:
        raise CommandFailed(trouble.sentence) from None
    answers.write(answer, options.json)
    return 0


def _plain(verbs: Any, name: str, purpose: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=purpose, description=purpose)
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument("--by", metavar="STAFF_NO", help="the supervisor's staff number")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    return parser


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[Away, Workplace, Credentials]]:
    profile = read_profile(options.profile or default_folder(os.environ))
    credentials = KeyringCredentials(str(profile.id))
    keys = read_keys(credentials)
    engine = open_profile_database(profile, credentials)
    workplace = Workplace(profile, engine, keys, SystemClock())
    try:
        yield Away(workplace, keys.password), workplace, credentials
    finally:
        workplace.close()


def _signed_in(workplace: Workplace, options: argparse.Namespace) -> SignedIn:
    staff_no = options.by or input("值班主任工号：")
    return workplace.sign_in().sign_in(staff_no, getpass.getpass("密码："))


def _take(
    away: Away, workplace: Workplace, _kept: Credentials, options: argparse.Namespace
) -> Answer:
    by = _signed_in(workplace, options)
    try:
        taken = away.take(by, options.numbers, options.purpose)
    finally:
        by.signer.forget()
    return {"taken": [one.number for one in taken]}


def _status(
    away: Away, _workplace: Workplace, _kept: Credentials, _options: argparse.Namespace
) -> Answer:
    return dataclasses.asdict(away.exchange())


def _empty(
    away: Away, workplace: Workplace, kept: Credentials, options: argparse.Namespace
) -> Answer:
    by = _signed_in(workplace, options)
    try:
        return {"brought_back": away.empty(by, kept), "emptied": True}
    finally:
        by.signer.forget()


_VERBS: Mapping[str, Callable[[Away, Workplace, Credentials, argparse.Namespace], Answer]] = {
    "take": _take,
    "status": _status,
    "empty": _empty,
}
