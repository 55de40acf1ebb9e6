"""The day report: its figures, its proof, its pages."""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import insert

from counter.store import tables
from counter.store.change_set import Origin
from counter.store.database import create_database, writing
from counter.store.unit_of_work import Store
from counter.workflows.day_report.cells import put, safe_text
from counter.workflows.day_report.counting import figures_of
from counter.workflows.day_report.facts import (
    CallFact,
    CaseFact,
    DayRows,
    MachineFact,
    MatterFact,
    RatingFact,
    ShiftFact,
    SlipFact,
    TicketFact,
    VisitFact,
)
from counter.workflows.day_report.words import exceptions_of, rating_line
from counter.workflows.shift_report import ReportWanted, make_shift_report, report_json

DAY = dt.date(2026, 11, 23)
OPENED = dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)
MADE_AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BUSINESSES = {"L01": "购买新建商品住房贷款"}
STATES = ("finished", "finished", "missed", "serving")
IDS = tuple(uuid.UUID(int=number) for number in range(1, 20))


def a_day(window: int = 3) -> DayRows:
    """Four tickets, of which two finished, one missed, one open; one person taken by hand."""
    tickets = tuple(
        TicketFact(IDS[nth], window, f"A{nth:03d}", "L01", state, OPENED)
        for nth, state in enumerate(STATES)
    )
    calls = tuple(CallFact(ticket.id, window, OPENED + 10 * MINUTE) for ticket in tickets)
    again = CallFact(IDS[2], window, OPENED + 11 * MINUTE)
    ends = (OPENED + 30 * MINUTE, OPENED + 50 * MINUTE, None)
    visits = tuple(
        VisitFact(IDS[10 + nth], window, ticket, "closed" if end else "open", OPENED, end)
        for nth, (ticket, end) in enumerate(zip((IDS[0], IDS[1], IDS[3]), ends, strict=True))
    )
    by_hand = VisitFact(IDS[13], window, None, "closed", OPENED, OPENED + 10 * MINUTE)
    return DayRows(
        day=DAY,
        tickets=tickets,
        calls=(*calls, again),
        visits=(*visits, by_hand),
        matters=(
            MatterFact(window, "L01", "handled"),
            MatterFact(window, "L01", "told"),
            MatterFact(window, "W01", "open"),
        ),
        notices=(window,),
        cases=(
            CaseFact(window, "01030-A", "L01", "second_review", DAY, DAY, Decimal("400000.00")),
            CaseFact(window, "01030-B", "L01", "accepted", DAY, None, None),
        ),
        ratings=(RatingFact(window, IDS[10], 5), RatingFact(window, IDS[13], 2)),
        slips=(
            SlipFact(window, "notice", "N1", "printed", 2),
            SlipFact(window, "ticket", "A000", "unknown", 1),
        ),
        shifts=(ShiftFact(window, "王小窗", OPENED, None),),
        machine=MachineFact(0, None, 0, 0),
    )


def texts(rows: DayRows, window: int | None = 3) -> list[str]:
    return [check.text for check in figures_of(rows, window).checks]


# Figures and their proof


def test_a_day_that_adds_up_says_so_in_words() -> None:
    assert texts(a_day()) == [
        "叫号 4 = 结束服务 2 + 过号 1 + 在办 1：平",
        "结束服务 2 = 有号接待已结束 2：平",
        "接待 4 = 有号 3 + 手工接号 1：平",
        "事项 3 = 有结果 2 + 在办 1：平",
        "接待 4 = 已评价 2 + 未评价 2：平",
    ]


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        (replace(a_day(), tickets=a_day().tickets[1:]), "叫号 4 = 结束服务 1 + 过号 1 + 在办 1"),
        (replace(a_day(), calls=a_day().calls[1:]), "叫号 3 = 结束服务 2 + 过号 1 + 在办 1"),
        (replace(a_day(), visits=a_day().visits[1:]), "结束服务 2 = 有号接待已结束 1"),
        (replace(a_day(), matters=(MatterFact(3, "L01", "lost"),)), "事项 1 = 有结果 0 + 在办 0"),
        (replace(a_day(), ratings=a_day().ratings * 2), "接待 4 = 已评价 4 + 未评价 2"),
    ],
)
def test_a_row_too_few_or_too_many_is_named(spoiled: DayRows, sentence: str) -> None:
    figures = figures_of(spoiled, 3)

    assert f"{sentence}：不平" in [check.text for check in figures.checks]
    assert not figures.reconciles
    assert f"{sentence}：不平" in exceptions_of(figures)


def test_a_recall_counts_no_second_call_and_the_wait_ends_at_the_first() -> None:
    queue = figures_of(a_day(), 3).total.queue

    assert queue.called == 4
    assert queue.waiting.mean == queue.waiting.longest == 10 * MINUTE


def test_handling_is_measured_over_ended_visits() -> None:
    handling = figures_of(a_day(), 3).total.visits.handling

    assert (handling.count, handling.mean, handling.longest) == (3, 30 * MINUTE, 50 * MINUTE)


def test_a_clock_stepped_back_makes_no_negative_wait() -> None:
    early = replace(a_day(), calls=tuple(replace(c, at=OPENED - MINUTE) for c in a_day().calls))

    assert figures_of(early, 3).total.queue.waiting.mean == dt.timedelta()


def test_a_ticket_missed_here_and_called_elsewhere_moved_on() -> None:
    day = a_day()
    moved = replace(day.tickets[2], window_no=5, state="finished")
    call = CallFact(IDS[2], 5, OPENED + 20 * MINUTE)
    visit = VisitFact(IDS[14], 5, IDS[2], "closed", OPENED, OPENED + 30 * MINUTE)
    rows = replace(
        day,
        tickets=(*day.tickets[:2], moved, day.tickets[3]),
        calls=(*day.calls, call),
        visits=(*day.visits, visit),
    )

    assert texts(rows, 3)[0] == "叫号 4 = 结束服务 2 + 过号 0 + 在办 1 + 转出 1：平"
    assert texts(rows, 5)[0] == "叫号 1 = 结束服务 1 + 过号 0 + 在办 0：平"
    assert texts(rows, None)[0] == "叫号 4 = 结束服务 3 + 过号 0 + 在办 1：平"
    assert texts(rows, None)[-1] == "合计结束服务 3 = 各窗口之和 3：平"


def test_cases_count_on_their_day_with_their_amounts() -> None:
    cases = figures_of(a_day(), 3).total.cases

    assert (cases.accepted, cases.accepted_amount) == (2, Decimal("400000.00"))
    assert (cases.submitted, cases.submitted_amount) == (1, Decimal("400000.00"))


def test_no_rate_stands_without_the_unrated_beside_it() -> None:
    line = rating_line(figures_of(a_day(), 3).total.ratings)

    assert line == (
        "评价 2：非常满意 1 · 满意 0 · 基本满意 0 · 不满意 1 · 非常不满意 0；"
        "基本满意及以上 50.0%（未评价 2）"
    )


def test_nobody_rated_is_not_a_rate_of_nought() -> None:
    ratings = figures_of(replace(a_day(), ratings=()), 3).total.ratings

    assert "未评价 4" in rating_line(ratings)
    assert "%" not in rating_line(ratings)


def test_another_windows_work_stays_out_of_this_windows_report() -> None:
    figures = figures_of(a_day(window=3), 4)

    assert figures.total.queue.called == figures.total.visits.total == figures.total.matters == 0
    assert figures.slips == ()
    assert figures.shifts == ()
    assert figures.businesses == ()


def test_an_empty_day_reconciles() -> None:
    empty = DayRows(DAY, (), (), (), (), (), (), (), (), (), MachineFact(0, None, 0, 0))

    assert figures_of(empty).reconciles
    assert exceptions_of(figures_of(empty)) == ()


def test_what_is_not_sent_parked_or_of_unknown_print_is_an_exception_in_words() -> None:
    rows = replace(a_day(), machine=MachineFact(4, MADE_AT, 1, 2))

    lines = exceptions_of(figures_of(rows, 3))

    assert "本机待上传 4 笔，最早 17:30；上传完之前请勿关机。" in lines
    assert "本机待核对 1 笔，请逐笔核对。" in lines
    assert "中心没有接收 2 笔，请联系管理员。" in lines
    assert "号票 1 张不知是否打出，请看一下打印机后登记。" in lines


def test_what_was_promised_and_not_told_is_an_exception() -> None:
    rows = replace(a_day(), machine=MachineFact(0, None, 0, 0, promises=2))

    assert "待办承诺 2 条还没有告知群众，按 Alt 3 看。" in exceptions_of(figures_of(rows, 3))


def test_who_was_put_on_hold_and_did_not_come_back_is_an_exception() -> None:
    rows = a_day()
    held = replace(rows.tickets[0], state="held")

    lines = exceptions_of(figures_of(replace(rows, tickets=(held, *rows.tickets[1:])), 3))

    assert "还有 1 个号挂起没有回来，请联系群众；名单按 Alt 1 看。" in lines


def test_more_than_ten_exceptions_end_with_how_many_are_left() -> None:
    kinds = [SlipFact(3, f"kind{nth}", f"N{nth}", "unknown", 1) for nth in range(12)]

    lines = exceptions_of(figures_of(replace(a_day(), slips=tuple(kinds)), 3))

    assert len(lines) == 10
    assert lines[-1] == "另有 4 条见附页。"


def test_the_figures_as_json_hold_money_as_text() -> None:
    told = json.loads(json.dumps(report_json(figures_of(a_day(), 3)), ensure_ascii=False))

    assert told["reconciles"] is True
    assert told["total"]["cases"]["submitted_amount"] == "400000.00"
    assert told["total"]["queue"]["waiting"]["mean"] == 600


# Cells


@pytest.mark.parametrize(
    "first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"]
)
def test_a_text_that_could_be_a_formula_stays_text(tmp_path: Path, first: str) -> None:
    book = Workbook()
    put(book.worksheets[0], 1, 1, f"{first}HYPERLINK(1)")
    put(book.worksheets[0], 2, 1, f" {first}1+1")
    book.save(tmp_path / "a.xlsx")

    cells = [row[0] for row in load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows()]

    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert all(str(cell.value).startswith("'") for cell in cells)


@example(text="\x1f=")
@given(st.text(max_size=30))
def test_any_text_can_be_written_and_none_begins_a_formula(text: str) -> None:
    shown = safe_text(text)

    assert not shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert text.isprintable() is False or shown in (text, f"'{text}")


# The whole way: rows in the encrypted store, a workbook on disk


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    engine = create_database(tmp_path_factory.mktemp("report") / "desk.db", bytes(32))
    made = Store(engine, Origin(IDS[0], 1, 1))
    with writing(engine).begin() as connection:
        for table, values in stored_rows():
            connection.execute(insert(table).values(values))
    yield made
    engine.dispose()


def stored_rows() -> Iterator[tuple[Any, dict[str, Any]]]:
    """A finished ticket, a missed one, a case, a rating, and a person named like a formula."""
    stamps = {"hall_id": 1, "ver": 1, "made_by": IDS[1], "made_ws": IDS[0]}
    early, late = OPENED, OPENED + 20 * MINUTE

    def row(table: Any, at: dt.datetime = late, **values: Any) -> tuple[Any, dict[str, Any]]:
        return table, values | stamps | {"made_at": at}

    person: dict[str, Any] = {
        "id": IDS[1],
        "staff_no": "7",
        "name": "=1+王",
        "roles": [],
        "state": "active",
    }
    place: dict[str, Any] = {"day": DAY, "window_no": 3}
    ticket: dict[str, Any] = place | {"series": "A", "business": "L01", "issued_at": early}
    yield row(tables.Hall, id=IDS[2], name="示例大厅", address="", phone="", complaint_phone="",
              service_hours="")  # fmt: skip
    yield row(tables.Person, **person)
    yield row(tables.Shift, id=IDS[3], person_id=IDS[1], opened_at=early, state="open", **place)
    yield row(tables.Ticket, id=IDS[4], number=1, state="finished", **ticket)
    yield row(tables.Ticket, id=IDS[5], number=2, state="missed", **ticket)
    for nth, called in enumerate((IDS[4], IDS[5])):
        yield row(tables.Call, id=IDS[6 + nth], ticket_id=called, window_no=3, nth=1)
    visit: dict[str, Any] = {
        "shift_id": IDS[3],
        "state": "closed",
        "opened_at": early,
        "closed_at": late,
    }
    yield row(tables.Visit, id=IDS[8], ticket_id=IDS[4], **visit, **place)
    matter: dict[str, Any] = {
        "visit_id": IDS[8],
        "citizen_id": IDS[9],
        "answers": {},
        "first_asked": IDS[1],
    }
    yield row(tables.Matter, id=IDS[10], business="L01", state="handled", **matter)
    yield row(tables.Case, id=IDS[11], matter_id=IDS[10], business="L01", number="0103A-000001-5",
              applicant="王*", state="second_review", accepted_on=DAY, submitted_at=late,
              amount=Decimal("400000.00"))  # fmt: skip
    yield row(tables.Rating, id=IDS[12], visit_id=IDS[8], rated_person=IDS[1], raw_key="5",
              grade=5, rated_at=late)  # fmt: skip
    notice: dict[str, Any] = {
        "matter_id": IDS[10],
        "citizen_id": IDS[9],
        "number": "N-1",
        "list_version": "1",
    }
    yield row(tables.Notice, id=IDS[13], business="L01", answers={}, rows=[], told_at=late,
              **notice)  # fmt: skip
    yield row(tables.Slip, id=IDS[14], kind="notice", subject_id=IDS[13], number="N-1", copies=1,
              state="printed")  # fmt: skip
    # Yesterday's late call, by the hall's clock, stays out of today.
    before = dt.datetime(2026, 11, 22, 15, 59, tzinfo=dt.UTC)
    yield row(tables.Call, at=before, id=IDS[15], ticket_id=IDS[4], window_no=3, nth=2)
    yield tables.SetOutcome, {"seq": 1, "status": "parked", "code": "x", "seen_at": late}


@pytest.fixture
def page(store: Store, tmp_path: Path) -> Worksheet:
    wanted = ReportWanted(DAY, 3, MADE_AT, BUSINESSES)
    make_shift_report(store, wanted, tmp_path / "report.xlsx")
    return load_workbook(tmp_path / "report.xlsx").worksheets[0]


def words_on(page: Worksheet) -> list[str]:
    cells = (cell for row in page.iter_rows() for cell in row if cell.value is not None)
    return [str(cell.value) for cell in cells]


def test_the_stored_rows_reconcile_and_stand_on_page_one(page: Worksheet) -> None:
    words = words_on(page)

    assert page["A1"].value == "示例大厅 3号窗口日结"
    assert "叫号 2 = 结束服务 1 + 过号 1 + 在办 0：平" in words
    assert "本机待核对 1 笔，请逐笔核对。" in words
    assert {"交班人：", "接班人：", "值班主任："} <= set(words)


def test_a_name_like_a_formula_stays_a_name_in_the_report(page: Worksheet) -> None:
    cells = [cell for row in page.iter_rows() for cell in row]

    assert "'=1+王" in words_on(page)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


def test_the_report_prints_on_one_landscape_page_with_repeated_heads(page: Worksheet) -> None:
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == "9"
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$6"
    fonts = {cell.font.name for row in page.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Noto Sans CJK SC"}


def test_money_and_times_carry_their_number_forms(store: Store, tmp_path: Path) -> None:
    make_shift_report(store, ReportWanted(DAY, None, MADE_AT, BUSINESSES), tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")

    case, ticket = book["受理件"], book["号票"]

    assert (case["F2"].value, case["F2"].number_format) == (400000, "#,##0.00")
    assert (ticket["C2"].value, ticket["C2"].number_format) == (dt.time(8, 30), "hh:mm")
    assert case["B2"].value == BUSINESSES["L01"]
    assert book.sheetnames[0] == "大厅日报表"


def test_a_report_that_cannot_be_stored_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "r.xlsx"
    folder.mkdir()

    with pytest.raises(OSError, match=r"r\.xlsx"):
        make_shift_report(store, ReportWanted(DAY, 3, MADE_AT, {}), folder)
    assert [each.name for each in tmp_path.iterdir()] == ["r.xlsx"]
