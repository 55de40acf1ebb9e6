import hashlib
import uuid
from typing import Any

import pytest

from counter.store.change_set import GENESIS, chain
from tests.central.conftest import MakeDesk
from tests.central.desks import Sealed, TestDesk, insert, one, seal
from tests.central.rows import a_shift, an_audit
from tests.postgres import Centre


def kept(centre: Centre, desk: TestDesk, what: str = "count(*)") -> Any:
    with centre.admin() as admin:
        return one(admin, f"select {what} from sync.inbox where ws = %s", desk.bundle.ws)


def audits(centre: Centre) -> Any:
    with centre.admin() as admin:
        return one(admin, "select count(*) from hall.audit")


def three(desk: TestDesk) -> list[Sealed]:
    return [desk.make("audit.observe", an_audit()) for _ in range(3)]


def test_the_same_push_again_changes_nothing_and_tells_the_same_mark(
    desk: TestDesk, centre: Centre
) -> None:
    sets = three(desk)

    first, again = desk.send(*sets), desk.send(*sets)

    assert (first["hwm"], again["hwm"], again["results"], again["stopped"]) == (3, 3, [], None)
    assert (kept(centre, desk), audits(centre)) == (3, 3)


def test_a_push_that_overlaps_the_mark_takes_only_what_is_new(
    desk: TestDesk, centre: Centre
) -> None:
    sets = three(desk)
    desk.send(*sets[:2], first=1)

    answer = desk.send(*sets, first=1)

    assert (answer["hwm"], audits(centre)) == (3, 3)


def test_a_gap_is_told_and_nothing_is_taken(desk: TestDesk, centre: Centre) -> None:
    three(desk)

    answer = desk.push("audit.observe", an_audit())

    assert (answer["hwm"], answer["stopped"]) == (0, {"seq": 4, "code": "gap"})
    assert kept(centre, desk) == 0


def test_another_content_under_a_known_number_is_a_fork_and_quarantines_the_desk(
    desk: TestDesk, centre: Centre
) -> None:
    desk.send(*three(desk))

    answer = desk.push("audit.observe", an_audit(event="other"), seq=2)
    after = desk.push("audit.observe", an_audit(), seq=4)

    assert answer["stopped"] == {"seq": 2, "code": "fork"}
    assert after["stopped"] == {"seq": 4, "code": "state"}
    assert desk.call("select api.hello('1.0.0', 1)")["state"] == "quarantined"
    assert audits(centre) == 3


def test_a_wrong_seal_stops_the_push_and_the_good_sets_before_it_are_kept(
    desk: TestDesk, centre: Centre
) -> None:
    sets = three(desk)
    sets[1] = Sealed(sets[1].body, sets[0].seal, sets[1].sig)

    answer = desk.send(*sets)

    assert (answer["hwm"], answer["stopped"]) == (1, {"seq": 2, "code": "seal"})
    assert kept(centre, desk) == 1


@pytest.mark.parametrize(
    "seal_of",
    [
        {},
        {"alg": "none"},
        {"key_id": "00000000-0000-0000-0000-000000000000"},
        {"key_id": None},
        {"key_id": "' or true --"},
        {"value": ""},
        {"value": None},
    ],
)
def test_an_envelope_the_centre_cannot_check_is_a_wrong_seal(
    desk: TestDesk, seal_of: dict[str, Any]
) -> None:
    made = desk.make("audit.observe", an_audit())
    envelope = made.seal | seal_of if seal_of else {}

    answer = desk.send(Sealed(made.body, envelope, made.sig))

    assert answer["stopped"] == {"seq": 1, "code": "seal"}


def test_a_set_without_the_shape_of_a_signature_is_not_taken(desk: TestDesk) -> None:
    made = desk.make("audit.observe", an_audit())

    answer = desk.send(Sealed(made.body, made.seal, made.sig | {"value": "00"}))

    assert answer["stopped"] == {"seq": 1, "code": "seal"}


def test_a_wrong_seal_on_a_set_already_known_does_no_harm(desk: TestDesk) -> None:
    made = desk.make("audit.observe", an_audit())
    desk.send(made)

    answer = desk.send(Sealed(made.body, {}, {}))

    assert (answer["hwm"], answer["stopped"]) == (1, None)


def test_another_epoch_is_stopped(desk: TestDesk) -> None:
    answer = desk.send(desk.make("audit.observe", an_audit()), epoch=2)

    assert answer["stopped"] == {"seq": 1, "code": "epoch"}


def test_the_centre_keeps_the_exact_bytes_and_goes_on_with_the_chain(
    desk: TestDesk, centre: Centre
) -> None:
    sets = three(desk)
    desk.send(sets[0], first=1)
    desk.send(*sets[1:], first=2)

    expected = GENESIS
    for made in sets:
        expected = chain(expected, made.body)

    assert kept(centre, desk, "string_agg(body, '' order by seq)") == b"".join(
        made.body for made in sets
    )
    with centre.admin() as admin:
        last = one(
            admin, "select last_hash from sync.workstation_sync where ws = %s", desk.bundle.ws
        )
    assert last == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b"null",
        b'{"id": "x"}',
        b'{"a": "\\u0000"}',
        b"[" * 20_000,
        b'{"rows": ' + b"1" * 300_000 + b"}",
    ],
    ids=lambda body: hashlib.sha256(body).hexdigest()[:6],
)
def test_a_sealed_body_that_is_no_change_set_is_refused_for_good_and_the_mark_moves(
    desk: TestDesk, body: bytes
) -> None:
    desk.seq = 1

    answer = desk.send(seal(body, desk.signer))

    assert [(r["seq"], r["status"], r["code"]) for r in answer["results"]] == [
        (1, "refused", "malformed")
    ]
    assert (answer["hwm"], answer["stopped"]) == (1, None)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"ws": uuid.UUID(int=7)}, "place"),
        ({"epoch": 9}, "place"),
        ({"kind": "no.such" * 7}, "kind"),
        ({"person": uuid.UUID(int=7)}, "person"),
        ({"made_at": "yesterday"}, "malformed"),
        ({"made_at": "2026-02-31T00:00:00.000000Z"}, "malformed"),
        ({"rows": ()}, "malformed"),
        ({"kver": "1"}, "malformed"),
        ({"epoch": 1.5}, "malformed"),
    ],
)
def test_a_set_that_lies_about_itself_is_refused(
    desk: TestDesk, over: dict[str, Any], code: str
) -> None:
    answer = desk.push("audit.observe", an_audit(), **over)

    assert [(r["status"], r["code"]) for r in answer["results"]] == [("refused", code)]


def test_a_body_of_another_number_is_refused(desk: TestDesk) -> None:
    made = desk.make("audit.observe", an_audit(), seq=5)

    answer = desk.send(made, first=1)

    assert [(r["seq"], r["code"]) for r in answer["results"]] == [(1, "place")]


def test_the_id_of_an_earlier_set_is_refused(desk: TestDesk) -> None:
    same = uuid.uuid4()
    desk.push("audit.observe", an_audit(), id=same)

    answer = desk.push("audit.observe", an_audit(), id=same)

    assert [r["code"] for r in answer["results"]] == ["replay"]


def test_one_row_twice_in_a_set_is_malformed(desk: TestDesk) -> None:
    row = an_audit()

    answer = desk.push("audit.observe", row, row)

    assert [r["code"] for r in answer["results"]] == ["malformed"]


def test_a_person_of_another_hall_or_without_the_role_is_refused(
    desk: TestDesk, centre: Centre
) -> None:
    elsewhere = desk.push("audit.observe", an_audit(), signer=centre.signers["0201"])
    reviewer = desk.push(
        "shift.open", a_shift(centre.signers["0103"].id), signer=centre.signers["0103"]
    )

    assert [r["code"] for r in elsewhere["results"]] == ["person"]
    assert [r["code"] for r in reviewer["results"]] == ["role"]


def test_the_pad_may_rate_and_nothing_else(desk: TestDesk, centre: Centre) -> None:
    answer = desk.push("shift.open", a_shift(desk.signer.id), signer=centre.pad())

    assert [r["code"] for r in answer["results"]] == ["role"]


def test_a_set_refused_among_good_ones_stops_none_of_them(desk: TestDesk, centre: Centre) -> None:
    good, bad, last = (
        desk.make("audit.observe", an_audit()),
        desk.make("audit.observe", insert("audit", {"event": "view"})),
        desk.make("audit.observe", an_audit()),
    )

    answer = desk.send(good, bad, last)

    assert [(r["seq"], r["code"]) for r in answer["results"]] == [(2, "value")]
    assert (answer["hwm"], audits(centre)) == (3, 2)


def test_each_desk_has_its_own_mark(desk_at: MakeDesk) -> None:
    one_desk, other = desk_at(1), desk_at(2, staff_no="0102")

    one_desk.applies("audit.observe", an_audit())
    answer = other.push("audit.observe", an_audit())

    assert (answer["hwm"], answer["results"]) == (1, [])
