"""Makes fictional citizens: couples, every account state, rare names; one seed, one file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Final

from stdnum.iso7064 import mod_11_2

from counter.sample.names import name_for

AREA: Final = "371799"
"""No place has this code, so no real person has such a number."""
MOST: Final = 200_000
"""As many rows as one import takes."""

NORMAL, SEALED, FROZEN, OTHER = "01", "02", "06", "99"
# JGJ/T 320 A.6. Merged, moved away and withdrawn accounts are closed and hold nothing.
_CLOSED: Final = ("03", "04", "05")
# Any 20 persons in a row have accounts in every state.
_STATES: Final = (*[NORMAL] * 13, SEALED, *_CLOSED, FROZEN, OTHER, SEALED)

# GB/T 2261.2, for him and her: 20 married, 21 first, 22 again, 23 rejoined.
_COUPLES: Final = (
    ("20", "20"),
    ("21", "21"),
    ("21", "22"),
    ("22", "21"),
    ("22", "22"),
    ("23", "23"),
)
# 10 unmarried, 30 widowed, 40 divorced, 90 unstated.
_SINGLES: Final = ("10", "10", "10", "40", "30", "90")
_PLACES: Final = ("示例市", "演示县", "样例区", "试用开发区")
_EMPLOYERS: Final = (
    "第一中学",
    "人民医院",
    "机械制造有限公司",
    "商贸有限公司",
    "水务集团有限公司",
    "农业农村局",
    "建筑安装有限公司",
    "软件科技有限公司",
)
_YOUNGEST, _OLDEST = 20, 68
_LONGEST_SERVICE: Final = 360
_BIRTHS_A_DAY: Final = 499


@dataclass(frozen=True)
class Account:
    """Figures of a fund account as of the file's day; ``paid_through`` is a month, ``2026-10``."""

    number: str
    status: str
    deposit_base: Decimal
    balance: Decimal
    consecutive_months: int
    paid_through: str
    open_loans: int


@dataclass(frozen=True)
class SampleCitizen:
    """One fictional citizen; ``account`` is absent for those who never paid into the fund."""

    doc_number: str
    name: str
    sex: str
    birth_date: dt.date
    marital: str
    spouse_doc_number: str | None
    phone: str
    employer: str
    account: Account | None


def sample_citizens(count: int, seed: int, as_of: dt.date) -> Iterator[SampleCitizen]:
    """Yield ``count`` citizens; the first two are a couple of working age who pay regularly."""
    if not 1 <= count <= MOST:
        raise ValueError("between 1 and 200,000 citizens can be made")
    maker = _Maker(Random(seed), as_of)
    made = 0
    while made < count:
        # Half of all households are couples; the very first is.
        couple = count - made >= 2 and (made == 0 or maker.random.random() < 0.5)
        household = maker.couple(made) if couple else (maker.single(made),)
        yield from household
        made += len(household)


def doc_number(birth: dt.date, sequence: int) -> str:
    """An identity number of nowhere, with a right check digit (GB 11643)."""
    body = f"{AREA}{birth:%Y%m%d}{sequence:03d}"
    return body + str(mod_11_2.calc_check_digit(body))


class _Maker:
    def __init__(self, random: Random, as_of: dt.date) -> None:
        self.random = random
        self._as_of = as_of
        self._sequences: dict[tuple[dt.date, str], int] = {}

    def couple(self, index: int) -> tuple[SampleCitizen, SampleCitizen]:
        """Him and her, each named in the other's row."""
        codes = _COUPLES[0] if index == 0 else self.random.choice(_COUPLES)
        age = self.random.randint(28, 45) if index == 0 else self._age()
        hers = min(max(age + self.random.randint(-8, 4), _YOUNGEST), _OLDEST)
        his = self._citizen(index, "1", age, codes[0])
        her = self._citizen(index + 1, "2", hers, codes[1])
        return (
            replace(his, spouse_doc_number=her.doc_number),
            replace(her, spouse_doc_number=his.doc_number),
        )

    def single(self, index: int) -> SampleCitizen:
        """Somebody who lives alone."""
        sex = self.random.choice("12")
        return self._citizen(index, sex, self._age(), self.random.choice(_SINGLES))

    def _citizen(self, index: int, sex: str, age: int, marital: str) -> SampleCitizen:
        birth, sequence = self._born(age, sex)
        return SampleCitizen(
            doc_number=doc_number(birth, sequence),
            name=name_for(sex, index, self.random),
            sex=sex,
            birth_date=birth,
            marital=marital,
            spouse_doc_number=None,
            # 138 0000 0001 and on: the range every manual uses for nobody.
            phone=f"138{index + 1:08d}",
            employer=self.random.choice(_PLACES) + self.random.choice(_EMPLOYERS),
            account=self._account(index, birth),
        )

    def _age(self) -> int:
        return self.random.randint(_YOUNGEST, _OLDEST)

    def _born(self, age: int, sex: str) -> tuple[dt.date, int]:
        """A day that makes the age, and that day's next sequence: odd for men, even for women."""
        first = self._as_of.replace(day=1)
        birth = first.replace(year=first.year - age) - dt.timedelta(self.random.randint(0, 330))
        while self._sequences.get((birth, sex), 0) >= _BIRTHS_A_DAY:
            birth -= dt.timedelta(1)
        used = self._sequences.get((birth, sex), 0)
        self._sequences[birth, sex] = used + 1
        return birth, 2 * used + (1 if sex == "1" else 2)

    def _account(self, index: int, birth: dt.date) -> Account | None:
        status = _STATES[index % len(_STATES)]
        if index > 1 and self.random.random() < 0.03:
            return None
        base = Decimal(self.random.randint(2200, 28000))
        months = self._months(index, status, birth)
        # Deposits of 5 to 12 % from each side, some of it withdrawn since, plus interest in 分.
        paid = base * self.random.randint(5, 12) * 2 * max(months, 6) / 100
        kept = paid * self.random.randint(30, 100) / 100 + Decimal(self.random.randint(0, 99)) / 100
        closed = status in _CLOSED
        return Account(
            number=f"99{self._opened(index):%y%m%d}{index % 100_000:05d}",
            status=status,
            deposit_base=base.quantize(Decimal("0.01")),
            balance=Decimal("0.00") if closed else kept.quantize(Decimal("0.01")),
            consecutive_months=months,
            paid_through=self._paid_through(status),
            open_loans=0 if index < 2 or closed else int(self.random.random() < 0.15),
        )

    def _months(self, index: int, status: str, birth: dt.date) -> int:
        if index < 2:
            return self.random.randint(48, 120)
        if status != NORMAL:
            return 0
        worked = max(1, (self._as_of.year - birth.year - _YOUNGEST) * 12)
        return self.random.randint(0, min(worked, _LONGEST_SERVICE))

    def _opened(self, index: int) -> dt.date:
        """The day an account was opened; account numbers stay unique past 100,000."""
        return dt.date(2001, 1, 1) + dt.timedelta(
            self.random.randint(0, 1500) * 2 + index // 100_000
        )

    def _paid_through(self, status: str) -> str:
        back = 1 if status == NORMAL else self.random.randint(3, 60)
        month = self._as_of.year * 12 + self._as_of.month - 1 - back
        return f"{month // 12:04d}-{month % 12 + 1:02d}"
