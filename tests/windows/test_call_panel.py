"""The call panel's verbs at a real desk: what they say, and what a person without a call shows."""

from counter.windows.screen import IdentityPage, Message, Verb
from tests import builders as b
from tests.windows.at_work import AtWork, LaterExecutor, page_of, sit_down


def test_pressing_f2_twice_calls_once(outfit: b.Outfit) -> None:
    outfit.queue.issue("A", "L01")
    later = LaterExecutor()
    at_work = sit_down(outfit, later)
    later.run()

    at_work.press("call_next", "call_next")
    later.run()

    assert at_work.shown.now.call.hero == "A001"
    assert len(outfit.queue.waiting_tickets) == 1


def test_passing_over_greys_and_says_what_it_waits_for(at_work: AtWork) -> None:
    def miss() -> Verb:
        return next(verb for verb in at_work.shown.now.call.verbs if verb.name == "miss")

    at_work.press("call_next")
    assert at_work.shown.now.call.label == "已呼叫 第 1 次，2 次后可过号"
    assert (miss().enabled, miss().why) == (False, "再呼叫 1 次才能过号")

    at_work.press("recall")
    called_at = at_work.outfit.clock.now().timestamp()
    assert (miss().enabled, miss().ready_at) == (True, called_at + 15)

    at_work.press("miss")
    assert at_work.shown.message.title.startswith("A001号刚刚呼叫过")
    at_work.outfit.clock.pass_time(seconds=15)
    at_work.press("miss")
    assert at_work.shown.now.call.hero == "空闲"


def test_nobody_waiting_is_said_and_is_no_trouble(outfit: b.Outfit) -> None:
    outfit.queue.waiting_tickets.clear()
    at_work = sit_down(outfit)

    at_work.press("call_next")

    assert at_work.shown.message == Message("现在没有人等候。", state="act")


def test_a_person_taken_by_hand_shows_the_number_on_the_paper(at_work: AtWork) -> None:
    at_work.press("walk_up")
    page = page_of(at_work, IdentityPage)
    assert page.paper is not None
    assert page.paper.value == ""

    at_work.type(paper_shown="  B012 ")
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")
    assert at_work.shown.now.call.hero == "B012"

    at_work.press("step_1")
    at_work.type(paper_shown="B013")
    at_work.press("step_done")
    assert at_work.shown.now.call.hero == "B013"


def test_a_wrong_number_of_the_paper_is_told_at_its_field(at_work: AtWork) -> None:
    at_work.press("walk_up")
    at_work.type(paper_shown="B" * 21)
    at_work.read(b.HUSBAND)
    at_work.type(same_person="1")
    at_work.press("step_done")

    paper = page_of(at_work, IdentityPage).paper
    assert paper is not None
    assert paper.error.startswith("号票上的号太长")
    assert at_work.presenter.sight.facts.citizen is None


def test_who_was_called_is_not_asked_for_a_paper(at_work: AtWork) -> None:
    at_work.press("call_next", "start")

    assert page_of(at_work, IdentityPage).paper is None
