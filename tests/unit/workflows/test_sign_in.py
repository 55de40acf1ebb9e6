"""Signing in at a desk: online, offline, with a one-time code."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from counter.store.change_set import decode
from counter.store.database import writing
from counter.store.sealed_keys import Forgotten, UnlockedKeys, new_keys
from counter.store.tables import Audit, Outbox, PullState
from counter.store.unit_of_work import Store
from counter.workflows.password_policy import PasswordPolicy
from counter.workflows.ports import NotAllowed, Standing
from counter.workflows.refusals import Refused
from counter.workflows.signed_in import SignedIn
from tests.sign_in_desk import (
    CHEAP,
    NOW,
    NUMBER,
    PASSWORD,
    PEPPER,
    PERSON,
    WRONG,
    Centre,
    Desk,
    SteppedClock,
    Template,
    a_template,
    desk_on,
    hold,
    refusal,
)

POLICY = PasswordPolicy(blocked=("password",))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return a_template(tmp_path_factory.mktemp("sign-in"))


@pytest.fixture
def desk(tmp_path: Path, template: Template) -> Iterator[Desk]:
    made = template.desk(tmp_path / "desk.db")
    yield made
    made.store.engine.dispose()


def enrolment_refusal(desk: Desk, password: str = PASSWORD, code: str = "7KQ-2M9X") -> Refused:
    with pytest.raises(Refused) as caught:
        desk.sign_in.enrol(NUMBER, code, password, POLICY)
    return caught.value


# Signing in


def test_the_right_password_signs_in_online_and_leaves_one_signed_event(desk: Desk) -> None:
    signed_in = desk.sign_in.sign_in(" １００７ ", PASSWORD)

    assert (signed_in.person_id, signed_in.offline) == (PERSON, False)
    assert signed_in.actor.roles == ("clerk",)
    assert signed_in.until == NOW + dt.timedelta(hours=12)
    told = {"offline": False, "failed": 0, "failed_elsewhere": 0}
    assert desk.audit() == [("sign_in", told)]
    with desk.store.reading() as session:
        row = session.scalars(select(Outbox)).one()
    assert decode(row.body).person == PERSON
    assert row.seal == signed_in.signer.seal(row.body)


def test_with_the_centre_away_the_rows_held_here_open_the_same_person(desk: Desk) -> None:
    desk.centre.reachable = False

    signed_in = desk.sign_in.sign_in(NUMBER, PASSWORD)

    assert signed_in.offline
    assert signed_in.person_id == PERSON
    assert signed_in.until == NOW + dt.timedelta(hours=12)
    assert desk.audit()[0][1]["offline"] is True


def test_a_person_enrolled_elsewhere_a_moment_ago_signs_in_online(
    tmp_path: Path, template: Template
) -> None:
    desk = desk_on(tmp_path / "new.db", SteppedClock(), Centre({NUMBER: template.standing}))

    assert desk.sign_in.sign_in(NUMBER, PASSWORD).person_id == PERSON


def test_the_centres_newer_key_counts_and_not_the_one_held_here(desk: Desk) -> None:
    newer = new_keys(PERSON, "Another-One 7", PEPPER, CHEAP, CHEAP)[0]
    known = desk.centre.people[NUMBER]
    desk.centre.people[NUMBER] = replace(known, key_id=newer.key_id, sealed=newer.sealed)

    assert refusal(desk).code == "sign_in.wrong"
    assert desk.sign_in.sign_in(NUMBER, "Another-One 7").signer.key_id == newer.key_id


def test_the_list_of_names_holds_those_with_keys(desk: Desk) -> None:
    assert [(each.staff_no, each.name) for each in desk.sign_in.staff()] == [(NUMBER, "王小窗")]


def test_nothing_personal_stands_in_what_is_shown_of_a_signed_in_person(desk: Desk) -> None:
    shown = repr(desk.sign_in.sign_in(NUMBER, PASSWORD))

    assert "王小窗" not in shown
    assert PASSWORD not in shown


def test_without_its_event_nobody_gets_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[UnlockedKeys] = []

    def refuse(self: Store, kind: object, signer: UnlockedKeys, at: object) -> object:
        opened.append(signer)
        raise OSError("no space")

    # The one way to make the event fail without filling a disk.
    monkeypatch.setattr(Store, "unit", refuse)

    with pytest.raises(OSError, match="no space"):
        desk.sign_in.sign_in(NUMBER, PASSWORD)
    with pytest.raises(Forgotten):
        opened[0].seal(b"body")


def test_signing_out_is_recorded_and_wipes_the_keys(desk: Desk) -> None:
    signed_in = desk.sign_in.sign_in(NUMBER, PASSWORD)

    desk.sign_in.sign_out(signed_in)

    assert [event for event, _detail in desk.audit()] == ["sign_in", "sign_out"]
    with pytest.raises(Forgotten):
        signed_in.signer.seal(b"body")


# Vouching beside whoever is signed in

PAGE = uuid.UUID(int=500)


@pytest.mark.parametrize("reachable", [True, False])
def test_a_witness_leaves_one_event_under_the_own_key_and_is_not_signed_in(
    desk: Desk, reachable: bool
) -> None:
    desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.centre.reachable = reachable

    person = desk.sign_in.vouch(NUMBER, PASSWORD, ("signing_page", PAGE))

    assert person == PERSON
    assert desk.audit()[-1] == ("witness", {"offline": not reachable})
    with desk.store.reading() as session:
        row = session.scalars(select(Outbox).order_by(Outbox.seq)).all()[-1]
        seen = session.scalars(select(Audit).where(Audit.event == "witness")).one()
    assert decode(row.body).person == PERSON
    assert (seen.subject_table, seen.subject_id) == ("signing_page", PAGE)


def test_a_witness_with_a_wrong_password_is_counted_like_at_the_door(desk: Desk) -> None:
    def answer(password: str) -> str:
        with pytest.raises(Refused) as caught:
            desk.sign_in.vouch(NUMBER, password, ("signing_page", PAGE))
        return caught.value.code

    assert answer(WRONG) == "sign_in.wrong"
    assert "sign_in.locked" in [answer(WRONG) for _ in range(5)]
    assert answer(PASSWORD) == "sign_in.locked"
    assert desk.audit() == []


# What is refused


@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize(
    ("number", "password"),
    [
        (NUMBER, WRONG),
        ("9999", PASSWORD),
        ("", PASSWORD),
        ("x" * 5000, PASSWORD),
        ("10\x0007", PASSWORD),
        ("\ud800", PASSWORD),
        (NUMBER, ""),
        (NUMBER, "x" * 129),
        (NUMBER, PASSWORD + "\n"),
        (NUMBER, PASSWORD + "\0"),
        ("1007' OR '1'='1", PASSWORD),
    ],
)
def test_wrong_name_and_wrong_password_get_one_text(
    desk: Desk, number: str, password: str, reachable: bool
) -> None:
    desk.centre.reachable = reachable

    answer = refusal(desk, number, password)

    assert answer.code == "sign_in.wrong"
    assert "工号或密码不正确" in answer.sentence
    assert desk.audit() == []


def test_a_person_who_left_is_told_so_only_after_the_right_password(desk: Desk) -> None:
    desk.centre.people[NUMBER] = replace(desk.centre.people[NUMBER], active=False)

    assert refusal(desk, password=WRONG).code == "sign_in.wrong"
    assert refusal(desk).code == "sign_in.left"
    assert desk.audit() == []


def test_a_key_revoked_in_the_feed_opens_nothing_offline(
    tmp_path: Path, template: Template
) -> None:
    desk = desk_on(tmp_path / "x.db", SteppedClock(), Centre(reachable=False))
    hold(desk, template.standing, state="revoked")

    assert refusal(desk).code == "sign_in.left"


def test_somebody_the_centre_no_longer_knows_is_a_wrong_name(desk: Desk) -> None:
    desk.centre.people.clear()

    assert refusal(desk).code == "sign_in.wrong"


def test_keys_that_ran_out_are_refused_online_and_offline(desk: Desk) -> None:
    desk.clock.wait(dt.timedelta(days=90))

    assert refusal(desk).code == "sign_in.expired"
    desk.centre.reachable = False
    assert refusal(desk).code == "sign_in.expired"


def test_a_number_the_centre_takes_for_malformed_is_a_wrong_name(desk: Desk) -> None:
    def refuse(staff_no: str) -> Standing | None:
        raise NotAllowed("invalid", "中心没有接受这次请求的内容。")

    desk.centre.standing = refuse  # type: ignore[method-assign]

    assert refusal(desk).code == "sign_in.wrong"


def test_a_workstation_the_centre_refuses_says_why(desk: Desk) -> None:
    def refuse(staff_no: str) -> Standing | None:
        raise NotAllowed("workstation", "本机已停用。请联系管理员。")

    desk.centre.standing = refuse  # type: ignore[method-assign]

    assert refusal(desk).sentence == "本机已停用。请联系管理员。"


# Offline for long, and clocks


def test_offline_sign_in_ends_72_hours_after_the_last_word_of_the_centre(desk: Desk) -> None:
    desk.centre.reachable = False
    desk.clock.wait(dt.timedelta(hours=70))
    late = desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.clock.wait(dt.timedelta(hours=1, seconds=1))

    assert late.until == NOW + dt.timedelta(hours=71)
    assert refusal(desk).code == "sign_in.offline_too_long"


def test_an_online_sign_in_starts_the_72_hours_anew(desk: Desk) -> None:
    desk.clock.wait(dt.timedelta(hours=60))
    desk.sign_in.sign_out(desk.sign_in.sign_in(NUMBER, PASSWORD))
    desk.centre.reachable = False
    desk.clock.wait(dt.timedelta(hours=60))

    assert desk.sign_in.sign_in(NUMBER, PASSWORD).offline


def test_a_desk_that_never_heard_of_the_centre_signs_nobody_in_offline(
    tmp_path: Path, template: Template
) -> None:
    desk = desk_on(tmp_path / "x.db", SteppedClock(), Centre(reachable=False))
    hold(desk, template.standing)
    with writing(desk.store.engine).begin() as connection:
        connection.execute(update(PullState).values(caught_up_at=None))

    assert refusal(desk).code == "sign_in.offline_too_long"


def test_setting_the_clock_back_prolongs_nothing(desk: Desk) -> None:
    desk.centre.reachable = False
    desk.clock.wait(dt.timedelta(hours=72))
    refusal(desk)
    desk.clock.at = NOW

    assert refusal(desk).code == "sign_in.offline_too_long"
    assert refusal(desk.restarted(reboot=True)).code == "sign_in.offline_too_long"


def test_a_clock_set_back_a_little_shortens_the_session_and_asks_for_a_banner(desk: Desk) -> None:
    desk.centre.reachable = False
    desk.clock.wait(dt.timedelta(hours=2))
    desk.sign_in.sign_out(desk.sign_in.sign_in(NUMBER, PASSWORD))
    desk.clock.at = NOW

    signed_in = desk.sign_in.sign_in(NUMBER, PASSWORD)

    assert signed_in.clock_behind
    assert signed_in.until == NOW + dt.timedelta(hours=1)


def test_a_clock_that_was_years_ahead_once_is_healed_by_an_online_sign_in(desk: Desk) -> None:
    desk.clock.at = NOW + dt.timedelta(days=30)
    desk.fail(1)
    desk.clock.at = NOW

    online = desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.centre.reachable = False
    offline = desk.sign_in.sign_in(NUMBER, PASSWORD)

    assert online.clock_behind
    assert not offline.clock_behind


# Enrolment


@pytest.fixture
def newcomer(desk: Desk) -> Desk:
    """The centre knows the person, but no keys yet."""
    desk.centre.people[NUMBER] = replace(desk.centre.people[NUMBER], key_id=None, sealed=None)
    return desk


def test_a_code_makes_the_keys_and_signs_in(newcomer: Desk) -> None:
    signed_in: SignedIn = newcomer.sign_in.enrol(NUMBER, " 7KQ-2M9X ", "Good-Word 77", POLICY)
    newcomer.sign_in.sign_out(signed_in)

    assert newcomer.sign_in.sign_in(NUMBER, "Good-Word 77").person_id == PERSON
    assert [event for event, _ in newcomer.audit()] == ["sign_in", "sign_out", "sign_in"]


def test_before_enrolment_no_password_opens_anything(newcomer: Desk) -> None:
    assert refusal(newcomer).code == "sign_in.wrong"


def test_a_wrong_code_and_an_unknown_name_are_refused(newcomer: Desk) -> None:
    for code in ("WRONG", "7KQ-\x002M9X", "7" * 65):
        assert enrolment_refusal(newcomer, code=code).code == "enrol.code"
    newcomer.centre.people.clear()
    assert enrolment_refusal(newcomer).code == "enrol.code"


def test_a_weak_password_is_refused_before_the_code_is_used(newcomer: Desk) -> None:
    assert enrolment_refusal(newcomer, "short").code == "password.length"
    assert enrolment_refusal(newcomer, "王小窗-Aa-7788x").code == "password.personal"
    assert newcomer.centre.people[NUMBER].key_id is None


def test_enrolment_needs_the_centre(newcomer: Desk) -> None:
    newcomer.centre.reachable = False

    assert enrolment_refusal(newcomer).code == "enrol.offline"


def test_a_lost_answer_to_enrolment_says_what_to_try(newcomer: Desk) -> None:
    newcomer.centre.answers_enrolment = False

    answer = enrolment_refusal(newcomer, "Good-Word 77")

    assert answer.code == "enrol.unknown"
    assert newcomer.sign_in.sign_in(NUMBER, "Good-Word 77").person_id == PERSON
