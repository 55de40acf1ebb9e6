"""The model of the authority that the ticket play leans on gives the answers of the real one."""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest

from counter.workflows.ports import Granted, NotAllowed, QueueTicket
from tests.central.test_queue import Window
from tests.faults.ticket_authority import ModelAuthority
from tests.postgres import Centre

WINDOWS = (1, 2, 3)
STEPS = 250
LATE_MS = 5_000
"""The real clock goes on while the script runs."""
VERBS = ("issue", "grant", "again", "called", "back", "taken", "recalled", "waiting", "pass")
WEIGHTS = (4, 5, 3, 4, 3, 3, 3, 2, 2)
REFUSED = "refused"


class Both:
    """The real authority and the model, asked the same."""

    def __init__(self, centre: Centre, windows: dict[int, Window], chance: random.Random) -> None:
        self.centre, self.windows, self.chance = centre, windows, chance
        self.ms = 0
        self.ws = {number: centre.bundle(number).ws for number in WINDOWS}
        self.model = ModelAuthority(
            dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC),
            lambda: self.ms,
            {ws: number for number, ws in self.ws.items()},
            random.Random(1),
        )
        self.tickets: list[tuple[uuid.UUID, uuid.UUID]] = []
        self.grants: list[tuple[int, uuid.UUID, uuid.UUID]] = []
        self.requests: list[tuple[int, uuid.UUID]] = []

    def step(self) -> tuple[str, object, object]:
        """One question to both: what, and the two answers."""
        self.ms += 1
        verb = self.chance.choices(VERBS, WEIGHTS)[0]
        real, model = getattr(self, f"_{verb}")(self.chance.choice(WINDOWS))
        return verb, real, model

    def _issue(self, at: int) -> tuple[object, object]:
        real, model = self.windows[at].issue(), self.model.issue()
        self.tickets.append((real.id, model.id))
        return _shown(real), _shown(model)

    def _grant(self, at: int) -> tuple[object, object]:
        request = uuid.UUID(int=self.chance.getrandbits(128), version=4)
        self.requests.append((at, request))
        return self._ask(at, request)

    def _again(self, at: int) -> tuple[object, object]:
        return self._ask(*self.chance.choice(self.requests)) if self.requests else (None, None)

    def _called(self, at: int) -> tuple[object, object]:
        return self._end(at, "report_called")

    def _back(self, at: int) -> tuple[object, object]:
        return self._end(at, "give_back")

    def _taken(self, at: int) -> tuple[object, object]:
        return self._end(at, "take_back")

    def _recalled(self, at: int) -> tuple[object, object]:
        if not self.tickets:
            return None, None
        real, model = self.chance.choice(self.tickets)
        return _answer(
            lambda: self.windows[at].ask("select queue_api.report_recalled(%s)", real)
        ), _answer(lambda: self.model.report_recalled(self.ws[at], model))

    def _waiting(self, at: int) -> tuple[object, object]:
        real = self.windows[at].waiting()
        labels = self.model.waiting_labels()
        return (real.count, list(real.next_labels)), (len(labels), labels[:30])

    def _pass(self, _at: int) -> tuple[object, object]:
        minutes = self.chance.choice([1, 20, 55, 9 * 60])
        self.ms += minutes * 60_000
        with self.centre.admin() as admin:
            for table, column in (
                ("ticket", "issued_at"),
                ("ticket_grant", "granted_at"),
                ("ticket_grant", "ended_at"),
            ):
                admin.execute(
                    f"update queue.{table} set {column} = {column} - make_interval(mins => %s)",
                    (minutes,),
                )
        return None, None

    def _ask(self, at: int, request: uuid.UUID) -> tuple[object, object]:
        real = self.windows[at].grant(request)
        model = self.model.grant_next(self.ws[at], request)
        if real is not None and model is not None:
            self.grants.append((at, real.grant_id, model.grant_id))
            assert abs(real.term_ms - model.term_ms) < LATE_MS
        return _granted(real), _granted(model)

    def _end(self, at: int, verb: str) -> tuple[object, object]:
        if not self.grants:
            return None, None
        owner, real, model = self.chance.choice(self.grants[-6:])
        at = owner if self.chance.random() < 0.8 else at
        return _answer(lambda: self.windows[at].ask(f"select queue_api.{verb}(%s)", real)), _answer(
            lambda: getattr(self.model, verb)(self.ws[at], model)
        )


@pytest.fixture
def windows(centre: Centre) -> Iterator[dict[int, Window]]:
    with ExitStack() as stack:
        yield {
            number: Window(stack.enter_context(centre.connect_as(centre.bundle(number))))
            for number in WINDOWS
        }


@pytest.mark.parametrize("seed", range(4))
def test_the_model_answers_as_the_real_authority(
    centre: Centre, windows: dict[int, Window], seed: int
) -> None:
    both = Both(centre, windows, random.Random(seed))
    refused = 0

    for nth in range(STEPS):
        verb, real, model = both.step()

        assert real == model, f"seed {seed}, step {nth}: {verb}"
        refused += real == REFUSED

    assert len(both.grants) > STEPS // 10
    assert refused > STEPS // 50


@pytest.mark.parametrize(
    "mistake", ["an ended grant revived by a late request", "every answer brings a whole term"]
)
def test_a_model_with_a_mistake_is_told_apart(
    centre: Centre, windows: dict[int, Window], mistake: str
) -> None:
    both = Both(centre, windows, random.Random(1))
    both.model.mistake = mistake

    with pytest.raises(AssertionError):
        _play(both)


def _play(both: Both) -> None:
    for _ in range(STEPS):
        verb, real, model = both.step()
        assert real == model, verb


def _answer(work: Callable[[], object]) -> object:
    """Whether it was done; the real functions give an empty text, the model nothing."""
    try:
        work()
    except NotAllowed:
        return REFUSED
    except psycopg.Error as error:
        return REFUSED if error.sqlstate == "CW001" else error.sqlstate
    return "done"


def _shown(ticket: QueueTicket) -> tuple[str, int, bool]:
    return ticket.label, ticket.ahead, ticket.called_before


def _granted(granted: Granted | None) -> object:
    return granted and _shown(granted.ticket)
