"""The sheets behind page one, for whoever wants to see the single lines."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from counter.i18n import _
from counter.workflows.clock import hall_time
from counter.workflows.day_report.cells import (
    COUNT,
    MONEY,
    Value,
    frame,
    lay_out,
    put,
)
from counter.workflows.day_report.facts import DayRows
from counter.workflows.day_report.figures import ShiftFigures
from counter.workflows.day_report.words import paper_word, title_of
from counter.workflows.machine import state_word


@dataclass(frozen=True)
class Imprint:
    """What a report says about itself: hall, when it was made, the businesses' names."""

    hall: str
    made_at: dt.datetime
    businesses: Mapping[str, str]


def add_annex(book: Workbook, figures: ShiftFigures, rows: DayRows, imprint: Imprint) -> None:
    """Add the sheets by person, business, ticket, case and paper."""
    scope = {window.window_no for window in figures.windows}
    sheets = {
        name: book.create_sheet(name)
        for name in (_("在岗"), _("按业务"), _("号票"), _("受理件"), _("单据"))
    }
    shifts, businesses, tickets, cases, slips = sheets.values()
    _shifts(shifts, figures)
    _businesses(businesses, figures, imprint)
    _tickets(tickets, rows, scope)
    _cases(cases, rows, scope, imprint)
    _slips(slips, figures)
    for name, sheet in sheets.items():
        header = f"{imprint.hall} {title_of(figures)} {figures.day.isoformat()} {name}"
        lay_out(sheet, "1:1", header)


def _table(
    sheet: Worksheet, heads: Mapping[str, float], lines: Iterable[Sequence[Value]], money: int = 0
) -> None:
    """Fill an annex sheet: heads with widths, then the lines; column ``money`` holds yuan."""
    for number, (head, width) in enumerate(heads.items(), start=1):
        frame(put(sheet, 1, number, head), head=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, line in enumerate(lines, start=2):
        for number, value in enumerate(line, start=1):
            frame(put(sheet, row, number, value, MONEY if number == money else COUNT))


def _shifts(sheet: Worksheet, figures: ShiftFigures) -> None:
    heads = {_("窗口"): 8.0, _("人员"): 30.0, _("开窗"): 12.0, _("关窗"): 12.0}
    _table(
        sheet,
        heads,
        (
            (shift.window_no, shift.name, _clock(shift.opened_at), _clock(shift.closed_at))
            for shift in figures.shifts
        ),
    )


def _businesses(sheet: Worksheet, figures: ShiftFigures, imprint: Imprint) -> None:
    heads = {_("业务"): 40.0} | dict.fromkeys(
        (_("事项"), _("已办"), _("已告知"), _("不予受理"), _("已引导"), _("在办")), 10.0
    )
    _table(
        sheet,
        heads,
        (
            (
                imprint.businesses.get(each.business, each.business),
                each.total,
                each.handled,
                each.told,
                each.refused,
                each.referred,
                each.open,
            )
            for each in figures.businesses
        ),
    )


def _tickets(sheet: Worksheet, rows: DayRows, scope: set[int]) -> None:
    first: dict[object, dt.datetime] = {}
    for call in rows.calls:
        first.setdefault(call.ticket_id, call.at)
    heads = {_("号票"): 10.0, _("窗口"): 8.0, _("取号"): 10.0, _("叫号"): 10.0, _("状态"): 16.0}
    _table(
        sheet,
        heads,
        (
            (
                ticket.label,
                ticket.window_no,
                _clock(ticket.issued_at),
                _clock(first.get(ticket.id)),
                state_word("ticket", ticket.state),
            )
            for ticket in rows.tickets
            if ticket.window_no in scope
        ),
    )


def _cases(sheet: Worksheet, rows: DayRows, scope: set[int], imprint: Imprint) -> None:
    heads = {
        _("编号"): 22.0,
        _("业务"): 36.0,
        _("窗口"): 8.0,
        _("受理日"): 12.0,
        _("提交日"): 12.0,
        _("金额(元)"): 18.0,
        _("状态"): 14.0,
    }
    _table(
        sheet,
        heads,
        (
            (
                case.number,
                imprint.businesses.get(case.business, case.business),
                case.window_no,
                case.accepted_on.isoformat() if case.accepted_on else None,
                case.submitted_on.isoformat() if case.submitted_on else None,
                case.amount,
                state_word("case", case.state),
            )
            for case in rows.cases
            if case.window_no in scope
        ),
        money=6,
    )


def _slips(sheet: Worksheet, figures: ShiftFigures) -> None:
    heads = {_("单据"): 24.0} | dict.fromkeys(
        (_("已打印"), _("没有打出"), _("不知是否打出"), _("待打印"), _("补打")), 14.0
    )
    _table(
        sheet,
        heads,
        (
            (
                paper_word(slips.kind),
                slips.printed,
                slips.failed,
                slips.unknown,
                slips.pending,
                slips.reprints,
            )
            for slips in figures.slips
        ),
    )


def _clock(at: dt.datetime | None) -> dt.time | None:
    return None if at is None else hall_time(at).time().replace(second=0, microsecond=0)
