import uuid

from sqlalchemy import select

from counter.peripherals.rating_pad import Grade, Rated
from counter.store.kinds import RATING_GIVE
from counter.store.tables import Rating
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
