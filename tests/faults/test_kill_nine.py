"""kill -9 at random points of saving and pushing: nothing acknowledged is lost, everything is applied once."""

import os
import random

import pytest

from tests.faults.killing import Victim, drain, torture
from tests.faults.zygote import Order

KILLS = 200
DESKS = 4


@pytest.fixture
def victims(hall, tmp_path):
    made = []
    for number in range(DESKS):
        keys = hall.clerk()
        desk, seat = hall.desk(tmp_path / str(number), keys.unlocked)
        desk.engine.dispose()
        at = seat.address
        made.append(
            Victim(
                Order(
                    folder=str(tmp_path / str(number)),
                    acked=str(tmp_path / f"{number}.acked"),
                    ws=str(seat.ws),
                    hall=hall.id,
                    person=str(keys.person),
                    key_id=str(keys.key),
                    seal_key=keys.seal_key.hex(),
                    sign_key=keys.sign_key.hex(),
                    host=at.host,
                    port=at.port,
                    dbname=at.dbname,
                    user=at.user,
                    password=at.password,
                    seed=0,
                )
            )
        )
    return made


def test_two_hundred_kills_lose_nothing_and_do_nothing_twice(hall, victims, record_property):
    seed = int(os.environ.get("COUNTER_SEED", random.randrange(2**32)))
    record_property("seed", seed)

    torture(hall, victims, KILLS, seed)
    for victim in victims:
        drain(victim)
        victim.check_end(hall)

    sets = sum(victim.told for victim in victims)
    faults = [fault for victim in victims for fault in victim.faults]
    assert not faults, f"seed {seed}: {faults}"
    assert sets > KILLS, f"seed {seed}: only {sets} change sets were saved"
