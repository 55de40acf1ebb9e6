"""Loan rates of the housing provident fund: a dated table, and which row rules a loan on a day."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

HomeOrder = Literal["first", "second"]
SHORT_TERM_MONTHS = 60
"""Five years exactly still counts as 五年以下(含)."""
NEVER_REPRICED_MONTHS = 12


class NoRate(LookupError):
    """The table has no row for the day asked for."""


@dataclass(frozen=True)
class RateRow:
    """One change of the rates: percent a year for first and second homes, to 60 months and over."""

    valid_from: dt.date
    first: tuple[Decimal, Decimal]
    second: tuple[Decimal, Decimal]
    doc_no: str
    mark: str


@dataclass(frozen=True)
class Rate:
    """The rate that applies, in percent a year, with its source."""

    percent: Decimal
    floor: bool
    """True for a second home: the number is a lower bound (不低于)."""
    valid_from: dt.date
    doc_no: str
    mark: str


@dataclass(frozen=True)
class RateTable:
    """All rows, oldest first."""

    rows: tuple[RateRow, ...]

    def on(self, day: dt.date, months: int, home: HomeOrder) -> Rate:
        """Return the rate of a loan disbursed on ``day``; raises :class:`NoRate`."""
        row = self._row(day)
        prices = row.first if home == "first" else row.second
        percent = prices[0] if months <= SHORT_TERM_MONTHS else prices[1]
        return Rate(percent, home == "second", row.valid_from, row.doc_no, row.mark)

    def in_force(self, disbursed: dt.date, day: dt.date, months: int, home: HomeOrder) -> Rate:
        """Return the rate on ``day`` of a loan already running.

        A change takes hold on 1 January of the next year; loans of a year or less keep their rate.
        """
        if months <= NEVER_REPRICED_MONTHS or day.year <= disbursed.year:
            return self.on(disbursed, months, home)
        return self.on(dt.date(day.year - 1, 12, 31), months, home)

    def _row(self, day: dt.date) -> RateRow:
        for row in reversed(self.rows):
            if row.valid_from <= day:
                return row
        raise NoRate(f"no loan rate is known for {day.isoformat()}")


def repriced_on(changed: dt.date) -> dt.date:
    """Return the day a change reaches loans that already run: 1 January of the next year."""
    return dt.date(changed.year + 1, 1, 1)
