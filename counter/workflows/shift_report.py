"""Makes the day report of a window (窗口日结) or of the hall: read, count, prove, store."""

import dataclasses
import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.columns import moment_text
from counter.store.tables import Hall
from counter.store.unit_of_work import Store
from counter.workflows.day_report.annex import Imprint, add_annex
from counter.workflows.day_report.counting import figures_of
from counter.workflows.day_report.facts import DayRows
from counter.workflows.day_report.figures import ShiftFigures
from counter.workflows.day_report.first_page import fill_first_page
from counter.workflows.day_report.reading import read_day


@dataclass(frozen=True)
class ReportWanted:
    """Which report: the hall's day, one window or (None) all, and when it is made."""

    day: dt.date
    window: int | None
    made_at: dt.datetime
    businesses: Mapping[str, str]
    """The names of the businesses by code."""


def make_shift_report(store: Store, wanted: ReportWanted, out: Path) -> ShiftFigures:
    """Write the workbook whole or not at all and give its figures; raises ``OSError``."""
    with store.reading() as session:
        rows, hall = read_day(session, wanted.day), _hall(session)
    figures = figures_of(rows, wanted.window)
    _store_sheet(figures, rows, Imprint(hall, wanted.made_at, wanted.businesses), out)
    return figures


def report_json(figures: ShiftFigures) -> dict[str, Any]:
    """The figures as plain JSON values: money and times as text, durations in seconds."""
    plain: dict[str, Any] = _plain(dataclasses.asdict(figures))
    return {**plain, "reconciles": figures.reconciles}


def _hall(session: Session) -> str:
    name = session.scalars(select(Hall.name).order_by(Hall.id)).first()
    return name or _("住房公积金服务大厅")


def _store_sheet(figures: ShiftFigures, rows: DayRows, imprint: Imprint, out: Path) -> None:
    half = out.with_name(f".{out.name}.part")
    try:
        book = Workbook()
        fill_first_page(book.worksheets[0], figures, imprint)
        add_annex(book, figures, rows, imprint)
        book.save(half)
        os.replace(half, out)
    finally:
        half.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
        case Decimal():
            return str(value)
        case dt.datetime():
            return moment_text(value)
        case dt.date():
            return value.isoformat()
        case dt.timedelta():
            return round(value.total_seconds())
        case _:
            return value
