"""Page one of a day report: what the person on duty signs."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from counter.i18n import _
from counter.workflows.clock import hall_time
from counter.workflows.day_report.annex import Imprint
from counter.workflows.day_report.cells import (
    COUNT,
    MONEY,
    PERCENT,
    Value,
    frame,
    lay_out,
    mark,
    put,
    put_line,
)
from counter.workflows.day_report.figures import ShiftFigures, Span, WindowFigures
from counter.workflows.day_report.words import (
    drills_of,
    exceptions_of,
    hall_minute,
    rating_line,
    signatures_of,
    title_of,
)
from counter.workflows.ratings import GRADES


@dataclass(frozen=True)
class _Column:
    group: str
    head: str
    width: float
    form: str = COUNT


_COLUMNS: Final = (
    _Column("窗口", "号", 5),
    _Column("窗口", "人员", 13),
    _Column("叫号", "叫号", 4.6),
    _Column("叫号", "结束\n服务", 4.6),
    _Column("叫号", "过号", 4.6),
    _Column("叫号", "弃号", 4.6),
    _Column("叫号", "转出", 4.6),
    _Column("叫号", "撤销\n退回", 4.6),
    _Column("叫号", "挂起", 4.6),
    _Column("叫号", "在办", 4.6),
    _Column("叫号", "平均\n等候\n(分)", 4.6),
    _Column("叫号", "最长\n等候\n(分)", 4.6),
    _Column("接待", "接待", 4.6),
    _Column("接待", "手工\n接号", 4.6),
    _Column("接待", "平均\n办理\n(分)", 4.6),
    _Column("业务", "事项", 4.6),
    _Column("业务", "告知单", 4.6),
    _Column("业务", "受理件", 4.6),
    _Column("业务", "提交件", 4.6),
    _Column("业务", "提交金额(元)", 14, MONEY),
    *(_Column("评价", f"{word[:-2]}\n{word[-2:]}".strip(), 4.6) for word in GRADES.values()),
    _Column("评价", "未评价", 4.6),
    _Column("评价", "评价率", 6.5, PERCENT),
)
_TABLE_AT: Final = 5
# From column to column, for three names.
_SIGNATURES: Final = ((1, 8), (9, 17), (18, 22))


def fill_first_page(sheet: Worksheet, figures: ShiftFigures, imprint: Imprint) -> None:
    """Lay out the page that is signed: windows, checks, what to look at, signatures."""
    sheet.title = title_of(figures)
    lay_out(sheet, f"1:{_TABLE_AT + 1}")
    sheet.page_setup.fitToHeight = 1
    for number, column in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    _line(sheet, 1, f"{imprint.hall} {title_of(figures)}", 14)
    made = f"{hall_time(imprint.made_at):%Y-%m-%d %H:%M}"
    day = figures.day.isoformat()
    _line(sheet, 2, _("业务日期 {day}　制表 {made}").format(day=day, made=made))
    if figures.window is not None:
        _line(sheet, 3, _("在岗　") + ("　".join(_shifts(figures)) or "—"))
    _heads(sheet)
    row = _TABLE_AT + 2
    for window in figures.windows:
        _window_row(sheet, row, window)
        row += 1
    if len(figures.windows) > 1:
        _window_row(sheet, row, figures.total, total=True)
        row += 1
    _below(sheet, row + 1, figures)


def _line(sheet: Worksheet, row: int, text: str, size: int = 9) -> Cell:
    return put_line(sheet, row, text, len(_COLUMNS), size)


def _shifts(figures: ShiftFigures) -> Iterable[str]:
    for shift in figures.shifts:
        ends = hall_minute(shift.closed_at) if shift.closed_at else _("在岗")
        yield f"{shift.name} {hall_minute(shift.opened_at)}–{ends}"


def _heads(sheet: Worksheet) -> None:
    begins = 1
    for number, column in enumerate(_COLUMNS, start=1):
        last = number == len(_COLUMNS) or _COLUMNS[number].group != column.group
        frame(put(sheet, _TABLE_AT, number, _(column.group)), head=True)
        frame(put(sheet, _TABLE_AT + 1, number, _(column.head)), head=True)
        if last:
            sheet.merge_cells(
                start_row=_TABLE_AT, end_row=_TABLE_AT, start_column=begins, end_column=number
            )
            begins = number + 1
    sheet.row_dimensions[_TABLE_AT + 1].height = 44


def _window_row(sheet: Worksheet, row: int, window: WindowFigures, *, total: bool = False) -> None:
    values = _values(window)
    head: tuple[Value, Value] = (
        (_("合计"), "") if total else (window.window_no, "、".join(window.people))
    )
    for number, value in enumerate((*head, *values), start=1):
        cell = put(sheet, row, number, value, _COLUMNS[number - 1].form)
        frame(cell, total=total)
        if value is None or number == 1:
            cell.alignment = Alignment(vertical="center", horizontal="center")
    # Long names wrap; the column takes six characters.
    sheet.row_dimensions[row].height = 16 * max(1, -(-len(str(head[1])) // 6)) + 2


def _values(window: WindowFigures) -> Sequence[Value]:
    queue, visits, cases, ratings = window.queue, window.visits, window.cases, window.ratings
    return (
        queue.called,
        queue.finished,
        queue.missed,
        queue.abandoned,
        queue.moved_on,
        queue.put_back,
        queue.held,
        queue.open,
        _minutes(queue.waiting, queue.waiting.mean),
        _minutes(queue.waiting, queue.waiting.longest),
        visits.total,
        visits.by_hand,
        _minutes(visits.handling, visits.handling.mean),
        window.matters,
        window.notices,
        cases.accepted,
        cases.submitted,
        cases.submitted_amount,
        *ratings.grades,
        ratings.unrated,
        ratings.share,
    )


def _minutes(span: Span, duration: dt.timedelta) -> int | None:
    return round(duration / dt.timedelta(minutes=1)) if span.count else None


def _below(sheet: Worksheet, row: int, figures: ShiftFigures) -> None:
    _line(sheet, row, _("核对"), 11)
    for check in figures.checks:
        row += 1
        mark(_line(sheet, row, check.text), wrong=not check.holds)
    row += 1
    _line(sheet, row, rating_line(figures.total.ratings))
    for line in drills_of(figures):
        row += 1
        _line(sheet, row, line)
    row += 2
    _line(sheet, row, _("需要处理"), 11)
    for line in exceptions_of(figures) or (_("无"),):
        row += 1
        _line(sheet, row, line)
    row += 2
    _signatures(sheet, row, signatures_of(figures))


def _signatures(sheet: Worksheet, row: int, people: Sequence[str]) -> None:
    for (begins, ends), who in zip(_SIGNATURES, people, strict=True):
        cell = put(sheet, row, begins, _("{who}：").format(who=who))
        cell.alignment = Alignment(vertical="bottom")
        sheet.merge_cells(start_row=row, end_row=row, start_column=begins, end_column=ends)
    sheet.row_dimensions[row].height = 36
