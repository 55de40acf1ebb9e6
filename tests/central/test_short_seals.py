"""Seals travel in a short form; the centre keeps them at length, and takes both forms."""

from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from sync.short_seals import shortened
from tests.central.conftest import MakeDesk
from tests.central.desks import TestDesk, one
from tests.central.rows import an_audit
from tests.postgres import Centre


def test_what_was_shortened_is_kept_at_length(desk: TestDesk, centre: Centre) -> None:
    sets = [desk.make("audit.observe", an_audit()) for _ in range(3)]
    seals, sigs = [each.seal for each in sets], [each.sig for each in sets]

    answer = desk.call(
        "select api.push(%s, 1, %b, %s, %s)",
        desk.bundle.epoch,
        [each.body for each in sets],
        Jsonb(shortened(seals)),
        Jsonb(shortened(sigs)),
    )

    assert (answer["hwm"], answer["results"], answer["stopped"]) == (3, [], None)
    with centre.admin() as admin:
        kept = admin.execute("select seal, sig from sync.inbox order by seq").fetchall()
    assert kept == list(zip(seals, sigs, strict=True))


def test_marks_of_several_keys_come_back_in_their_order(centre: Centre) -> None:
    marks = [{"alg": "a", "key_id": key, "value": key * 4} for key in "xyxzy"]

    short = shortened(marks)

    assert len(short["heads"]) == 3
    with centre.admin() as admin:
        assert one(admin, "select sync.at_length(%s)", Jsonb(short)) == marks
        assert one(admin, "select sync.at_length(%s)", Jsonb(marks)) == marks


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"heads": {}, "made": []},
        {"heads": [], "made": "x"},
        {"heads": [{}], "made": [["x", "y"]]},
        {"heads": [{"alg": "a" * 300}], "made": [[0, "y"]]},
    ],
)
def test_a_malformed_short_form_is_a_malformed_argument(desk: TestDesk, said: Any) -> None:
    with pytest.raises(psycopg.Error) as error:
        desk.call("select api.push(1, 1, %b, %s, %s)", [b"{}"], Jsonb(said), Jsonb(said))

    assert error.value.sqlstate == "CW001"


def test_a_head_that_is_not_there_is_a_seal_nobody_made(desk: TestDesk) -> None:
    said = {"heads": [], "made": [[0, "y"]]}

    answer = desk.call("select api.push(1, 1, %b, %s, %s)", [b"{}"], Jsonb(said), Jsonb(said))

    assert (answer["hwm"], answer["stopped"]["code"]) == (0, "seal")


def test_a_push_that_will_be_followed_wakes_nobody_and_the_last_one_does(
    desk: TestDesk, desk_at: MakeDesk
) -> None:
    listening = desk_at(2, staff_no="0102").connection
    listening.execute("listen feed_1")
    for more in (True, True, False):
        made = desk.make("audit.observe", an_audit())
        desk.call(
            "select api.push(%s, %s, %b, %s, %s)",
            desk.bundle.epoch,
            desk.seq,
            [made.body],
            Jsonb({**shortened([made.seal]), **({"more": True} if more else {})}),
            Jsonb(shortened([made.sig])),
        )

    assert len(list(listening.notifies(timeout=0.5))) == 1
