"""What ticket machines and displays may do at the queue, each with its own login over TLS."""

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from counter import cli
from counter.app_devices import Identity, enrol_device
from counter.app_opening import CannotOpen, set_up
from counter.store.credentials import MemoryCredentials
from counter.workflows.ports import HallCall, HallView
from sync import reading
from sync.central.admin.devices import add_device, end_device
from sync.central.admin.refusals import NotDone
from sync.central.admin.windows import Place, add_window
from sync.central.database import QUEUE, upgrade
from tests.hall_devices import a_device, where_of
from tests.postgres import Centre

CALLS = {
    "issue": "issue('A', 'L01')",
    "take_ticket": "take_ticket(gen_random_uuid(), 'A', 'L01')",
    "grant_next": "grant_next(gen_random_uuid())",
    "report_called": "report_called(gen_random_uuid())",
    "report_recalled": "report_recalled(gen_random_uuid())",
    "give_back": "give_back(gen_random_uuid())",
    "take_back": "take_back(gen_random_uuid())",
    "waiting": "waiting()",
    "waits": "waits()",
    "hall_view": "hall_view()",
    "redeem": "redeem()",
}
MAY = {
    "window": {
        "issue",
        "grant_next",
        "report_called",
        "report_recalled",
        "give_back",
        "take_back",
        "waiting",
    },
    "kiosk": {"take_ticket", "waits"},
    "display": {"waits", "hall_view"},
}


@pytest.fixture(scope="module")
def own(centres: Callable[[], Centre]) -> Centre:
    """A centre that gets devices of its own."""
    return centres()


@pytest.fixture(scope="module")
def identities(own: Centre, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Identity]:
    return {
        kind: a_device(own, tmp_path_factory.mktemp(kind), kind) for kind in ("kiosk", "display")
    }


def connect(own: Centre, identity: Identity) -> psycopg.Connection[Any]:
    return own.connect(identity.address.user, identity.address.password)


@pytest.fixture
def sessions(
    own: Centre, identities: dict[str, Identity]
) -> Iterator[dict[str, psycopg.Connection[Any]]]:
    with own.admin() as admin:
        admin.execute("delete from queue.ticket_grant; delete from queue.ticket")
        admin.execute("delete from queue.day_number")
    opened = {kind: connect(own, identity) for kind, identity in identities.items()}
    opened["window"] = own.connect_as(own.bundle(1))
    opened["window 2"] = own.connect_as(own.bundle(2))
    yield opened
    for connection in opened.values():
        connection.close()


def ask(connection: psycopg.Connection[Any], query: Any, *arguments: object) -> Any:
    row = connection.execute(query, arguments).fetchone()
    assert row is not None
    return row[0]


def refusal(action: Callable[[], object]) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        action()
    return caught.value.sqlstate


def call_one(window: psycopg.Connection[Any], series: str = "A") -> uuid.UUID:
    """Issue and call a ticket; gives its key."""
    ask(window, "select queue_api.issue(%s, 'L01')", series)
    granted = reading.granted(ask(window, "select queue_api.grant_next(%s)", uuid.uuid4()))
    ask(window, "select queue_api.report_called(%s)", granted.grant_id)
    return granted.ticket.id


def view(sessions: dict[str, psycopg.Connection[Any]]) -> HallView:
    return reading.hall_view(ask(sessions["display"], "select queue_api.hall_view()"))


@pytest.mark.parametrize("kind", MAY)
@pytest.mark.parametrize("name", CALLS)
def test_a_function_is_refused_to_the_wrong_kind(
    sessions: dict[str, psycopg.Connection[Any]], kind: str, name: str
) -> None:
    try:
        sessions[kind].execute(f"select queue_api.{CALLS[name]}".encode())
        code = None
    except psycopg.Error as error:
        code = error.sqlstate

    if name in MAY[kind]:
        # A grant that does not exist is refused for what it names, not for who asks.
        assert code in (None, "CW001")
    else:
        assert code == "42501"


def test_every_function_of_the_queue_is_in_that_table(own: Centre) -> None:
    with own.admin() as admin:
        rows = admin.execute(
            "select proname from pg_proc where pronamespace = 'queue_api'::regnamespace"
        ).fetchall()

    assert {name for (name,) in rows} == set(CALLS)


def test_an_upgrade_again_gives_nobody_more(
    own: Centre, sessions: dict[str, psycopg.Connection[Any]]
) -> None:
    upgrade(own.dsn, (QUEUE,))

    for kind, may in MAY.items():
        for name in set(CALLS) - may:
            call = f"select queue_api.{CALLS[name]}".encode()
            assert refusal(lambda kind=kind, call=call: sessions[kind].execute(call)) == "42501"


@pytest.mark.parametrize("kind", ["kiosk", "display"])
@pytest.mark.parametrize(
    "attempt",
    [
        "select * from queue.ticket",
        "select * from queue.enrolment",
        "select * from hall.citizen",
        "update queue.member set kind = 'window'",
        "select api.look_up('01', '371799198506150016', 'L01')",
        "select api.standing('0101')",
        "select api.pull('', '[]', 10)",
        "select queue.me_as('kiosk')",
        "select queue.waits_wire(1)",
        "set role counter_station",
        "set role counter_owner",
        "create temp table ticket (x int)",
    ],
)
def test_a_device_reaches_nothing_else(
    sessions: dict[str, psycopg.Connection[Any]], kind: str, attempt: str
) -> None:
    assert refusal(lambda: sessions[kind].execute(attempt.encode())) == "42501"


@pytest.mark.parametrize(
    "arguments",
    [
        "null, 'A', 'L01'",
        "gen_random_uuid(), null, 'L01'",
        "gen_random_uuid(), 'A', null",
        *(f"gen_random_uuid(), '{series}', 'L01'" for series in ("", "K", "a", "AA", "A''")),
        "gen_random_uuid(), 'A', repeat('L', 5000)",
        "gen_random_uuid(), 'A', '; drop'",
    ],
)
def test_a_bad_argument_takes_no_number(
    sessions: dict[str, psycopg.Connection[Any]], arguments: str
) -> None:
    kiosk = sessions["kiosk"]

    assert refusal(lambda: ask(kiosk, f"select queue_api.take_ticket({arguments})")) == "CW001"
    first = ask(kiosk, "select queue_api.take_ticket(gen_random_uuid(), 'A', 'L01')")
    assert first["number"] == 1


def test_the_same_touch_takes_one_number(sessions: dict[str, psycopg.Connection[Any]]) -> None:
    request, take = uuid.uuid4(), "select queue_api.take_ticket(%s, 'G', 'W11')"
    kiosk = sessions["kiosk"]

    first, again = ask(kiosk, take, request), ask(kiosk, take, request)

    assert first["id"] == again["id"]
    assert reading.queue_ticket(again).label == "G001"
    assert ask(sessions["window"], "select queue_api.waiting()")["count"] == 1


def test_the_display_sees_the_five_last_calls_newest_first(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    for nth in range(7):
        call_one(sessions["window 2" if nth % 2 else "window"], "AB"[nth % 2])

    seen = view(sessions)

    assert [(one.label, one.window_no) for one in seen.calls] == [
        ("A004", 1),
        ("B003", 2),
        ("A003", 1),
        ("B002", 2),
        ("A002", 1),
    ]


def test_a_recall_comes_to_the_top_from_the_window_that_calls(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    first = call_one(sessions["window"])
    call_one(sessions["window"])

    ask(sessions["window 2"], "select queue_api.report_recalled(%s)", first)

    assert view(sessions).calls == (HallCall("A001", "A", 2, 2), HallCall("A002", "A", 1, 1))


def test_a_ticket_that_was_not_called_cannot_be_recalled(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    issued = ask(sessions["window"], "select queue_api.issue('A', 'L01')")

    recall = "select queue_api.report_recalled(%s)"
    assert refusal(lambda: ask(sessions["window"], recall, issued["id"])) == "CW001"
    assert view(sessions).calls == ()


def test_what_is_given_back_is_waiting_and_not_shown(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    window = sessions["window"]
    ask(window, "select queue_api.issue('A', 'L01')")
    granted = reading.granted(ask(window, "select queue_api.grant_next(%s)", uuid.uuid4()))

    held = view(sessions)
    ask(window, "select queue_api.give_back(%s)", granted.grant_id)
    back = view(sessions)

    assert held.calls == back.calls == ()
    assert [(one.series, one.waiting) for one in back.waits.series] == [("A", 1)]
    assert held.waits.series == back.waits.series


def test_waits_count_per_series_who_waits_and_who_was_called(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    for series in "AAG":
        ask(sessions["kiosk"], "select queue_api.take_ticket(%s, %s, 'L01')", uuid.uuid4(), series)
    granted = ask(sessions["window"], "select queue_api.grant_next(%s)", uuid.uuid4())
    ask(sessions["window"], "select queue_api.report_called(%s)", granted["grant_id"])

    found = reading.hall_waits(ask(sessions["kiosk"], "select queue_api.waits()"))

    rows = [(one.series, one.waiting, one.called) for one in found.series]
    assert rows == [("A", 1, 1), ("G", 1, 0)]
    assert 0 <= found.span_s < 60


def test_an_empty_day_has_no_rows_and_no_pace(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    assert view(sessions) == HallView((), reading.hall_waits({"span_s": 0, "series": []}))


def test_another_halls_calls_are_not_shown(
    own: Centre, sessions: dict[str, psycopg.Connection[Any]]
) -> None:
    with own.connect_as(own.bundle(1, 2)) as elsewhere:
        called = call_one(elsewhere)

    assert view(sessions).calls == ()
    recall = "select queue_api.report_recalled(%s)"
    assert refusal(lambda: ask(sessions["window"], recall, called)) == "CW001"


def test_a_display_is_woken_by_a_number_and_by_a_recall(
    sessions: dict[str, psycopg.Connection[Any]],
) -> None:
    display = sessions["display"]
    called = call_one(sessions["window"])
    display.execute("listen queue_1")

    ask(sessions["kiosk"], "select queue_api.take_ticket(gen_random_uuid(), 'A', 'L01')")
    ask(sessions["window"], "select queue_api.report_recalled(%s)", called)

    assert len(list(display.notifies(timeout=5, stop_after=2))) == 2


def test_a_code_is_good_until_its_device_has_spoken(own: Centre, tmp_path: Path) -> None:
    code = add_device(own.dsn, 1, "display", "2号显示屏").code
    where = where_of(own, code)
    identity = enrol_device(tmp_path / "first", "display", where, MemoryCredentials())
    enrol_device(tmp_path / "again", "display", where, MemoryCredentials())

    with connect(own, identity) as connection:
        ask(connection, "select queue_api.hall_view()")

    with pytest.raises(CannotOpen, match="开通码不正确"):
        enrol_device(tmp_path / "late", "display", where, MemoryCredentials())


@pytest.mark.parametrize("code", ["", "ABC", "7KQ-2M9X-WM4T", "'; drop", "7" * 5000])
def test_a_code_that_is_none_is_refused(own: Centre, tmp_path: Path, code: str) -> None:
    with pytest.raises(CannotOpen, match="开通码不正确"):
        enrol_device(tmp_path / "x", "kiosk", where_of(own, code), MemoryCredentials())

    assert not (tmp_path / "x").exists()


def test_a_displays_code_makes_no_ticket_machine(own: Centre, tmp_path: Path) -> None:
    code = add_device(own.dsn, 1, "display", "3号显示屏").code

    with pytest.raises(CannotOpen, match="不是给取号机的"):
        enrol_device(tmp_path / "x", "kiosk", where_of(own, code), MemoryCredentials())


def test_codes_of_windows_and_devices_are_not_exchanged(own: Centre, tmp_path: Path) -> None:
    device = add_device(own.dsn, 1, "kiosk", "4号取号机").code
    window = add_window(own.dsn, Place(1, 44), own.keys).code

    with pytest.raises(CannotOpen):
        set_up(tmp_path / "desk", where_of(own, device), MemoryCredentials())
    with pytest.raises(CannotOpen, match="开通码不正确"):
        enrol_device(tmp_path / "kiosk", "kiosk", where_of(own, window), MemoryCredentials())


def test_an_ended_device_is_shut_out_at_once(own: Centre, tmp_path: Path) -> None:
    identity = a_device(own, tmp_path)
    with connect(own, identity) as connection:
        ask(connection, "select queue_api.waits()")
        end_device(own.dsn, identity.profile.device)
        with pytest.raises(psycopg.Error):
            ask(connection, "select queue_api.waits()")

    with pytest.raises(psycopg.OperationalError):
        connect(own, identity)


def test_a_window_is_not_ended_as_a_device(own: Centre) -> None:
    with pytest.raises(NotDone, match="没有这台设备"):
        end_device(own.dsn, own.bundle().ws)


@pytest.mark.parametrize(
    ("hall", "kind", "name"),
    [
        (9, "kiosk", "一"),
        (1, "pad", "一"),
        (1, "kiosk", " "),
        (1, "kiosk", "机" * 51),
        (1, "kiosk", "a\nb"),
        (1, "kiosk", "a\u202eb"),
    ],
)
def test_a_device_that_cannot_be_is_refused_in_words(
    own: Centre, hall: int, kind: str, name: str
) -> None:
    with pytest.raises(NotDone):
        add_device(own.dsn, hall, kind, name)


def test_the_administrator_adds_and_ends_a_device_by_command(
    own: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--dsn", own.dsn, "--json"]
    add = ["central", "add-device", *where, "--hall", "1", "--kind", "kiosk", "--name", "2号取号机"]
    assert cli.main(add) == 0
    told = json.loads(capsys.readouterr().out)
    identity = enrol_device(tmp_path, "kiosk", where_of(own, told["code"]), MemoryCredentials())

    assert identity.profile.name == "2号取号机"
    assert cli.main(["central", "end-device", *where, "--device", told["device"]]) == 0
    with pytest.raises(psycopg.OperationalError):
        connect(own, identity)


def test_the_bundle_of_a_device_holds_no_secret_of_the_hall(
    own: Centre, identities: dict[str, Identity]
) -> None:
    text = (identities["kiosk"].profile.folder / "device.toml").read_text()

    assert identities["kiosk"].address.password not in text
    assert "pepper" not in text
    assert "directory_key" not in text
