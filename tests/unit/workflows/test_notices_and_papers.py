from dataclasses import replace

from sqlalchemy import select

from counter.store.kinds import SLIP_PRINT
from counter.store.tables import Notice, Slip
from counter.workflows.matters import MatterView
from counter.workflows.notices import with_added
from counter.workflows.papers import begin_print
from tests.builders import Outfit, a_clerk
from tests.unit.workflows.refusing import refusal_of, refused
from tests.unit.workflows.steps import ask, serve


def test_nothing_is_told_before_every_question_is_answered(outfit: Outfit) -> None:
    matter = outfit.desk.visits.open_matter(serve(outfit).id, "L01")

    assert refused(lambda: outfit.desk.notices.tell(matter.id)) == "notice.unanswered"


def test_a_single_person_is_not_asked_for_a_marriage_certificate(outfit: Outfit) -> None:
    visit = serve(outfit)
    couple = outfit.desk.notices.preview(ask(outfit, visit))
    single = outfit.desk.notices.preview(ask(outfit, visit, marital="single"))

    names = [{row["name"] for row in content.materials} for content in (couple, single)]

    assert "结婚证" in names[0]
    assert "结婚证" not in names[1]
    assert "已婚" in couple.paper.situation


def test_telling_the_same_twice_is_one_notice_with_one_number(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))
    first = outfit.desk.notices.tell(matter.id)

    again = outfit.desk.notices.tell(matter.id)

    assert (again.id, again.number) == (first.id, first.number)
    assert outfit.desk.notices.told(matter.id) == first


def test_other_answers_make_another_notice_and_the_first_stays(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))
    first = outfit.desk.notices.tell(matter.id)
    outfit.clock.pass_time(minutes=1)
    changed = outfit.desk.visits.answer(matter, {**matter.answers, "home_stage": "ready"})

    second = outfit.desk.notices.tell(changed.id)

    assert second.number != first.number
    with outfit.tools.store.reading() as session:
        assert session.get_one(Notice, first.id).rows == list(first.content.rows)
        assert len(list(session.scalars(select(Notice)))) == 2


def test_a_citizen_who_leaves_with_the_notice_ends_the_matter_as_told(outfit: Outfit) -> None:
    visit = serve(outfit)
    matter = ask(outfit, visit)
    outfit.cards.remove_card()

    outfit.desk.notices.tell(matter.id, ends=True)

    assert outfit.desk.visits.close(visit.id).state == "closed"


def test_what_was_told_at_an_earlier_visit_is_found(outfit: Outfit) -> None:
    visit = serve(outfit)
    told = outfit.desk.notices.tell(ask(outfit, visit).id, ends=True)
    outfit.cards.remove_card()
    outfit.desk.visits.close(visit.id)
    outfit.clock.pass_time(days=3)

    matter = outfit.desk.visits.open_matter(serve(outfit).id, "L01")

    earlier = outfit.desk.notices.earlier(matter.id)
    assert earlier is not None
    assert earlier.number == told.number


def back_after_being_told_as_single(outfit: Outfit) -> MatterView:
    """Told as a single person the other day; today it turns out the person is married."""
    visit = serve(outfit)
    outfit.desk.notices.tell(ask(outfit, visit, marital="single").id, ends=True)
    outfit.cards.remove_card()
    outfit.desk.visits.close(visit.id)
    outfit.clock.pass_time(days=3)
    return ask(outfit, serve(outfit))


def test_what_was_not_told_before_needs_a_reason_and_keeps_it(outfit: Outfit) -> None:
    notices, matter = outfit.desk.notices, back_after_being_told_as_single(outfit)

    refusal = refusal_of(lambda: notices.tell(matter.id))
    told = notices.tell(matter.id, reason="omitted")

    assert (refusal.code, refusal.fields[0].field) == ("notice.added_reason", "added_reason")
    assert refused(lambda: notices.tell(matter.id, reason="whatever")) == "notice.added_reason"
    reasons = {row["name"]: row.get("added") for row in told.content.materials}
    assert reasons["结婚证"] == "omitted"
    assert reasons["居民身份证（在有效期内，临时身份证可）"] is None
    # The reason is the clerk's; what the citizen was told is the same list.
    assert notices.tell(matter.id, reason="changed").number == told.number


def test_another_version_of_the_list_is_reason_enough(outfit: Outfit) -> None:
    matter = back_after_being_told_as_single(outfit)
    earlier = outfit.desk.notices.earlier(matter.id)
    assert earlier is not None
    older = replace(earlier, content=replace(earlier.content, list_version="2020-01-01"))

    marked = with_added(outfit.desk.notices.preview(matter), older, "")

    assert {row["added"] for row in marked.materials if "added" in row} == {"policy"}


def test_a_crash_between_save_and_print_leaves_a_paper_that_is_printed_once(
    outfit: Outfit,
) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper
    desk = outfit.restarted()
    assert desk.papers.recover() == ()
    assert desk.papers.paper(issued.id).state == "issued"

    printed = desk.papers.print(issued.id)

    assert (printed.paper.state, printed.paper.copies, printed.sentence) == ("printed", 1, "")
    assert outfit.paper.wait_receipts(1)
    assert "补打" not in outfit.paper.receipts[0].lines


def test_a_second_copy_keeps_its_number_and_says_that_it_is_one(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper
    outfit.desk.papers.print(issued.id)

    again = outfit.desk.papers.print(issued.id)

    assert (again.paper.number, again.paper.copies) == (issued.number, 2)
    assert outfit.paper.wait_receipts(2)
    assert outfit.paper.receipts[1].lines[0] == "补打"
    assert outfit.paper.receipts[1].lines[1:] == outfit.paper.receipts[0].lines


def test_a_copy_by_a_colleague_still_names_who_told(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper

    outfit.desk_of(a_clerk(12)).papers.print(issued.id)

    assert outfit.paper.wait_receipts(1)
    assert not any("柜员12" in line for line in outfit.paper.receipts[0].lines)


def test_without_paper_the_print_failed_and_says_what_to_do(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper
    outfit.paper.knobs.paper_left = 5

    printed = outfit.desk.papers.print(issued.id)

    assert printed.paper.state == "failed"
    assert "缺纸" in printed.sentence


def test_a_line_cut_in_the_middle_asks_a_person(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper
    outfit.paper.knobs.power_off_after = 400

    printed = outfit.desk.papers.print(issued.id)

    assert printed.paper.state == "unknown"
    assert outfit.desk.papers.came_out(issued.id).state == "printed"


def test_a_restart_while_printing_leaves_an_unknown_fate(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper
    with outfit.desk._acts.saving(SLIP_PRINT) as (unit, _acting):
        begin_print(unit, issued.id)

    outfit.restarted().open()

    with outfit.tools.store.reading() as session:
        assert session.get_one(Slip, issued.id).state == "unknown"


def test_a_paper_that_is_not_lost_is_not_found(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper

    assert refusal_of(lambda: outfit.desk.papers.came_out(issued.id)).code == "slip.come_out"


def test_no_printed_line_is_wider_than_the_paper(outfit: Outfit) -> None:
    issued = outfit.desk.notices.tell(ask(outfit, serve(outfit)).id).paper

    outfit.desk.papers.print(issued.id)

    assert outfit.paper.wait_receipts(1)
    assert outfit.paper.receipts[0].max_columns <= 48


def test_a_ticket_is_printed_with_its_number(outfit: Outfit) -> None:
    ticket = outfit.desk.queue.issue("A", "L01")

    assert outfit.desk.papers.print_ticket(ticket) == ""

    assert outfit.paper.wait_receipts(1)
    assert "A001" in outfit.paper.receipts[0].lines
