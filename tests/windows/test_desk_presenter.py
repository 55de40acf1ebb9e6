"""The desk's presenter: verbs become screens; refusals, outages and restarts are shown."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from counter.store.tables import RatingReason
from counter.store.trouble import DiskFull
from counter.store.unit_of_work import Store
from counter.windows.presenters.link import LinkView
from counter.windows.screen import (
    IdentityPage,
    IdlePage,
    LoanPage,
    NoticePage,
    RatingPage,
)
from tests import builders as b
from tests.windows.at_work import AtWork, LaterExecutor, page_of, sit_down


def test_an_open_desk_shows_who_is_next_and_greys_what_cannot_be_done(at_work: AtWork) -> None:
    screen = at_work.shown.now

    assert isinstance(screen.page, IdlePage)
    assert screen.page.next_label == "A001"
    enabled = [verb.name for verb in screen.call.verbs if verb.enabled]
    assert enabled == ["call_next", "walk_up"]
    assert all(verb.why for verb in screen.call.verbs if not verb.enabled)
    assert screen.steps == ()


def test_every_step_of_a_visit_has_its_page(at_work: AtWork) -> None:
    pages: list[type[Any]] = []

    def look() -> None:
        pages.append(type(at_work.shown.now.page))

    at_work.press("call_next", "start")
    look()
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    for verbs in (("step_done",), ("step_done",), ("print", "step_done", "step_done")):
        at_work.press(*verbs)
        look()
    at_work.read(b.WIFE)
    at_work.enter_loan()
    at_work.press("step_done")
    look()

    names = [page.__name__ for page in pages]
    assert names == ["IdentityPage", "MatterPage", "NoticePage", "LoanPage", "ConsentsPage"]
    assert [step.state for step in at_work.shown.now.steps][:5] == ["done"] * 4 + ["current"]


def test_a_person_is_not_taken_before_the_clerk_has_compared(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.read(b.HUSBAND)

    at_work.press("step_done")

    assert at_work.shown.message.title == "还没有目视核对。"
    assert at_work.shown.now.cards == ()


def test_a_wrong_number_is_told_at_its_field_and_nothing_is_kept(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.type(doc_number="371799198506150017", name="张三")

    at_work.press("step_done")

    page = at_work.shown.now.page
    assert isinstance(page, IdentityPage)
    assert page.number.error
    assert page.number.value == "371799198506150017"
    assert at_work.presenter.sight.facts.citizen is None

    at_work.type(doc_number="371799198506150016")
    at_work.press("step_done")

    assert at_work.presenter.sight.facts.citizen is not None


def test_cut_off_a_person_is_taken_in_from_the_card_and_marked(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.outfit.directory.is_cut_off = True
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")

    at_work.press("step_done")

    screen = at_work.shown.now
    assert screen.cards[0].chip == "待核验"
    assert "与中心断开" in at_work.shown.message.title
    assert screen.steps[0].fact == "待核验"


def test_the_banner_says_since_when_the_centre_is_away(at_work: AtWork) -> None:
    at_work.presenter.link_changed(LinkView(False, b.MONDAY, 3, b.MONDAY, 0))

    screen = at_work.shown.now
    assert screen.outage is not None
    assert screen.outage.since == "09:30 起与中心断开"
    assert [segment.state for segment in screen.status][:2] == ["off", "off"]
    assert "待上传 3 笔" in screen.status[1].text

    at_work.presenter.link_changed(LinkView(True, b.MONDAY))

    assert at_work.shown.now.outage is None


def test_a_step_that_is_not_reached_says_what_it_waits_for(at_work: AtWork) -> None:
    at_work.press("call_next", "start", "step_4")

    assert at_work.shown.message.title == "第 4 步要等“一次性告知”。"
    assert isinstance(at_work.shown.now.page, IdentityPage)


def test_another_answer_changes_which_questions_are_asked(at_work: AtWork) -> None:
    at_work.press("call_next", "start")
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")
    before = [one.name for one in at_work.presenter.sight.facts.questions]

    at_work.type(answer_marital="single")

    after = [one.name for one in at_work.presenter.sight.facts.questions]
    assert "answer_marriage_place" in before
    assert "answer_marriage_place" not in after


def test_a_printer_without_paper_says_so_and_the_number_stays(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.outfit.paper.knobs.paper_left = 0

    at_work.press("print")
    told = at_work.presenter.sight.facts.notice
    assert at_work.shown.message.title == "告知单没有打出来。"

    at_work.outfit.paper.load_paper()
    at_work.press("print")

    again = at_work.presenter.sight.facts.notice
    assert told is not None
    assert again is not None
    assert again.number == told.number
    assert at_work.shown.message.state == "done"
    page = at_work.shown.now.page
    assert isinstance(page, NoticePage)
    assert told.number in page.version


def test_a_married_borrower_cannot_go_on_without_the_spouse(at_work: AtWork) -> None:
    at_work.go_to_loan()
    at_work.enter_loan()

    at_work.press("step_done")

    assert "还没有录入配偶" in at_work.shown.message.title + at_work.shown.message.text
    assert isinstance(at_work.shown.now.page, LoanPage)


def test_too_large_an_amount_fails_and_one_key_takes_the_limit(at_work: AtWork) -> None:
    at_work.go_to_loan()
    at_work.read(b.WIFE)
    at_work.enter_loan("700000")
    assert at_work.presenter.sight.facts.case is not None
    failed = [row.name for row in page_of(at_work, LoanPage).rows if row.state == "bad"]
    assert "申请额度" in failed

    at_work.press("take_limit")

    case = at_work.presenter.sight.facts.case
    assert case.judgement is not None
    assert Decimal(case.money.amount) == case.judgement.limit
    assert {one.name: one.value for one in page_of(at_work, LoanPage).money}["amount"] == (
        case.money.amount
    )


def test_a_wrong_amount_is_told_at_its_field(at_work: AtWork) -> None:
    at_work.go_to_loan()
    at_work.read(b.WIFE)

    at_work.enter_loan("四十万")

    amount = {one.name: one for one in page_of(at_work, LoanPage).money}["amount"]
    assert amount.error
    assert amount.value == "四十万"


def test_a_card_left_on_the_reader_is_said_once_and_a_second_press_ends(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.press("print", "tell_end")

    at_work.press("finish")
    assert at_work.shown.message.title.startswith("身份证还在读卡器上")
    assert at_work.presenter.sight.facts.visit is not None

    at_work.press("finish")

    assert at_work.presenter.sight.facts.visit is None
    assert isinstance(at_work.shown.now.page, RatingPage)


def test_a_rating_is_shown_as_received_and_never_how_good_it_was(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.press("print", "tell_end")
    visit = at_work.presenter.sight.facts.visit
    assert visit is not None
    at_work.outfit.cards.remove_card()
    at_work.press("finish")
    assert at_work.outfit.pad.wait_showing(str(visit.id))

    at_work.outfit.pad.press(2)
    assert at_work.outfit.pad.wait_for(lambda: at_work.outfit.pad.accepted)
    at_work.presenter.hear_pad()

    page = page_of(at_work, RatingPage)
    assert "评价已收到" in page.word
    assert "满意" not in page.word + page.line


def test_reasons_that_come_after_the_rating_are_stored_and_never_shown(at_work: AtWork) -> None:
    at_work.go_to_notice()
    at_work.press("print", "tell_end")
    visit = at_work.presenter.sight.facts.visit
    assert visit is not None
    at_work.outfit.cards.remove_card()
    at_work.press("finish")
    pad = at_work.outfit.pad
    assert pad.wait_showing(str(visit.id))
    pad.press(1)
    assert pad.wait_for(lambda: pad.accepted)
    at_work.presenter.hear_pad()
    shown = at_work.shown.now.page

    pad.give_reasons(str(visit.id), "wait")
    news = at_work.outfit.tools.pad.events()
    deadline = time.monotonic() + 5
    while news.empty() and time.monotonic() < deadline:
        time.sleep(0.005)
    at_work.presenter.hear_pad()

    with at_work.outfit.tools.store.reading() as session:
        assert session.scalars(select(RatingReason.codes)).all() == [["wait"]]
    assert at_work.shown.now.page == shown


def test_a_restarted_desk_stands_on_the_same_step_with_what_was_typed(outfit: b.Outfit) -> None:
    at_work = sit_down(outfit)
    at_work.go_to_loan()
    at_work.type(home_address="示例市样例区演示路88号", amount="40")

    again = sit_down(outfit)

    page = page_of(again, LoanPage)
    fields = {one.name: one.value for one in (*page.home, *page.money)}
    assert fields["home_address"] == "示例市样例区演示路88号"
    assert fields["amount"] == "40"
    assert again.shown.now.call.hero == "A001"


def test_what_is_typed_in_one_visit_is_gone_in_the_next(at_work: AtWork) -> None:
    at_work.outfit.queue.issue("A", "L01")
    at_work.press("call_next", "start")
    at_work.type(doc_number="3717", name="张")
    at_work.presenter.take_verb("finish")

    at_work.press("call_next", "start")

    page = page_of(at_work, IdentityPage)
    assert (page.number.value, page.name.value) == ("", "")


def test_a_bug_in_a_verb_is_loud_and_the_desk_can_be_used_on(at_work: AtWork) -> None:
    queue = at_work.outfit.queue
    whole = queue.grant_next

    def broken(_request: object) -> None:
        raise ZeroDivisionError

    queue.grant_next = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(ZeroDivisionError):
        at_work.press("call_next")
    queue.grant_next = whole  # type: ignore[method-assign]

    at_work.press("call_next")

    assert at_work.shown.now.call.hero == "A001"


def test_a_full_disk_is_said_in_the_stores_words(outfit: b.Outfit) -> None:
    # Stands in for the disk: filling a real one needs a file system of its own.
    class FullStore(Store):
        is_full = False

        @contextlib.contextmanager
        def unit(self, *what: Any) -> Iterator[Any]:
            if self.is_full:
                raise DiskFull
            with super().unit(*what) as unit:
                yield unit

    store = FullStore(outfit.tools.store.engine, outfit.tools.store.origin)
    at_work = sit_down(replace(outfit, tools=replace(outfit.tools, store=store)))
    store.is_full = True

    at_work.press("call_next")

    assert at_work.shown.message.title == "磁盘已满，刚才的内容没有保存。"


def test_after_the_person_left_nothing_is_shown_any_more(outfit: b.Outfit) -> None:
    later = LaterExecutor()
    at_work = sit_down(outfit, later)
    later.run()
    at_work.press("call_next")
    shown = len(at_work.shown.screens)

    at_work.presenter.end()
    later.run()

    assert len(at_work.shown.screens) == shown


def test_one_wrong_amount_leaves_neither_home_nor_money_saved(at_work: AtWork) -> None:
    at_work.go_to_loan()
    at_work.read(b.WIFE)

    at_work.enter_loan(amount="1e9")

    case = at_work.presenter.sight.facts.case
    assert case is not None
    assert case.home.home_address == ""
    assert case.money.amount == ""
    assert "amount" in at_work.presenter.sight.entry.errors


def test_ctrl_i_says_why_what_is_greyed_cannot_be_pressed(at_work: AtWork) -> None:
    at_work.press("call_next", "start", "why")

    told = at_work.shown.now.message
    assert told is not None
    assert "呼叫下一位：先结束现在这位" in told.text


def test_an_unplugged_reader_is_said_with_the_next_step_and_the_visit_goes_on(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    at_work.press("call_next", "start")
    outfit.cards.close()

    at_work.press("read_card")

    told = at_work.shown.now.message
    assert told is not None
    assert told.title.endswith("。") or told.text.endswith("。")
    assert at_work.presenter.sight.facts.visit is not None
    assert not at_work.presenter.sight.entry.busy
    at_work.type(doc_number=b.HUSBAND.number, name=b.HUSBAND.name)
    at_work.press("step_done")
    assert at_work.presenter.sight.facts.citizen is not None
