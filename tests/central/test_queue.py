"""The queue's authority, asked by real windows over TLS."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from counter.workflows.ports import Granted, QueueTicket, Waiting
from sync import reading
from sync.central.queue import members
from tests.postgres import Centre

# The hall's day as the queue sees it; a test moves it instead of waiting for midnight.
MOVE_DAY = (
    "create or replace function queue.today() returns date language sql stable as"
    " $$ select (clock_timestamp() at time zone 'Asia/Shanghai')::date + {days} $$"
)


@dataclass
class Window:
    """One window's session with the queue."""

    connection: psycopg.Connection[Any]

    def issue(self, series: str = "A", business: str = "L01") -> QueueTicket:
        return reading.queue_ticket(self.ask("select queue_api.issue(%s, %s)", series, business))

    def grant(self, request: uuid.UUID | None = None) -> Granted | None:
        raw = self.ask("select queue_api.grant_next(%s)", request or uuid.uuid4())
        return None if raw is None else reading.granted(raw)

    def granted(self, request: uuid.UUID | None = None) -> Granted:
        granted = self.grant(request)
        assert granted is not None
        return granted

    def called(self, grant: Granted) -> None:
        self.ask("select queue_api.report_called(%s)", grant.grant_id)

    def back(self, grant: Granted) -> None:
        self.ask("select queue_api.give_back(%s)", grant.grant_id)

    def taken_back(self, grant: Granted) -> None:
        self.ask("select queue_api.take_back(%s)", grant.grant_id)

    def waiting(self) -> Waiting:
        return reading.waiting(self.ask("select queue_api.waiting()"))

    def ask(self, query: Any, *arguments: object) -> Any:
        row = self.connection.execute(query, arguments).fetchone()
        assert row is not None
        return row[0]


OpenWindow = Callable[..., Window]


@pytest.fixture
def window_at(centre: Centre) -> Iterator[OpenWindow]:
    opened: list[Window] = []

    def open_window(window_no: int = 1, hall_id: int = 1) -> Window:
        window = Window(centre.connect_as(centre.bundle(window_no, hall_id)))
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.connection.close()


@pytest.fixture
def window(window_at: OpenWindow) -> Window:
    return window_at()


def refusal(action: Callable[[], object]) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        action()
    return caught.value.sqlstate


def test_numbers_run_per_series_and_tell_how_many_are_ahead(window: Window) -> None:
    tickets = [window.issue("A"), window.issue("B"), window.issue("A")]

    assert [ticket.label for ticket in tickets] == ["A001", "B001", "A002"]
    assert [ticket.ahead for ticket in tickets] == [0, 1, 2]
    waiting = window.waiting()
    assert (waiting.count, waiting.next_labels) == (3, ("A001", "B001", "A002"))
    assert [(one.series, one.count) for one in waiting.series] == [("A", 2), ("B", 1)]
    assert [one.oldest for one in waiting.series] == [
        min(one.issued_at for one in waiting.tickets if one.series == series) for series in "AB"
    ]


def test_the_longest_waiting_ticket_is_granted_whatever_its_series(window_at: OpenWindow) -> None:
    one, two = window_at(1), window_at(2)
    for series in "BAA":
        one.issue(series)

    labels = [each.granted().ticket.label for each in (one, two, one)]

    assert labels == ["B001", "A001", "A002"]
    assert two.grant() is None


def test_a_granted_ticket_waits_until_it_is_called(window: Window) -> None:
    window.issue()
    granted = window.granted()
    assert window.waiting().next_labels == ("A001",)
    assert window.issue().ahead == 1

    window.called(granted)

    assert (window.waiting().count, window.waiting().next_labels) == (1, ("A002",))


def test_a_call_taken_back_waits_in_its_old_place_and_says_it_was_called(
    window_at: OpenWindow,
) -> None:
    one, two = window_at(1), window_at(2)
    first, second = one.issue(), one.issue()
    granted = one.granted()
    one.called(granted)

    one.taken_back(granted)
    one.taken_back(granted)

    assert one.waiting().next_labels == ("A001", "A002")
    again, next_one = two.granted(), two.granted()
    assert (again.ticket.id, again.ticket.called_before) == (first.id, True)
    assert (next_one.ticket.id, next_one.ticket.called_before) == (second.id, False)
    two.called(again)
    assert two.waiting().count == 1


def test_only_its_own_window_takes_a_call_back_and_never_a_ticket_given_back(
    window_at: OpenWindow,
) -> None:
    one, two = window_at(1), window_at(2)
    one.issue()
    granted = one.granted()
    one.called(granted)
    assert refusal(lambda: two.taken_back(granted)) == "CW001"
    two.ask("select queue_api.report_recalled(%s)", granted.ticket.id)
    assert refusal(lambda: one.taken_back(granted)) == "CW001"

    one.issue()
    other = one.granted()
    one.back(other)
    assert refusal(lambda: one.taken_back(other)) == "CW001"


def test_a_label_past_999_keeps_all_its_digits(window: Window, centre: Centre) -> None:
    window.issue()
    with centre.admin() as admin:
        admin.execute("update queue.day_number set last = 1233")

    ticket = window.issue()

    assert ticket.label == "A1234"
    assert window.waiting().next_labels == ("A001", "A1234")


def test_the_same_request_gives_the_same_grant_and_no_second_ticket(window: Window) -> None:
    window.issue()
    window.issue()
    request = uuid.uuid4()

    first, again = window.granted(request), window.granted(request)

    assert (again.grant_id, again.ticket) == (first.grant_id, first.ticket)
    assert window.granted().ticket.number == 2


@pytest.mark.parametrize(("minutes_ago", "left_min"), [(0, 60), (20, 40), (61, 0), (-5, 60)])
def test_a_grant_asked_for_again_has_what_is_left_of_its_term(
    window: Window, centre: Centre, minutes_ago: int, left_min: int
) -> None:
    window.issue()
    request = uuid.uuid4()
    first = window.granted(request)
    with centre.admin() as admin:
        admin.execute(
            "update queue.ticket_grant set granted_at = granted_at - make_interval(mins => %s)",
            (minutes_ago,),
        )

    again = window.granted(request)

    assert 3_600_000 - 1_000 < first.term_ms <= 3_600_000
    assert left_min * 60_000 - 60_000 < again.term_ms <= left_min * 60_000


def test_a_request_of_another_window_is_another_request(window_at: OpenWindow) -> None:
    one, two = window_at(1), window_at(2)
    one.issue()
    one.issue()
    request = uuid.uuid4()

    assert one.granted(request).ticket != two.granted(request).ticket


def test_an_empty_answer_changes_nothing(window: Window) -> None:
    request = uuid.uuid4()

    assert window.grant(request) is None
    window.issue()
    assert window.granted(request).ticket.label == "A001"


def test_a_called_ticket_is_never_granted_again(window_at: OpenWindow) -> None:
    one, two = window_at(1), window_at(2)
    one.issue()
    request = uuid.uuid4()
    granted = one.granted(request)

    one.called(granted)
    one.called(granted)

    assert two.grant() is None
    assert one.grant(request) is None
    assert refusal(lambda: one.back(granted)) == "CW001"


def test_a_ticket_given_back_goes_to_another_window_at_its_old_place(
    window_at: OpenWindow,
) -> None:
    one, two = window_at(1), window_at(2)
    one.issue()
    one.issue()
    granted = one.granted()

    one.back(granted)
    one.back(granted)

    assert two.granted().ticket.label == "A001"
    assert refusal(lambda: one.called(granted)) == "CW001"
    assert two.granted().ticket.label == "A002"


def test_a_window_ends_only_its_own_grants(window_at: OpenWindow) -> None:
    one, two = window_at(1), window_at(2)
    one.issue()
    granted = one.granted()

    assert refusal(lambda: two.called(granted)) == "CW001"
    assert refusal(lambda: two.back(granted)) == "CW001"
    assert two.grant() is None
    one.called(granted)


def test_halls_have_queues_of_their_own(window_at: OpenWindow) -> None:
    here, there = window_at(1, 1), window_at(1, 2)
    here.issue()

    assert there.grant() is None
    assert there.issue().number == 1
    assert there.waiting().count == 1


def test_a_new_day_starts_at_one_and_yesterdays_tickets_are_over(
    window: Window, centre: Centre
) -> None:
    window.issue()
    kept = window.issue()
    held = window.granted()
    with centre.admin() as admin:
        admin.execute(MOVE_DAY.format(days=1))

    assert window.waiting().count == 0
    assert window.grant() is None
    today = window.issue()
    assert (today.number, today.ahead) == (1, 0)
    assert (today.day - kept.day).days == 1
    window.back(held)
    assert window.granted().ticket.id == today.id


def test_the_day_is_the_halls_own(centre: Centre) -> None:
    with centre.admin() as admin:
        row = admin.execute(
            "select queue.today() = (now() at time zone 'UTC' + interval '8 hours')::date"
        ).fetchone()

    assert row == (True,)


@pytest.mark.parametrize(
    "call",
    [
        "issue(null, 'L01')",
        "issue('A', null)",
        "issue('I', 'L01')",
        "issue('K', 'L01')",
        "issue('a', 'L01')",
        "issue('AA', 'L01')",
        "issue(e'A\\n', 'L01')",
        "issue('', 'L01')",
        "issue('A', '')",
        "issue('A', repeat('L', 9))",
        "issue('A', '''; drop table queue.ticket --')",
        "grant_next(null)",
        "report_called(null)",
        "report_recalled(null)",
        "report_recalled(gen_random_uuid())",
        "give_back(null)",
        "report_called(gen_random_uuid())",
        "give_back(gen_random_uuid())",
        "take_back(null)",
        "take_back(gen_random_uuid())",
    ],
)
def test_an_argument_that_is_missing_or_wrong_is_refused(window: Window, call: str) -> None:
    assert refusal(lambda: window.ask(f"select queue_api.{call}")) == "CW001"
    assert window.waiting().count == 0


CALLS = (
    "issue('A', 'L01')",
    "grant_next(gen_random_uuid())",
    "report_called(gen_random_uuid())",
    "report_recalled(gen_random_uuid())",
    "give_back(gen_random_uuid())",
    "take_back(gen_random_uuid())",
    "waiting()",
)


def test_a_login_that_is_no_member_is_told_so(window: Window, centre: Centre) -> None:
    with centre.admin() as admin:
        members.end(admin, centre.bundle().ws)

    codes = {refusal(lambda call=call: window.ask(f"select queue_api.{call}")) for call in CALLS}

    assert codes == {"CW002"}


def test_a_machine_taken_in_anew_loses_its_earlier_login(
    window_at: OpenWindow, centre: Centre
) -> None:
    old, new = window_at(1), window_at(3)
    with centre.admin() as admin:
        members.end(admin, centre.bundle(3).ws)
        admin.execute("delete from queue.member where ws = %s", (centre.bundle(3).ws,))
        members.admit(admin, centre.bundle(3).role, centre.bundle(1).ws, 1, 1)

    assert refusal(old.waiting) == "CW002"
    assert new.waiting().count == 0


@pytest.mark.parametrize(
    "attempt",
    [
        "select * from queue.ticket",
        "update queue.ticket set state = 'waiting'",
        "insert into queue.member values ('x', gen_random_uuid(), 1, 1)",
        "select queue.end_grant(gen_random_uuid(), 'called', 'called')",
        "select queue.me()",
        "set role counter_owner",
    ],
)
def test_a_window_reaches_the_queue_through_its_functions_only(
    window: Window, attempt: str
) -> None:
    assert refusal(lambda: window.connection.execute(attempt)) == "42501"


def test_everyone_listening_in_the_hall_is_woken(window_at: OpenWindow) -> None:
    one, two, elsewhere = window_at(1, 1), window_at(2, 1), window_at(1, 2)
    two.connection.execute("listen queue_1")
    elsewhere.connection.execute("listen queue_2")

    one.issue()
    one.called(one.granted())

    heard = two.connection.notifies(timeout=5, stop_after=3)
    assert [note.payload for note in heard] == ["", "", ""]
    assert list(elsewhere.connection.notifies(timeout=0)) == []
