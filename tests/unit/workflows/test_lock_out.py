"""What stops guessing: a count that outlives restarts and clocks, answers that tell nothing."""

import datetime as dt
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from counter.store.sealed_keys import Cost, UnlockedKeys
from counter.store.tables import SignInRecord
from counter.workflows.lock_out import LockRule
from counter.workflows.refusals import Refused
from counter.workflows.sign_in import SignIn
from counter.workflows.signed_in import HallSecret
from tests.sign_in_desk import (
    HALL,
    NUMBER,
    PASSWORD,
    PEPPER,
    PERSON,
    RULES,
    WRONG,
    Desk,
    Template,
    a_standing,
    a_template,
    refusal,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return a_template(tmp_path_factory.mktemp("sign-in"))


@pytest.fixture
def desk(tmp_path: Path, template: Template) -> Iterator[Desk]:
    made = template.desk(tmp_path / "desk.db")
    yield made
    made.store.engine.dispose()


def test_five_wrong_passwords_lock_the_name_for_ten_minutes(desk: Desk) -> None:
    desk.fail(5)
    locked = refusal(desk)
    desk.clock.wait(dt.timedelta(minutes=9))
    nearly = refusal(desk)
    desk.clock.wait(dt.timedelta(minutes=1))
    signed_in = desk.sign_in.sign_in(NUMBER, PASSWORD)

    assert locked.code == nearly.code == "sign_in.locked"
    assert "10分钟" in locked.sentence
    assert "1分钟" in nearly.sentence
    assert signed_in.person_id == PERSON


def test_the_fifth_wrong_password_is_answered_with_the_lock(desk: Desk) -> None:
    desk.fail(4)

    assert refusal(desk, password=WRONG).code == "sign_in.locked"


def test_a_locked_name_is_not_asked_for_at_the_centre(desk: Desk) -> None:
    desk.fail(5)
    asked = len(desk.centre.asked)

    refusal(desk)

    assert len(desk.centre.asked) == asked


def test_the_lock_survives_the_end_of_the_program(desk: Desk) -> None:
    desk.fail(5)

    assert refusal(desk.restarted()).code == "sign_in.locked"


def test_four_failures_before_a_restart_and_one_after_make_five(desk: Desk) -> None:
    desk.fail(4)
    again = desk.restarted()
    again.fail(1)

    assert refusal(again).code == "sign_in.locked"


@pytest.mark.parametrize("step", [dt.timedelta(days=-1), dt.timedelta(days=1)])
def test_setting_the_wall_clock_does_not_end_the_lock(desk: Desk, step: dt.timedelta) -> None:
    desk.fail(5)
    desk.clock.at += step

    assert refusal(desk).code == "sign_in.locked"
    assert refusal(desk.restarted()).code == "sign_in.locked"


def test_a_restart_of_the_machine_starts_the_waiting_anew(desk: Desk) -> None:
    desk.fail(5)
    desk.clock.wait(dt.timedelta(minutes=9))
    again = desk.restarted(reboot=True)
    first = refusal(again)
    again.clock.wait(dt.timedelta(minutes=10))

    assert first.code == "sign_in.locked"
    assert "10分钟" in first.sentence
    assert again.sign_in.sign_in(NUMBER, PASSWORD).person_id == PERSON


def test_ten_wrong_passwords_wait_for_the_centre(desk: Desk) -> None:
    desk.fail(5)
    desk.clock.wait(dt.timedelta(minutes=10))
    desk.fail(5)
    desk.clock.wait(dt.timedelta(minutes=10))
    desk.centre.reachable = False
    away = refusal(desk.restarted())
    desk.centre.reachable = True

    assert away.code == "sign_in.needs_centre"
    assert desk.sign_in.sign_in(NUMBER, PASSWORD).person_id == PERSON


def test_the_right_password_sets_the_count_back(desk: Desk) -> None:
    desk.fail(4)
    desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.fail(4)

    assert desk.sign_in.sign_in(NUMBER, PASSWORD).person_id == PERSON


def test_an_unknown_name_is_locked_like_a_known_one(desk: Desk) -> None:
    answers = [refusal(desk, "9999").code for _ in range(6)]

    assert answers == ["sign_in.wrong"] * 4 + ["sign_in.locked"] * 2


def test_one_name_locked_leaves_the_others_alone(desk: Desk) -> None:
    for _ in range(5):
        refusal(desk, "9999")

    assert desk.sign_in.sign_in(NUMBER, PASSWORD).person_id == PERSON


def test_a_try_is_counted_before_the_password_is_tried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> UnlockedKeys:
        raise KeyboardInterrupt

    # Stands for a process killed while it hashes.
    monkeypatch.setattr("counter.store.sealed_keys.unlock", killed)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            desk.sign_in.sign_in(NUMBER, PASSWORD)
    monkeypatch.undo()

    assert refusal(desk.restarted()).code == "sign_in.locked"


def test_failures_are_told_once_in_the_next_signed_event(desk: Desk) -> None:
    desk.fail(3)
    refusal(desk, "9999")

    desk.sign_in.sign_in(NUMBER, PASSWORD)
    desk.sign_in.sign_in(NUMBER, PASSWORD)

    counts = [(detail["failed"], detail["failed_elsewhere"]) for _event, detail in desk.audit()]
    assert counts == [(3, 1), (0, 0)]


def test_what_was_typed_as_a_name_is_not_kept(desk: Desk) -> None:
    refusal(desk, PASSWORD, "x")

    with desk.store.reading() as session:
        kept = session.scalars(select(SignInRecord.subject)).all()
    assert len(kept) == 1
    assert PASSWORD not in kept[0]
    assert bytes.fromhex(kept[0])


def test_wrong_name_and_wrong_password_take_the_same_time(desk: Desk) -> None:
    cost = Cost(passes=2, memory_kib=4096, lanes=1)
    rules = replace(RULES, cost=cost, lock=LockRule(failures=1000, failures_until_check=1000))
    desk.centre.people[NUMBER] = a_standing(cost)
    signing = SignIn(desk.store, desk.centre, desk.clock, HallSecret(HALL, PEPPER), rules)

    def seconds(number: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(Refused):
            signing.sign_in(number, WRONG)
        return time.perf_counter() - begun

    pairs = [(seconds(NUMBER), seconds("9999")) for _ in range(40)]

    ratio = statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)
    assert 0.6 < ratio < 1.4
