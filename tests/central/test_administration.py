"""What an administrator does to a centre, and what people and machines may do with it."""

import base64
import datetime as dt
import json
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from counter import cli
from counter.store.citizens import citizen_key
from counter.store.sealed_keys import DeviceKeys, UnlockedKeys, unlock
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk, end_clerk, renew_code
from sync.central.admin.refusals import NotDone
from sync.central.admin.status import status
from sync.central.admin.verify import verify
from sync.central.admin.windows import Place, add_window, replace_window
from sync.central.enrolment import Bundle, WrongCode, enrolment_role, open_bundle
from tests.central.conftest import MakeDesk
from tests.central.desks import TestDesk, one, update
from tests.central.rows import a_case, a_citizen, a_matter, a_party, a_shift, a_visit, an_audit
from tests.postgres import CHEAP, Centre


@pytest.fixture(scope="module")
def own(centres: Callable[[], Centre]) -> Centre:
    """A centre that is changed for good; each test adds windows and people of its own."""
    return centres()


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return iter(range(7, 99))


@pytest.fixture
def place(numbers: Iterator[int]) -> Place:
    """Where there is no window yet."""
    return Place(1, next(numbers))


@pytest.fixture
def staff_no(numbers: Iterator[int]) -> str:
    """Nobody's staff number yet."""
    return f"09{next(numbers)}"


@pytest.fixture
def clerk(own: Centre, staff_no: str) -> UnlockedKeys:
    return own.enrol(own.bundle(), staff_no, add_clerk(own.dsn, 1, staff_no, "赵六"))


def take_in(desk: TestDesk, **said: Any) -> Any:
    shift, citizen = a_shift(desk.signer.id), a_citizen()
    visit = a_visit(shift)
    matter = a_matter(visit, citizen, desk.signer.id)
    case = a_case(matter, **said)
    desk.applies("shift.open", shift, an_audit())
    desk.applies("visit.open", visit)
    desk.applies("citizen.take_in", citizen)
    desk.applies("matter.open", matter)
    desk.applies("loan_intake.take_in", case, a_party(case, citizen))
    return case


def sqlstate(call: Callable[[], Any]) -> str | None:
    with pytest.raises(psycopg.Error) as error:
        call()
    return error.value.sqlstate


def test_a_machine_is_set_up_with_its_code_until_it_has_greeted(own: Centre, place: Place) -> None:
    issued = add_window(own.dsn, place, own.keys)

    bundle = own.redeem(issued.code)
    again = own.redeem(issued.code.lower())
    with own.connect_as(bundle) as desk:
        desk.execute("select api.hello('1.0.0', 1)")

    assert vars(bundle) == vars(again)
    assert (bundle.hall_id, bundle.window_no) == (place.hall_id, place.window_no)
    assert (bundle.epoch, bundle.ws) == (1, issued.ws)
    assert sqlstate(lambda: own.redeem(issued.code)) == "CW004"


def test_an_enrolment_login_may_fetch_its_bundle_and_nothing_else(
    own: Centre, place: Place
) -> None:
    code = add_window(own.dsn, place, own.keys).code

    with own.connect(enrolment_role(code), code) as machine:
        assert sqlstate(lambda: machine.execute("select api.hello('1.0.0', 1)")) == "42501"
        assert sqlstate(lambda: machine.execute("select queue_api.waiting()")) == "42501"


def test_a_code_past_its_day_opens_nothing(own: Centre, place: Place) -> None:
    code = add_window(own.dsn, place, own.keys).code
    with own.admin() as admin:
        admin.execute("update sync.enrolment set expires_at = now() - interval '1 minute'")

    assert sqlstate(lambda: own.redeem(code)) == "CW005"


def test_a_bundle_opens_with_its_own_code_only(own: Centre, place: Place) -> None:
    sealed = own.fetch(add_window(own.dsn, place, own.keys).code)

    for wrong in ("AAA-AAAA-AAAA", "", "\ud800"):
        with pytest.raises(WrongCode):
            open_bundle(sealed, wrong)
    with pytest.raises(WrongCode):
        open_bundle(sealed[:10], "AAA-AAAA-AAAA")


def test_a_replaced_machine_goes_on_above_the_numbers_of_the_old_one_and_its_pad_is_shut_out(
    own: Centre, place: Place, clerk: UnlockedKeys
) -> None:
    first = own.redeem(add_window(own.dsn, place, own.keys).code)
    old = TestDesk(own, first, clerk)
    series = f"{place.hall_id:02d}{place.window_no:02d}"
    case = take_in(old, number=f"{series}A-000041-9")

    bundle = own.redeem(replace_window(own.dsn, place, own.keys).code)

    with pytest.raises(psycopg.OperationalError):
        old.push("audit.observe", an_audit())
    assert (bundle.epoch, bundle.ws) == (2, first.ws)
    assert bundle.last_numbers == {f"{series}B": 41}
    fresh = TestDesk(own, bundle, clerk)
    fresh.applies("loan_intake.enter", update("case", case.key, {"months": 120}, 1))
    assert f"case:{case.key}" in [scope["scope"] for scope in fresh.pull()["scopes"]]
    old_pad = DeviceKeys(first.pad_id, first.pad_seal_key, first.pad_sign_key)
    answer = fresh.push("rating.give", an_audit(), signer=old_pad)
    assert [each["code"] for each in answer["results"]] == ["person"]
    fresh.close()


def test_a_person_enrols_once_and_the_blob_opens_with_the_password_at_every_desk(
    own: Centre, staff_no: str
) -> None:
    signer = own.enrol(own.bundle(1), staff_no, add_clerk(own.dsn, 1, staff_no, "赵六"))

    with own.connect_as(own.bundle(2)) as desk:
        answer = desk.execute("select api.standing(%s)", (staff_no,)).fetchone()
    assert answer is not None
    standing = answer[0]
    sealed = base64.b64decode(standing["sealed"])
    opened = unlock(sealed, signer.id, own.bundle(2).pepper, "right horse", CHEAP)
    assert opened.seal(b"x") == signer.seal(b"x")
    assert (standing["roles"], standing["active"]) == (["clerk"], True)


def test_a_code_is_used_once_ends_with_its_day_and_a_wrong_one_tells_nothing(
    own: Centre, staff_no: str
) -> None:
    bundle = own.bundle()
    code = add_clerk(own.dsn, 1, staff_no, "赵六")

    assert _enrol_code(own, bundle, staff_no, "AAA-AAAA-AAAA") == "CW004"
    assert _enrol_code(own, bundle, "0000", code) == "CW004"
    own.enrol(bundle, staff_no, code)
    assert _enrol_code(own, bundle, staff_no, code) == "CW005"
    late = renew_code(own.dsn, 1, staff_no)
    with own.admin() as admin:
        admin.execute("update sync.person_code set expires_at = now() - interval '1 minute'")
    assert _enrol_code(own, bundle, staff_no, late) == "CW005"
    end_clerk(own.dsn, 1, staff_no)
    assert _enrol_code(own, bundle, staff_no, late) == "CW006"


def _enrol_code(centre: Centre, bundle: Bundle, staff_no: str, code: str) -> str | None:
    octets = {"seal_key": 32, "public_key": 32, "sealed": 156}
    keys = {name: base64.b64encode(os.urandom(n)).decode() for name, n in octets.items()}
    with centre.connect_as(bundle) as desk:
        return sqlstate(
            lambda: desk.execute(
                "select api.enrol_person(%s, %s, %s)",
                (staff_no, code, Jsonb(keys | {"key_id": str(uuid.uuid4())})),
            )
        )


def test_who_has_left_or_got_new_keys_seals_nothing_more(
    own: Centre, staff_no: str, place: Place
) -> None:
    machine = own.redeem(add_window(own.dsn, place, own.keys).code)
    earlier = own.enrol(own.bundle(), staff_no, add_clerk(own.dsn, 1, staff_no, "赵六"))
    renewed = own.enrol(own.bundle(), staff_no, renew_code(own.dsn, 1, staff_no))
    desk = TestDesk(own, machine, earlier)

    old_keys = desk.push("audit.observe", an_audit())
    new_keys = desk.push("audit.observe", an_audit(), signer=renewed)
    end_clerk(own.dsn, 1, staff_no)
    after = desk.push("audit.observe", an_audit(), signer=renewed)

    found = [[each["code"] for each in answer["results"]] for answer in (old_keys, new_keys, after)]
    assert found == [["person"], [], ["person"]]
    desk.close()


def test_administration_says_no_in_one_sentence(own: Centre, tmp_path: Path) -> None:
    refused: list[Callable[[], object]] = [
        lambda: add_hall(own.dsn, 1, HallFacts("又一个"), own.keys),
        lambda: add_hall(own.dsn, 0, HallFacts("零号"), own.keys),
        lambda: add_hall(own.dsn, 3, HallFacts(" "), own.keys),
        lambda: add_hall(own.dsn, 3, HallFacts("三号"), tmp_path),
        lambda: add_window(own.dsn, Place(1, 1), own.keys),
        lambda: add_window(own.dsn, Place(9, 1), own.keys),
        lambda: add_window(own.dsn, Place(1, 100), own.keys),
        lambda: add_window(own.dsn, Place(1, 6), tmp_path),
        lambda: replace_window(own.dsn, Place(1, 6), own.keys),
        lambda: add_clerk(own.dsn, 1, "0101", "再来"),
        lambda: add_clerk(own.dsn, 1, "01 01", "再来"),
        lambda: add_clerk(own.dsn, 1, "0777", "\u202e"),
        lambda: add_clerk(own.dsn, 1, "0777", "再来", ("king",)),
        lambda: renew_code(own.dsn, 1, "7777"),
        lambda: end_clerk(own.dsn, 9, "0101"),
    ]

    for call in refused:
        with pytest.raises(NotDone, match=r"。$"):
            call()
    assert not list(tmp_path.iterdir())


def test_a_damaged_or_foreign_key_file_is_named(own: Centre, tmp_path: Path) -> None:
    file = tmp_path / "hall-01.keys.json"
    good = (own.keys / file.name).read_text()
    for text in ("", "{}", "[]", good.replace('"pepper": "', '"pepper": "zz')):
        file.write_text(text)
        with pytest.raises(NotDone, match="损坏"):
            add_window(own.dsn, Place(1, 6), tmp_path)
    raw = json.loads(good)
    file.write_text(json.dumps(raw | {"directory_key": "00" * 32}))
    with pytest.raises(NotDone, match="不属于"):
        add_window(own.dsn, Place(1, 6), tmp_path)


def test_all_halls_share_one_directory_key_and_none_their_pepper(prepared_centre: Centre) -> None:
    first, second = prepared_centre.bundle(1, 1), prepared_centre.bundle(1, 2)

    assert first.pepper != second.pepper
    assert citizen_key(first.directory_key, "01", "x") == citizen_key(
        second.directory_key, "01", "x"
    )


def test_no_secret_of_the_halls_is_anywhere_in_the_database(prepared_centre: Centre) -> None:
    bundle = prepared_centre.bundle()
    with prepared_centre.admin() as admin:
        tables = admin.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname in ('hall', 'sync', 'ledger', 'queue', 'upkeep')"
            # Here bundles lie, sealed in reality, plain in this fixture.
            " and tablename <> 'enrolment'"
        ).fetchall()
        text = "".join(
            str(one(admin, f"select coalesce(string_agg(t::text, ''), '') from {name} t"))
            for (name,) in tables
        )

    for secret in (bundle.pepper, bundle.directory_key, bundle.pad_seal_key, bundle.pad_sign_key):
        assert secret.hex() not in text
    assert bundle.password not in text


def test_status_tells_how_each_workstation_stands(desk: TestDesk, centre: Centre) -> None:
    desk.applies("audit.observe", an_audit())
    desk.push("shift.open", a_shift(desk.signer.id, state="closed"))
    desk.call("select api.hello('1.2.3', 1)")

    found = status(centre.dsn)

    assert (found.is_current, found.halls, found.citizens) == (True, 2, 0)
    mine = next(each for each in found.workstations if each.ws == desk.bundle.ws)
    assert (mine.hwm, mine.refused, mine.parked, mine.app_version) == (2, 1, 0, "1.2.3")
    assert (mine.lag, mine.horizon_age_s, mine.told_at) == (None, None, None)


def test_status_tells_what_a_workstation_says_of_itself(desk: TestDesk, centre: Centre) -> None:
    desk.applies("audit.observe", an_audit())
    wall = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=7)
    desk.call("select api.tell(%s, %s, %s, %s)", 4, 90_000, 2_000, wall)

    mine = next(each for each in status(centre.dsn).workstations if each.ws == desk.bundle.ws)

    assert mine.lag == 3
    assert mine.lag_s is not None
    assert 90 <= mine.lag_s < 110
    assert mine.horizon_age_s is not None
    assert 2 <= mine.horizon_age_s < 22
    assert mine.clock_ahead_s == pytest.approx(420, abs=5)

    desk.call("select api.tell(%s, %s, %s, %s)", 1, 0, 0, wall)
    mine = next(each for each in status(centre.dsn).workstations if each.ws == desk.bundle.ws)
    assert (mine.lag, mine.lag_s) == (0, 0)


def test_what_was_pushed_verifies_and_what_no_change_set_said_is_named(
    desk_at: MakeDesk, centre: Centre
) -> None:
    desk, other = desk_at(1), desk_at(2, staff_no="0102")
    case = take_in(desk)
    other.applies("loan_intake.enter", update("case", case.key, {"amount": "400000.00"}, 1))
    sound = verify(centre.dsn)
    assert (sound.holds, sound.sets, sound.chains) == (True, 6, 2)

    tampering = {
        "delete from sync.inbox where seq = 2": ("gap", 3),
        "delete from sync.inbox where seq = 5": ("mark", 4),
        "update sync.inbox set kind = 'shift.close' where seq = 1": ("body", 1),
        "update sync.inbox set person = gen_random_uuid() where seq = 1": ("body", 1),
        'update hall."case" set amount = 1': ("row", 0),
        "update hall.citizen set name = '王大明'": ("row", 0),
    }
    for statement, (what, seq) in tampering.items():
        assert _problem_after(centre, desk, statement) == (what, seq), statement


def _problem_after(centre: Centre, desk: TestDesk, statement: str) -> tuple[str, int]:
    """Do it on a copy of what matters, look, and put it back."""
    tables = ("sync.inbox", "sync.workstation_sync", 'hall."case"', "hall.citizen")
    with centre.admin() as admin:
        admin.execute("set session_replication_role = replica")
        for nth, table in enumerate(tables):
            admin.execute(f"create table upkeep.kept_{nth} as table {table}".encode())
        where = f" and ws = '{desk.bundle.ws}'" if "seq =" in statement else ""
        admin.execute((statement + where).encode())
        found = verify(centre.dsn).problems[0]
        for nth, table in enumerate(tables):
            admin.execute(f"delete from {table}".encode())
            admin.execute(f"insert into {table} table upkeep.kept_{nth}".encode())
            admin.execute(f"drop table upkeep.kept_{nth}".encode())
    return found.what, found.seq


def test_the_command_prints_codes_as_json_and_fails_with_one_sentence(
    own: Centre, staff_no: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COUNTER_CENTRAL_DSN", own.dsn)

    done = cli.main(
        ["central", "add-clerk", "--hall", "1", "--staff-no", staff_no, "--name", "钱七", "--json"]
    )
    printed = capsys.readouterr()
    failed = cli.main(
        ["central", "add-clerk", "--hall", "1", "--staff-no", staff_no, "--name", "钱"]
    )
    told = capsys.readouterr()

    assert (done, json.loads(printed.out)["valid_hours"], printed.err) == (0, 24, "")
    assert (failed, told.out, told.err.count("\n")) == (1, "", 1)
    assert cli.main(["central", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_current"] is True
    assert cli.main(["central", "verify"]) == 0
    monkeypatch.setenv("COUNTER_CENTRAL_DSN", "host=/nowhere")
    assert cli.main(["central", "status"]) == 1
