"""A couple's visit without a screen: every verb in its order on a real encrypted store."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from counter.store.change_set import GENESIS, chain, decode
from counter.store.kinds import KINDS, check_touch
from counter.store.tables import Case, Consent, Matter, Outbox, Rating, Review, Shift, Slip, Ticket
from counter.workflows.case_digest import digest_of_case
from tests.builders import HUSBAND, WIFE, Outfit, key_of
from tests.unit.workflows.conftest import outfitted
from tests.unit.workflows.steps import ask, enter, serve, sign_all, take_in


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outfit]:
    """The visit, played once; the tests read what it left."""
    with outfitted(tmp_path_factory.mktemp("visit")) as outfit:
        play(outfit)
        yield outfit


def play(outfit: Outfit) -> None:
    desk = outfit.desk
    visit = serve(outfit)
    matter = ask(outfit, visit)
    desk.papers.print(desk.notices.tell(matter.id).paper.id)
    case_id = take_in(outfit, matter)
    enter(outfit, case_id)
    desk.loan.judge(case_id)
    sign_all(outfit, case_id)
    desk.loan.accept(case_id)
    paper = desk.loan.case(case_id).paper
    assert paper is not None
    desk.papers.print(paper.id)
    desk.loan.end_signing(case_id)
    desk.loan.submit(case_id, "资料齐全，同意")
    outfit.cards.remove_card()
    desk.ratings.ask(visit.id, desk.ratings.invitation("A001", "贷款申请"))
    assert outfit.pad.wait_showing(str(visit.id))
    outfit.pad.press(5)
    assert [heard.kind for heard in desk.ratings.hear(5)] == ["given"]
    desk.visits.close(visit.id)
    shift = desk.standing().shift
    assert shift is not None
    desk.close(shift.id)


def test_a_couple_leaves_with_a_case_submitted_two_papers_and_a_rating(played: Outfit) -> None:
    with played.tools.store.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.state == "second_review"
        assert case.accepted_on == case.signed_on == played.clock.at.date()
        assert case.rate is not None
        assert "张三" not in case.applicant
        review = session.scalars(select(Review)).one()
        assert (review.level, review.outcome) == (1, "pass")
        assert review.seen_digest == digest_of_case(session, case.id)
        signers = {consent.citizen_id for consent in session.scalars(select(Consent))}
        assert signers == {key_of(HUSBAND), key_of(WIFE)}
        assert {slip.state for slip in session.scalars(select(Slip))} == {"printed"}
        assert session.scalars(select(Matter.state)).one() == "handled"
        assert session.scalars(select(Ticket.state)).one() == "finished"
        assert session.scalars(select(Rating.grade)).one() == 5
        shift = session.scalars(select(Shift)).one()
        assert shift.facts is not None
        assert shift.facts["visits"] == 1
        assert shift.facts["not_sent"] > 0
    assert played.paper.wait_receipts(2)
    heads = [receipt.lines[0] for receipt in played.paper.receipts]
    assert heads == ["一次性告知单", "受理凭证"]
    assert played.paper.errors == []


def test_every_change_set_of_the_visit_is_inside_its_kind_and_in_the_chain(played: Outfit) -> None:
    with played.tools.store.reading() as session:
        entries = list(session.scalars(select(Outbox).order_by(Outbox.seq)))
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        made = decode(entry.body)
        assert entry.seq == number == made.seq
        previous = chain(previous, entry.body)
        assert entry.hash == previous
        for row in made.rows:
            check_touch(KINDS[made.kind], row.table, row.op, frozenset(row.values))
    kinds = [entry.kind for entry in entries]
    assert kinds.index("citizen.take_in") < kinds.index("loan_intake.take_in")
    by_pad = [decode(entry.body).person for entry in entries if entry.kind == "rating.give"]
    assert by_pad == [played.tools.pad_signer.id]


def test_a_citizen_is_always_a_change_set_of_its_own(played: Outfit) -> None:
    with played.tools.store.reading() as session:
        bodies = [decode(entry.body) for entry in session.scalars(select(Outbox))]
    with_citizen = [made for made in bodies if any(row.table == "citizen" for row in made.rows)]
    assert with_citizen
    assert all({row.table for row in made.rows} <= {"citizen", "audit"} for made in with_citizen)
