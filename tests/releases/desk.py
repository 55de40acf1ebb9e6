"""The hands on a kept release: a process with that release's own sources, told what to do line by
line in JSON, and answering in JSON.

It goes along with the release and uses nothing but what that release had, so that a later one
needs no knowledge of how an earlier one was driven.
"""

import io
import json
import sys
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing, redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

import counter
from counter.commands.sync import exchange_once
from counter.store import outbox
from counter.store.credentials import MemoryCredentials
from counter.store.database import open_database
from counter.store.profile import Centre, Profile, create_profile, read_profile
from counter.store.sealed_keys import DeviceKeys, UnlockedKeys
from counter.store.trouble import StoreTrouble
from counter.store.unit_of_work import Store
from counter.workflows.clock import SystemClock
from counter.workflows.password_policy import load_password_policy
from counter.workplace import Workplace, WorkplaceKeys, centre_address
from sync.central.database import upgrade
from sync.enrolment_desk import EnrolmentDesk
from sync.postgres import PostgresCentre
from tests.releases.every_kind import EveryKind

Answer = dict[str, Any]
KEYS = "test-keys.json"


def read_keys(folder: Path) -> Mapping[str, Any]:
    """The kept keys of a profile: for tests alone, and they open nothing else."""
    found: Mapping[str, Any] = json.loads((folder / KEYS).read_text("utf-8"))
    return found


def opened(folder: Path) -> tuple[Profile, Engine, Mapping[str, Any]]:
    """A kept profile, its file opened as this release opens it, its keys."""
    keys, profile = read_keys(folder), read_profile(folder)
    return profile, open_database(profile.database, bytes.fromhex(keys["database"])), keys


def signers_of(keys: Mapping[str, Any]) -> dict[str, UnlockedKeys]:
    """Who signs, by role."""
    found: dict[str, UnlockedKeys] = {}
    for role, kept in keys["signers"].items():
        secret = bytes.fromhex(kept["seal_key"]), bytes.fromhex(kept["sign_key"])
        owner = uuid.UUID(kept["id"])
        is_device = role.startswith("device:")
        made = DeviceKeys(owner, *secret)
        found[role] = made if is_device else UnlockedKeys(owner, uuid.UUID(kept["key"]), *secret)
    return found


def who(asked: Answer) -> Answer:
    """Which release this is, and where its sources are."""
    return {"version": version("counter-workstation"), "sources": str(Path(counter.__file__))}


def open_file(asked: Answer) -> Answer:
    """Open the file and close it; the sentence when that is refused."""
    try:
        _profile, engine, _keys = opened(Path(asked["folder"]))
    except StoreTrouble as trouble:
        return {"trouble": type(trouble).__name__, "sentence": trouble.sentence}
    engine.dispose()
    return {}


def exchange(asked: Answer) -> Answer:
    """``counter sync --once --json``."""
    profile, engine, keys = opened(Path(asked["folder"]))
    told = io.StringIO()
    try:
        with redirect_stdout(told):
            exchange_once(
                profile, engine, keys["password"], asked.get("json", True), asked.get("patience", 5)
            )
    finally:
        engine.dispose()
    return json.loads(told.getvalue()) if asked.get("json", True) else {"text": told.getvalue()}


def push(asked: Answer) -> Answer:
    """Send the sets ``first`` to ``last`` in one call, whatever the file's own mark says."""
    profile, engine, keys = opened(Path(asked["folder"]))
    first, count = asked["first"], asked["last"] - asked["first"] + 1
    sets = outbox.waiting(engine, first - 1, count, 1 << 30)
    address = centre_address(profile, keys["password"])
    own = version("counter-workstation")
    with closing(PostgresCentre(address, own, profile.epoch)) as centre:
        centre.connect()
        answer = centre.push(sets)
    engine.dispose()
    return {"hwm": answer.hwm, "results": [vars(each) for each in answer.results]}


def save(asked: Answer) -> Answer:
    """Save sets of every kind anew; how many."""
    profile, engine, keys = opened(Path(asked["folder"]))
    before = outbox.state(engine).last
    EveryKind(Store(engine, profile.origin), signers_of(keys), asked.get("first", 1)).save_all()
    saved = outbox.state(engine).last - before
    engine.dispose()
    return {"saved": saved}


def enrol(asked: Answer) -> Answer:
    """Set a machine up with its code and enrol a person, who signs in and out; send it all."""
    folder, centre = Path(asked["folder"]), Centre(**asked["centre"])
    desk = EnrolmentDesk(centre.host, centre.port, centre.dbname, Path(centre.ca_file))
    found = desk.redeem(asked["code"])
    # The release before certificates gave the bundle itself.
    bundle = getattr(found, "bundle", found)
    place = bundle.ws, bundle.epoch, bundle.hall_id, bundle.window_no
    where = Centre(centre.host, centre.port, centre.dbname, bundle.role, centre.ca_file)
    profile = Profile(folder, uuid.uuid4(), *place, centre=where)
    engine = create_profile(profile, MemoryCredentials())
    pad = DeviceKeys(bundle.pad_id, bundle.pad_seal_key, bundle.pad_sign_key)
    keys = WorkplaceKeys(bundle.password, bundle.pepper, bundle.directory_key, pad)
    workplace = Workplace(profile, engine, keys, SystemClock())
    told = io.StringIO()
    with redirect_stdout(told):
        exchange_once(profile, engine, bundle.password, True, 5)
        signing = workplace.sign_in()
        policy = load_password_policy()
        person = signing.enrol(asked["staff_no"], asked["person_code"], asked["password"], policy)
        signing.sign_out(person)
        person = signing.sign_in(asked["staff_no"], asked["password"])
        signing.sign_out(person)
        exchange_once(profile, engine, bundle.password, True, 5)
    workplace.close()
    return json.loads(told.getvalue().splitlines()[-1])


def make_centre(asked: Answer) -> Answer:
    """The central schema as this release makes it."""
    upgrade(asked["dsn"])
    return {}


VERBS: Mapping[str, Callable[[Answer], Answer]] = {
    each.__name__: each for each in (who, open_file, exchange, push, save, enrol, make_centre)
}


def main() -> None:
    """Answer line by line until the input ends; a fault is told and ends nothing."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = VERBS[asked["do"]](asked)
        except Exception as error:
            answer = {"fault": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
