"""Many windows at once: no ticket twice, none forgotten."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import psycopg
import pytest

from sync.central.database import QUEUE, create_database, upgrade
from sync.central.queue import members
from tests.postgres import Centre

T = TypeVar("T")
CONNECTIONS = 12
ONE_WINDOW = 4
"""As many connections as one login may have."""
TICKETS = 180


def test_twelve_connections_never_get_one_ticket_twice(centre: Centre) -> None:
    # Three windows with four connections each: the same window races with itself, too.
    with centre.connect_as(centre.bundle()) as issuing:
        for _ in range(TICKETS):
            issuing.execute("select queue_api.issue('A', 'L01')")
    start = threading.Barrier(CONNECTIONS)

    def drain(nth: int) -> list[str]:
        got: list[str] = []
        with centre.connect_as(centre.bundle(1 + nth % 3)) as connection:
            start.wait()
            while (raw := _grant(connection, uuid.uuid4())) is not None:
                ticket, grant = raw
                # Every seventh goes back and must come round again.
                verb = "give_back" if len(got) % 7 == 6 else "report_called"
                connection.execute(f"select queue_api.{verb}(%s)", (grant,))
                got.append(f"{verb} {ticket}")
        return got

    ends = Counter(end for each in _at_once(drain) for end in each)

    called = {end: count for end, count in ends.items() if end.startswith("report_called")}
    assert len(called) == TICKETS
    assert set(called.values()) == {1}
    with centre.admin() as admin:
        assert admin.execute(
            "select count(*) from queue.ticket where state <> 'called'"
        ).fetchone() == (0,)


def test_one_request_sent_by_many_connections_is_one_grant(centre: Centre) -> None:
    with centre.connect_as(centre.bundle()) as issuing:
        for _ in range(4):
            issuing.execute("select queue_api.issue('A', 'L01')")
    request, start = uuid.uuid4(), threading.Barrier(ONE_WINDOW)

    def ask(_: int) -> tuple[str, str] | None:
        with centre.connect_as(centre.bundle()) as connection:
            start.wait()
            return _grant(connection, request)

    grants = set(_at_once(ask, ONE_WINDOW))

    assert len(grants) == 1
    assert grants != {None}


def test_numbers_issued_at_once_have_neither_gap_nor_twin(centre: Centre) -> None:
    start = threading.Barrier(CONNECTIONS)

    def issue(nth: int) -> list[int]:
        with centre.connect_as(centre.bundle(1 + nth % 3)) as connection:
            start.wait()
            rows = [
                connection.execute("select queue_api.issue('A', 'L01')").fetchone()
                for _ in range(10)
            ]
        return [row[0]["number"] for row in rows if row is not None]

    numbers = sorted(number for each in _at_once(issue) for number in each)

    assert numbers == list(range(1, 10 * CONNECTIONS + 1))


def test_the_index_itself_refuses_a_second_live_grant(centre: Centre) -> None:
    with centre.connect_as(centre.bundle()) as window:
        window.execute("select queue_api.issue('A', 'L01')")
        assert _grant(window, uuid.uuid4()) is not None

    with (
        centre.admin() as admin,
        pytest.raises(psycopg.errors.UniqueViolation, match="one_grant_per_ticket"),
    ):
        admin.execute(
            "insert into queue.ticket_grant (request_id, ticket, ws)"
            " select gen_random_uuid(), id, %s from queue.ticket",
            (centre.bundle(2).ws,),
        )


def test_the_queue_can_live_in_a_database_of_its_own(centre: Centre) -> None:
    name = f"queue_{uuid.uuid4().hex[:8]}"
    create_database(centre.cluster.dsn(), name)
    dsn, bundle = centre.cluster.dsn(name), centre.bundle()
    upgrade(dsn, (QUEUE,))
    with psycopg.connect(dsn, autocommit=True) as admin:
        members.admit(admin, bundle.role, bundle.ws, bundle.hall_id, bundle.window_no)
    hall = Centre(centre.cluster, name, centre.keys, centre.bundles)

    with hall.connect_as(bundle) as window:
        window.execute("select queue_api.issue('A', 'L01')")
        granted = _grant(window, uuid.uuid4())

    upgrade(dsn, (QUEUE,))
    assert granted is not None
    with psycopg.connect(dsn) as admin:
        assert admin.execute("select count(*) from queue.ticket_grant").fetchone() == (1,)


def _grant(connection: psycopg.Connection, request: uuid.UUID) -> tuple[str, str] | None:
    row = connection.execute("select queue_api.grant_next(%s)", (request,)).fetchone()
    assert row is not None
    return None if row[0] is None else (row[0]["ticket"]["id"], row[0]["grant_id"])


def _at_once(work: Callable[[int], T], count: int = CONNECTIONS) -> list[T]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))
