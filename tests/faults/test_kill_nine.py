"""kill -9 at random points of saving and pushing: nothing acknowledged is lost, everything is
applied once."""

import os
import random
from dataclasses import replace

import pytest

from tests.faults.killing import Plan, Victim, an_order, drain, torture
from tests.sync.desks import desk_of

KILLS = 200
ENOUGH = 60
SEATS = ((1, 1, "0101"), (1, 2, "0102"), (1, 3, "0101"), (2, 1, "0201"))


@pytest.fixture
def victims(centre, tmp_path):
    made = []
    for number, (hall, window, staff_no) in enumerate(SEATS):
        bundle = centre.bundle(window, hall)
        desk_of(centre, tmp_path / str(number), bundle, staff_no).engine.dispose()
        made.append(Victim(an_order(centre, tmp_path / str(number), bundle, staff_no)))
    yield made
    for victim in made:
        victim.close()


def test_two_hundred_kills_lose_nothing_and_do_nothing_twice(centre, victims, record_property):
    seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**32)))
    record_property("seed", seed)

    torture(centre, victims, Plan(KILLS, seed))
    for victim in victims:
        drain(victim)
        victim.check_end(centre)

    sets = sum(victim.told for victim in victims)
    faults = [fault for victim in victims for fault in victim.faults]
    assert not faults, f"seed {seed}: {faults}"
    assert sets > KILLS // 4, f"seed {seed}: only {sets} change sets were saved"


def test_a_desk_that_acknowledges_before_the_commit_is_caught(centre, victims):
    faults = mutated(centre, victims, "acknowledges before the commit")

    assert any("told" in fault for fault in faults)


def test_a_desk_that_moves_its_mark_before_the_answer_is_caught(centre, victims):
    faults = mutated(centre, victims, "marks before the answer")

    assert any("mark" in fault for fault in faults)


def mutated(centre, victims, fault):
    """What a few kills find when a mistake is made on purpose."""
    for victim in victims:
        victim.order = replace(victim.order, fault=fault)
    torture(centre, victims, Plan(ENOUGH, 1, (0.1, 0.6), until_found=True))
    return [found for victim in victims for found in victim.faults]
