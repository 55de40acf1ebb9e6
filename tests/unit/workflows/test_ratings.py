import uuid

import pytest
from sqlalchemy import select

from counter.peripherals.rating_pad import GaveReasons, Grade, Rated
from counter.store.kinds import RATING_GIVE
from counter.store.tables import Rating, RatingReason
from counter.workflows.ratings import Pressed, give
from tests.builders import Outfit
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import serve


def asked(outfit: Outfit, timeout: float = 30.0) -> uuid.UUID:
    visit = serve(outfit)
    desk = outfit.desk
    desk.ratings.ask(visit.id, desk.ratings.invitation("A001", "咨询"), timeout)
    assert outfit.pad.wait_showing(str(visit.id))
    return visit.id


def test_a_rating_is_stored_under_the_pads_key_for_the_clerk_who_served(outfit: Outfit) -> None:
    visit_id = asked(outfit)
    outfit.pad.press(2)

    heard = outfit.desk.ratings.hear(5)

    assert [(one.kind, one.visit_id) for one in heard] == [("given", visit_id)]
    assert outfit.desk.ratings.is_given(visit_id)
    with outfit.tools.store.reading() as session:
        rating = session.scalars(select(Rating)).one()
    assert (rating.grade, rating.made_by) == (2, outfit.tools.pad_signer.id)
    assert rating.rated_person == outfit.desk.actor.person_id


def test_nobody_pressing_is_unrated_and_leaves_no_row(outfit: Outfit) -> None:
    visit_id = asked(outfit, timeout=0.1)

    heard = outfit.desk.ratings.hear(5)

    assert [(one.kind, one.visit_id) for one in heard] == [("unrated", visit_id)]
    assert not outfit.desk.ratings.is_given(visit_id)


def test_a_visit_is_asked_for_once(outfit: Outfit) -> None:
    visit_id = asked(outfit)
    invitation = outfit.desk.ratings.invitation("A001", "咨询")

    code = refused(lambda: outfit.desk.ratings.ask(visit_id, invitation))

    assert code == "device.session-reused"


def test_the_verb_itself_takes_one_rating_a_visit(outfit: Outfit) -> None:
    visit_id = asked(outfit)
    tools = outfit.tools

    def press(grade: int) -> None:
        with tools.store.unit(RATING_GIVE, tools.pad_signer, tools.clock.now()) as unit:
            give(unit, uuid.uuid4(), Pressed(visit_id, "5", grade, tools.clock.now()))

    assert refused(lambda: press(7)) == "rating.key"
    press(5)
    assert refused(lambda: press(1)) == "rating.given"


def test_a_second_press_is_told_and_changes_nothing(outfit: Outfit) -> None:
    visit_id = asked(outfit)
    outfit.pad.press(5)
    outfit.desk.ratings.hear(5)
    # A pad of another make may repeat itself; the real driver drops this.
    outfit.tools.pad.events().put(Rated(str(visit_id), grade=Grade(1), raw_key="1"))

    heard = outfit.desk.ratings.hear()

    assert [one.kind for one in heard] == ["refused"]
    with outfit.tools.store.reading() as session:
        assert session.scalars(select(Rating.grade)).one() == 5


def test_a_press_for_a_visit_nobody_knows_is_dropped(outfit: Outfit) -> None:
    for session_id in ("training", str(uuid.uuid4())):
        outfit.tools.pad.events().put(Rated(session_id, grade=Grade(5), raw_key="5"))

    assert outfit.desk.ratings.hear() == ()


def reasons(outfit: Outfit) -> list[list[str]]:
    with outfit.tools.store.reading() as session:
        return list(session.scalars(select(RatingReason.codes)))


def rated(outfit: Outfit, grade: int) -> uuid.UUID:
    visit_id = asked(outfit)
    outfit.pad.press(grade)
    assert [one.kind for one in outfit.desk.ratings.hear(5)] == ["given"]
    return visit_id


def test_reasons_after_a_bad_rating_are_kept_under_the_pads_key_and_told_to_nobody(
    outfit: Outfit,
) -> None:
    visit_id = rated(outfit, 1)
    outfit.pad.give_reasons(str(visit_id), "wait", "attitude")

    heard = outfit.desk.ratings.hear(5)

    assert heard == ()
    assert reasons(outfit) == [["wait", "attitude"]]
    with outfit.tools.store.reading() as session:
        row = session.scalars(select(RatingReason)).one()
        rating = session.scalars(select(Rating)).one()
    assert (row.rating_id, row.made_by) == (rating.id, outfit.tools.pad_signer.id)


@pytest.mark.parametrize(
    ("grade", "codes"),
    [(4, ("wait",)), (2, ()), (2, ("",)), (2, ("a\nb",)), (2, ("x" * 65,)), (2, ("w",) * 11)],
)
def test_reasons_of_no_meaning_are_not_kept(
    outfit: Outfit, grade: int, codes: tuple[str, ...]
) -> None:
    visit_id = rated(outfit, grade)
    outfit.tools.pad.events().put(GaveReasons(str(visit_id), codes))

    assert outfit.desk.ratings.hear() == ()
    assert reasons(outfit) == []


def test_reasons_are_kept_once_and_only_for_a_rating_there_is(outfit: Outfit) -> None:
    visit_id = rated(outfit, 2)
    for session_id in (str(visit_id), str(visit_id), str(uuid.uuid4()), "training"):
        outfit.tools.pad.events().put(GaveReasons(session_id, ("wait",)))

    outfit.desk.ratings.hear()

    assert reasons(outfit) == [["wait"]]


def test_the_desk_knows_without_waiting_whether_the_pad_spoke(outfit: Outfit) -> None:
    outfit.desk.ratings.hear(1)
    assert not outfit.desk.ratings.has_news()

    outfit.tools.pad.events().put(GaveReasons("training", ()))

    assert outfit.desk.ratings.has_news()
