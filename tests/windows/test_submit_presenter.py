"""Steps 6 and 7 and the right column: stages, clocks, papers, what stands in the way."""

import datetime as dt

import pytest

from counter.windows.presenters.deadlines import chip
from counter.windows.screen import RatingPage, SubmitPage
from counter.workflows.case_clocks import ClockView
from tests import builders as b
from tests.windows.at_work import AtWork, page_of
from tests.windows.test_signing_presenter import sign

TODAY = dt.date(2026, 11, 23)


def go_to_submitting(at_work: AtWork) -> None:
    at_work.go_to_signing()
    at_work.read(b.HUSBAND)
    sign(at_work, 4)
    at_work.read(b.WIFE)
    sign(at_work, 5)
    at_work.press("step_done")


def stages(at_work: AtWork) -> list[str]:
    return [row.word for row in page_of(at_work, SubmitPage).stages]


def test_the_four_stages_show_what_is_done_and_what_comes_next(at_work: AtWork) -> None:
    go_to_submitting(at_work)
    assert stages(at_work) == ["下一步", "未到", "未到", "未到"]

    at_work.press("step_done")
    assert stages(at_work) == ["已办 11-23", "下一步", "未到", "未到"]

    at_work.press("step_done")
    assert stages(at_work) == ["已办 11-23", "已办 11-23", "下一步", "未到"]

    at_work.type(opinion="材料齐全，同意提交复核。")
    at_work.press("step_done", "step_6")
    assert stages(at_work) == ["已办 11-23", "已办 11-23", "已办 09:30", "已办 09:30"]
    assert page_of(at_work, SubmitPage).opinion is None


def test_both_clocks_are_shown_and_the_earlier_one_is_named(at_work: AtWork) -> None:
    go_to_submitting(at_work)
    before = page_of(at_work, SubmitPage).clocks
    assert [clock.chip.state for clock in before] == ["dashed", "dashed"]

    at_work.press("step_done", "step_done")

    clocks = page_of(at_work, SubmitPage).clocks
    assert [(one.chip.words, one.is_earlier) for one in clocks] == [
        ("承诺 12-07", True),
        ("法定 12-08", False),
    ]
    deadlines = [card.deadlines for card in at_work.shown.now.cards if card.deadlines]
    assert [one.words for one in deadlines[0]] == ["承诺 12-07", "法定 12-08"]


def test_the_acceptance_slip_that_did_not_come_out_is_printed_again_under_its_number(
    at_work: AtWork,
) -> None:
    go_to_submitting(at_work)
    at_work.outfit.paper.knobs.paper_left = 0
    at_work.press("step_done")
    paper = page_of(at_work, SubmitPage).papers[1]
    assert (paper.word, paper.state) == ("没有打出", "bad")
    assert at_work.shown.message.title == "受理凭证没有打出来。"

    at_work.outfit.paper.load_paper()
    at_work.press("print")

    again = page_of(at_work, SubmitPage).papers[1]
    assert (again.word, again.detail.split("・")[1]) == ("已打印", "打印 2 次")
    assert again.detail.split("・")[0] == paper.detail.split("・")[0]


def test_a_signature_taken_back_meanwhile_blocks_the_end_of_signing_and_names_the_step(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    go_to_submitting(at_work)
    at_work.press("step_done")
    case = at_work.presenter.sight.facts.case
    assert case is not None
    outfit.lay(b.WIFE)
    elsewhere = outfit.restarted().consents
    elsewhere.read_card(case.id)
    elsewhere.withdraw(case.id, b.key_of(b.WIFE), "credit_query")

    at_work.press("print")

    blocked = page_of(at_work, SubmitPage).blockers
    assert [(row.title, row.key) for row in blocked] == [("还有 1 份没有签", "Ctrl 5")]
    assert "配偶《个人征信查询及报送授权书》" in blocked[0].detail
    assert not at_work.shown.now.actions[-1].enabled
    assert at_work.shown.now.still_open == "还有 1 份没有签"


def test_an_empty_opinion_is_told_and_nothing_is_submitted(at_work: AtWork) -> None:
    go_to_submitting(at_work)
    at_work.press("step_done", "step_done", "step_done")

    assert "初审意见" in at_work.shown.message.title
    assert stages(at_work)[2] == "下一步"


@pytest.mark.parametrize(
    ("left", "provisional", "words", "state"),
    [
        (9, False, "承诺 12-07", ""),
        (2, False, "承诺 剩 2 个工作日", "warn"),
        (0, False, "承诺 今天到期", "warn"),
        (-1, False, "承诺 超 1 个工作日", "bad"),
        (9, True, "承诺 12-07 暂估", "dashed"),
        (2, True, "承诺 剩 2 个工作日", "warn"),
    ],
)
def test_a_chip_has_one_of_four_looks(left: int, provisional: bool, words: str, state: str) -> None:
    clock = ClockView(
        "承诺", "面签结束后 10 个工作日", dt.date(2026, 12, 7), provisional, left, is_earlier=True
    )

    shown = chip(clock, TODAY)

    assert (shown.words, shown.state) == (words, state)
    assert ("暂估" in shown.tip) == provisional


def test_the_later_clock_and_one_that_stopped_never_alarm() -> None:
    day = dt.date(2026, 11, 20)
    later = ClockView("法定", "受理后 15 日", day, left=-1)
    decided = ClockView("承诺", "", day, left=-1, is_earlier=True, is_running=False)

    assert [chip(one, TODAY).state for one in (later, decided)] == ["", ""]


def test_a_day_of_another_year_carries_its_year() -> None:
    clock = ClockView("承诺", "", dt.date(2027, 1, 4), provisional=True, left=9, is_earlier=True)

    assert chip(clock, TODAY).words == "承诺 2027-01-04 暂估"


def test_party_cards_say_how_sure_it_is_who_this_is_and_how_old_the_figures_are(
    at_work: AtWork,
) -> None:
    at_work.go_to_loan()
    at_work.read(b.WIFE)

    borrower, spouse, case = at_work.shown.now.cards

    assert (borrower.role, borrower.head, borrower.detail) == ("借款人", "张三", "男 41 岁")
    assert borrower.sub == "371799 19850615 0016"
    assert borrower.chip == "人证一致（目视）"
    assert borrower.note == "数据截至 11-22 日终"
    assert dict(borrower.pairs)["账户"] == "尾号 0012・正常"
    assert dict(borrower.pairs)["余额"] == "60,000.00"
    assert (spouse.role, spouse.chip) == ("配偶", "身份证已读取")
    assert case.head.startswith("件 ")
    assert case.chip == "已录入"


def test_figures_nobody_gave_are_never_zero(outfit: b.Outfit, at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    outfit.directory.is_cut_off = True
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done", "step_done", "print", "step_done", "step_done")

    card = at_work.shown.now.cards[0]

    assert dict(card.pairs)["余额"] == "—"
    assert dict(card.pairs)["账户"] == "没有返回"
    assert card.chip == "待核验"
    assert "没有返回" in card.note


def test_the_last_step_names_a_matter_without_a_result(at_work: AtWork) -> None:
    at_work.go_to_notice()

    at_work.press("step_7")

    page = page_of(at_work, RatingPage)
    assert page.word == "还不能结束服务"
    assert [(row.word, row.key) for row in page.rows] == [("还没有结果", "Ctrl 3")]
