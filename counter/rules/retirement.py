"""Retirement ages, delayed step by step since 2025-01-01 (渐进式延迟退休), as dated rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from counter.rules.dates import add_months

Category = Literal["male_60", "female_55", "female_50"]


@dataclass(frozen=True)
class RetirementRow:
    """One month later per ``every_months`` of birth, from ``first_birth`` on, up to a limit."""

    category: Category
    valid_from: dt.date
    age_months: int
    first_birth: dt.date | None
    every_months: int
    most_months: int
    doc_no: str

    def delay(self, birth: dt.date) -> int:
        """Return the months a person born on ``birth`` retires later than the old age."""
        if self.first_birth is None or birth < self.first_birth:
            return 0
        later = (birth.year - self.first_birth.year) * 12 + birth.month - self.first_birth.month
        return min(self.most_months, later // self.every_months + 1)


@dataclass(frozen=True)
class RetirementTable:
    """All rows; the day that decides picks the row."""

    rows: tuple[RetirementRow, ...]

    def row_on(self, category: Category, day: dt.date) -> RetirementRow:
        """Return the row in force; raises ``LookupError`` before the first."""
        fitting = [r for r in self.rows if r.category == category and r.valid_from <= day]
        if not fitting:
            raise LookupError(f"no retirement age for {category} on {day.isoformat()}")
        return max(fitting, key=lambda row: row.valid_from)

    def age_months(self, category: Category, birth: dt.date, day: dt.date) -> int:
        """Return the retirement age in months of life under the rule in force on ``day``."""
        row = self.row_on(category, day)
        return row.age_months + row.delay(birth)

    def retires_on(self, category: Category, birth: dt.date, day: dt.date) -> dt.date:
        """Return the day of retirement under the rule in force on ``day``."""
        return add_months(birth, self.age_months(category, birth, day))
