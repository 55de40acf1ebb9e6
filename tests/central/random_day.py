"""A random day at two desks: change sets good and bad, in batches, replayable by its seed."""

import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from counter.store.change_set import RowChange
from tests.central.desks import Sealed, TestDesk, update
from tests.central.rows import (
    a_case,
    a_citizen,
    a_matter,
    a_party,
    a_shift,
    a_visit,
    an_audit,
)

MOST_SETS = 40
PHONES = (None, "13800000001", "13800000002")
PEOPLE = [uuid.UUID(int=n, version=4) for n in range(1, 6)]
Made = tuple[str, tuple[RowChange, ...]]


class RandomDay:
    """Draws what two desks do; both know all rows, as desks of one hall do after a pull."""

    def __init__(self, seed: int, desks: tuple[TestDesk, TestDesk]) -> None:
        self.random = random.Random(seed)
        self.desks = desks
        self.rows: dict[str, list[RowChange]] = {}
        self.is_calm = True
        """While calm, nobody disturbs anybody: every set would be applied."""
        self.seen: set[uuid.UUID] = set()
        self.moved: set[uuid.UUID] = set()
        self.acts: tuple[Callable[[TestDesk], Made], ...] = (
            self.shift,
            self.visit,
            self.visit,
            self.identify,
            self.close_visit,
            self.citizen,
            self.citizen,
            self.edit_citizen,
            self.matter,
            self.answer,
            self.case,
            self.case,
            self.enter,
            self.enter,
            self.enter,
            self.move,
            self.observe,
        )

    def batches(self, count: int, oddity: float) -> Iterator[tuple[TestDesk, list[Sealed]]]:
        """Batches of sealed sets; ``oddity`` is how often a set is spoilt on purpose."""
        for _ in range(count):
            desk = self.random.choice(self.desks)
            most = MOST_SETS if self.is_calm else self.random.choice((4, MOST_SETS))
            size = self.random.randint(1, most)
            yield desk, [self.one(desk, oddity) for _ in range(size)]

    def one(self, desk: TestDesk, oddity: float) -> Sealed:
        kind, rows = self.random.choice(self.acts)(desk)
        over: dict[str, Any] = {}
        if self.random.random() < oddity:
            rows = tuple(self.spoil(row) for row in rows)
        if self.random.random() < oddity / 4:
            over = self.random.choice(
                [
                    {"kind": "no.such"},
                    {"kver": 7},
                    {"epoch": 5},
                    {"made_at": "now"},
                    {"signer": desk.centre.signers["0103"]},
                    {"rows": (*rows, rows[0])},
                ]
            )
        return desk.make(kind, *rows, **over)

    def spoil(self, row: RowChange) -> RowChange:
        odd: dict[str, Any] = self.random.choice(
            [
                {"amount": "5"},
                {"state": "no such"},
                {"hall_id": 2},
                {"no_such": 1},
                {"day": "2026-3-2"},
                {"name": "x" * 60},
                {"months": 5.0},
                {"citizen_id": str(uuid.UUID(int=99, version=4))},
                {"phone": None},
            ]
        )
        return RowChange(row.table, row.key, row.op, row.base_version, row.values | odd)

    def keep(self, row: RowChange) -> RowChange:
        self.rows.setdefault(row.table, []).append(row)
        return row

    def some(self, table: str) -> RowChange | None:
        return self.random.choice(self.rows[table]) if self.rows.get(table) else None

    def base(self) -> int:
        """The version a desk knows: the newest, or none. One in between may have been written and
        overwritten within a push, and such versions are in the feed or not."""
        return 99 if self.is_calm else self.random.choice([0, 99])

    def person(self) -> uuid.UUID:
        """Somebody, while calm somebody already taken in."""
        return self.random.choice(sorted(self.seen) if self.is_calm and self.seen else PEOPLE)

    def has_moved(self, row: RowChange) -> bool:
        """Whether a life cycle's step was already taken; while calm it is not taken twice."""
        found = row.key in self.moved
        self.moved.add(row.key)
        return self.is_calm and found

    def observe(self, desk: TestDesk) -> Made:
        return "audit.observe", tuple(an_audit() for _ in range(self.random.randint(1, 3)))

    def shift(self, desk: TestDesk) -> Made:
        return "shift.open", (self.keep(a_shift(desk.signer.id)), an_audit())

    def visit(self, desk: TestDesk) -> Made:
        shift = self.some("shift")
        if shift is None:
            return self.shift(desk)
        if not self.is_calm and self.random.random() < 0.05:
            shift = a_shift(desk.signer.id)
        return "visit.open", (self.keep(a_visit(shift)),)

    def identify(self, desk: TestDesk) -> Made:
        visit = self.some("visit")
        if visit is None or not self.seen:
            return self.citizen(desk)
        citizen = {"citizen_id": str(self.person())}
        return "visit.identify", (update("visit", visit.key, citizen, self.base()),)

    def close_visit(self, desk: TestDesk) -> Made:
        visit = self.some("visit")
        if visit is None or self.has_moved(visit):
            return self.visit(desk)
        return "visit.close", (update("visit", visit.key, {"state": "closed"}, self.base()),)

    def citizen(self, desk: TestDesk) -> Made:
        phone = None if self.is_calm else self.random.choice(PHONES)
        said = {} if phone is None else {"phone": phone}
        key = self.random.choice(PEOPLE)
        self.seen.add(key)
        return "citizen.take_in", (a_citizen(key, **said), an_audit())

    def edit_citizen(self, desk: TestDesk) -> Made:
        said = self.random.choice(
            [{"phone": PHONES[1]}, {"phone": PHONES[2]}, {"verification": "verified"}]
        )
        if self.is_calm and not self.seen:
            return self.citizen(desk)
        return "citizen.take_in", (update("citizen", self.person(), said, self.base()),)

    def matter(self, desk: TestDesk) -> Made:
        visit = self.some("visit")
        if visit is None or not self.seen:
            return self.visit(desk)
        citizen = a_citizen(self.person())
        return "matter.open", (self.keep(a_matter(visit, citizen, desk.signer.id)),)

    def answer(self, desk: TestDesk) -> Made:
        matter = self.some("matter")
        if matter is None:
            return self.matter(desk)
        answers: dict[str, Any] = {"home": self.random.choice(["new", "old"]), "n": [1, None, {}]}
        said = {"answers": answers}
        return "matter.answer", (update("matter", matter.key, said, self.base()),)

    def case(self, desk: TestDesk) -> Made:
        matter = self.some("matter")
        if matter is None:
            return self.matter(desk)
        case = self.keep(a_case(matter))
        citizen = a_citizen(self.person())
        live = not self.is_calm and self.random.random() < 0.3
        return "loan_intake.take_in", (case, self.keep(a_party(case, citizen, live=live)))

    def enter(self, desk: TestDesk) -> Made:
        case = self.some("case")
        if case is None:
            return self.case(desk)
        said: dict[str, Any] = self.random.choice(
            [
                {"amount": f"{self.random.randint(1, 3)}00000.00"},
                {"months": 120, "rate": "2.60"},
                {"home_address": "示例路1号", "home_area": "89.5"},
                {"home_area": "89.50", "home_price": None},
                {"contract_filed_on": "2026-02-27"},
            ]
        )
        rows = [update("case", case.key, said, self.base())]
        party = self.some("party")
        if party is not None and self.random.random() < 0.5:
            rows.append(update("party", party.key, {"phone": PHONES[1]}, self.base()))
        return "loan_intake.enter", tuple(rows)

    def move(self, desk: TestDesk) -> Made:
        case = self.some("case")
        if case is None or self.has_moved(case):
            return self.case(desk)
        steps = [
            ("loan_intake.accept", {"state": "accepted", "accepted_on": "2026-03-02"}),
            ("loan_intake.end_signing", {"state": "signed", "signed_on": "2026-03-02"}),
        ]
        kind, said = self.random.choice(steps[:1] if self.is_calm else steps)
        return kind, (update("case", case.key, said, self.base()),)
