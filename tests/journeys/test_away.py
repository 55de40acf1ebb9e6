"""A laptop takes a case along, works on it without a line, hands it in, is emptied."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from counter import cli
from counter.app_away import Away
from counter.store import kinds
from counter.store.credentials import MemoryCredentials
from counter.store.profile import open_profile_database, read_profile
from counter.store.tables import Case
from counter.workflows.clock import SystemClock
from counter.workflows.signed_in import SignedIn, SignInRules
from counter.workplace import Workplace, read_keys
from sync.central.admin.windows import Place
from tests.central.desks import TestDesk, one
from tests.central.test_push_conflicts import take_in
from tests.journeys.machine import NUMBERS, Machine
from tests.postgres import CHEAP, Centre
from tests.unit.workflows.refusing import refusal_of

PASSWORD = "right horse"
SUPERVISOR, CLERK = "0104", "0101"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's people have keys that cost nothing to open; a desk refuses such."""
    rules = functools.partial(SignInRules, cost=CHEAP, floor=CHEAP)
    monkeypatch.setattr("counter.workplace.SignInRules", rules)


@pytest.fixture
def case_number(centre: Centre) -> Iterator[str]:
    """A case some window of the hall took in."""
    desk = TestDesk(centre, centre.bundle(), centre.signers[CLERK])
    with centre.admin() as admin:
        desk.seq = one(admin, "select hwm from sync.workstation_sync where ws = %s", desk.bundle.ws)
    _matter, case, _citizen = take_in(desk)
    yield str(case.values["number"])
    desk.close()


@pytest.fixture
def laptop(centre: Centre, tmp_path: Path) -> Machine:
    made = Machine(centre, tmp_path / "laptop", Place(1, next(NUMBERS)))
    made.set_up("away")
    made.sync()
    return made


@contextmanager
def opened(laptop: Machine) -> Iterator[tuple[Away, Workplace, MemoryCredentials]]:
    profile = read_profile(laptop.folder)
    credentials = laptop.credentials(str(profile.id))
    keys = read_keys(credentials)
    engine = open_profile_database(profile, credentials)
    workplace = Workplace(profile, engine, keys, SystemClock())
    try:
        yield Away(workplace, keys.password), workplace, credentials
    finally:
        workplace.close()


def signed_in(workplace: Workplace, staff_no: str = SUPERVISOR) -> SignedIn:
    return workplace.sign_in().sign_in(staff_no, PASSWORD)


def amount_at(centre: Centre, number: str) -> str:
    with centre.admin() as admin:
        return str(one(admin, 'select amount from hall."case" where number = %s', number))


def work_on(workplace: Workplace, by: SignedIn, case_id: object, amount: str) -> None:
    """What a visit at home does to a case, in its smallest form."""
    at = workplace.clock.now()
    with workplace.store.unit(kinds.LOAN_ENTER, by.signer, at) as unit:
        unit.session.get_one(Case, case_id).amount = Decimal(amount)


def test_a_case_goes_along_is_worked_on_offline_and_comes_back(
    laptop: Machine, centre: Centre, case_number: str
) -> None:
    with opened(laptop) as (away, workplace, credentials):
        by = signed_in(workplace)
        (taken,) = away.take(by, [case_number], "上门面签")
        work_on(workplace, signed_in(workplace, CLERK), taken.case_id, "380000.00")
        assert amount_at(centre, case_number) == "None"

        assert away.exchange().pending == 0
        assert amount_at(centre, case_number) == "380000.00"
        assert away.empty(signed_in(workplace), credentials) == 1

    names = {each.name for each in laptop.folder.iterdir()}
    assert not {name for name in names if name.startswith(("counter.db", "profile", "station"))}
    assert credentials.all() == {}
    with centre.admin() as admin:
        row = admin.execute(
            "select o.purpose, o.returned_at is not null, (select count(*) from sync.subscription s"
            " where s.ws = o.ws and s.scope = 'case:' || o.case_id) from sync.case_out o"
            " join sync.workstation_sync w using (ws) where w.window_no = %s",
            (laptop.place.window_no,),
        ).fetchall()
        events = admin.execute(
            "select event from hall.audit a join sync.workstation_sync w on w.ws = a.made_ws"
            " where w.window_no = %s and event like 'away%%' order by event",
            (laptop.place.window_no,),
        ).fetchall()
    assert row == [("上门面签", True, 0)]
    assert events == [("away.return",), ("away.take",)]


def test_a_machine_with_something_only_on_it_is_not_emptied(
    laptop: Machine, centre: Centre, case_number: str
) -> None:
    with opened(laptop) as (away, workplace, credentials):
        (taken,) = away.take(signed_in(workplace), [case_number], "上门面签")
        work_on(workplace, signed_in(workplace, CLERK), taken.case_id, "390000.00")
        by = signed_in(workplace)
        with centre.admin() as admin:
            admin.execute(
                "update sync.workstation_sync set state = 'quarantined' where window_no = %s",
                (laptop.place.window_no,),
            )

        refused = refusal_of(lambda: away.empty(by, credentials))

    assert "只在本机，不能清空" in refused.sentence

    assert (laptop.folder / "counter.db").exists()
    assert credentials.all()


def test_a_window_takes_no_cases_along_and_a_laptop_not_the_whole_hall(
    machine: Machine, laptop: Machine, centre: Centre, case_number: str
) -> None:
    machine.sync()
    with opened(machine) as (away, workplace, _kept):
        by = signed_in(workplace)
        assert (
            refusal_of(lambda: away.take(by, [case_number], "上门面签")).code == "away.workstation"
        )
    with centre.admin() as admin:
        admin.execute(
            "insert into sync.case_out (ws, epoch, case_id, purpose)"
            " select %s, 1, c.id, '面签' from hall.\"case\" c, generate_series(1, 20)"
            " where c.number = %s",
            (read_profile(laptop.folder).ws, case_number),
        )
    with opened(laptop) as (away, workplace, _kept):
        by = signed_in(workplace)
        assert refusal_of(lambda: away.take(by, [case_number], "上门面签")).code == "away.quota"


def test_only_a_supervisor_hands_cases_out(laptop: Machine, case_number: str) -> None:
    with opened(laptop) as (away, workplace, _kept):
        by = signed_in(workplace, CLERK)
        refused = refusal_of(lambda: away.take(by, [case_number], "上门面签"))

    assert "值班主任" in refused.sentence


@pytest.mark.parametrize(
    ("number", "purpose", "words"),
    [("0199Z-999999-9", "上门面签", "没有 0199Z-999999-9"), ("x" * 30, "上门", "请检查所填内容")],
)
def test_an_unknown_case_is_said(laptop: Machine, number: str, purpose: str, words: str) -> None:
    with opened(laptop) as (away, workplace, _kept):
        by = signed_in(workplace)
        refused = refusal_of(lambda: away.take(by, [number], purpose))

    assert words in refused.sentence


def test_the_command_says_what_is_only_here(
    laptop: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The keyring of the test's own machine is nobody's to write to.
    monkeypatch.setattr("counter.commands.away.KeyringCredentials", laptop.credentials)

    status = cli.main(["away", "status", "--profile", str(laptop.folder), "--json"])

    assert status == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"pending": 0, "parked": 0, "scans": 0, "is_online": True}


def test_the_command_takes_and_empties(
    laptop: Machine,
    case_number: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("counter.commands.away.KeyringCredentials", laptop.credentials)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)
    common = ["--profile", str(laptop.folder), "--by", SUPERVISOR, "--json"]

    assert cli.main(["away", "take", case_number, "--purpose", "上门面签", *common]) == 0
    assert json.loads(capsys.readouterr().out) == {"taken": [case_number]}
    assert cli.main(["away", "empty", *common]) == 0
    assert json.loads(capsys.readouterr().out) == {"brought_back": 1, "emptied": True}
    assert cli.main(["away", "status", "--profile", str(laptop.folder)]) == 1
