"""What the engine does when nothing is to be pushed or pulled: telling how the desk stands, handing
in an earlier file, sending scans."""

import pytest

from sync.status import Link
from tests.sync.test_engine import stormy
from tests.sync.virtual import Desk


def test_a_desk_tells_how_it_stands_once_it_has_read_and_every_half_minute():
    desk = Desk()
    desk.file.save(3)

    desk.run(95_000)

    assert [report.last for report in desk.centre.told] == [3, 3, 3, 3]
    assert desk.centre.told[0].oldest_ms == 0
    assert all(report.read_ms <= 15_500 for report in desk.centre.told)


def test_a_long_backlog_does_not_keep_a_desk_from_telling():
    desk = Desk()
    desk.centre.took_ms = 2_500
    desk.file.save(4_000)

    desk.run(100_000)

    assert desk.status.pending > 0
    assert [report.last for report in desk.centre.told] == [4_000, 4_000]
    assert desk.centre.told[-1].oldest_ms >= 50_000


def test_a_desk_that_may_not_push_tells_what_it_keeps():
    desk = Desk()
    desk.file.save(2)
    desk.run(1_000)
    desk.centre.state = "quarantined"
    fate = iter(["down"])
    desk.centre.weather = lambda _: next(fate, "fair")
    desk.run(5_000)
    desk.file.save(4)

    desk.run(60_000)

    assert desk.centre.told[-1].last == 6
    assert desk.centre.told[-1].oldest_ms >= 20_000


def test_a_centre_that_cannot_be_told_is_used_all_the_same():
    desk = Desk()
    desk.centre.weather = lambda call: "refuse" if call == "tell" else "fair"
    desk.file.save(3)

    desk.run(70_000)

    assert desk.centre.inbox == desk.file.bodies
    assert desk.centre.calls.count("connect") == 1
    assert desk.centre.calls.count("tell") == 3
    assert desk.status.link is Link.ONLINE


@pytest.mark.parametrize("seed", range(20))
def test_an_earlier_file_is_handed_in_once_in_any_weather(seed):
    desk = Desk(seed)
    desk.file.earlier = [f"earlier {n}".encode() for n in range(230)]
    desk.file.earlier_mark = 30
    desk.centre.rescued = desk.file.earlier[:30]
    desk.centre.weather = stormy(seed)
    for _ in range(6):
        desk.file.save(3)
        desk.run(4_000)
        desk.start()
    desk.centre.weather = lambda _: "fair"
    desk.run(60_000)

    assert desk.centre.rescued == desk.file.earlier
    assert desk.centre.inbox == desk.file.bodies
    assert desk.status.pending == 0


def test_what_is_new_at_the_counter_goes_before_an_earlier_file():
    desk = Desk()
    desk.file.save(60)
    desk.file.earlier = [b"earlier"]

    desk.run(2_000)

    calls = [call for call in desk.centre.calls if call in {"push", "rescue"}]
    assert calls == ["push", "push", "rescue"]


def test_a_centre_that_lost_what_it_had_of_an_earlier_file_gets_it_from_the_first_set():
    desk = Desk()
    desk.file.earlier = [f"earlier {n}".encode() for n in range(10)]
    desk.file.earlier_mark = 6

    desk.run(2_000)

    assert desk.centre.rescued == desk.file.earlier
    assert desk.alarms == []


def test_an_earlier_file_the_centre_will_not_have_holds_up_nothing_and_is_said_once():
    desk = Desk()
    desk.file.earlier = [b"earlier"]
    desk.centre.rescue_stops = "seal"
    desk.run(2_000)
    desk.file.save(2)

    desk.run(70_000)

    assert desk.alarms == ["rescue_seal"]
    assert desk.centre.inbox == desk.file.bodies
    assert desk.centre.calls.count("rescue") == 1


def test_a_centre_that_knows_no_rescue_is_asked_again_after_five_minutes():
    desk = Desk()
    desk.file.earlier = [b"earlier"]
    desk.centre.weather = lambda call: "refuse" if call == "rescue" else "fair"

    desk.run(310_000)

    assert desk.centre.calls.count("rescue") == 2
    assert desk.centre.calls.count("connect") == 1
    assert desk.status.pending == 1


@pytest.mark.parametrize("seed", range(20))
def test_scans_reach_the_centre_whole_in_any_weather(seed):
    desk = Desk(seed)
    blobs = [desk.file.scan(*(bytes([seed, n, k]) for k in range(5))) for n in range(4)]
    desk.centre.weather = stormy(seed)
    for _ in range(6):
        desk.file.save(2)
        desk.run(4_000)
        desk.start()
    desk.centre.weather = lambda _: "fair"
    desk.run(60_000)

    assert desk.file.settled_scans == {blob.blob: "complete" for blob in blobs}
    assert desk.centre.scan_chunks == desk.file.scan_bytes
    assert desk.centre.inbox == desk.file.bodies


def test_a_scan_waits_for_everything_else_and_a_save_goes_between_its_chunks():
    desk = Desk()
    desk.file.save(60)
    desk.file.scan(*(bytes([n]) for n in range(8)))
    desk.run(1_100)
    before = desk.centre.calls.index("lack_of_scan")
    assert desk.centre.calls[:before].count("push") == 2

    desk.start()
    desk.centre.took_ms = 100
    desk.file.scan(*(bytes([100, n]) for n in range(30)))
    desk.run(1_000)
    desk.file.save()
    desk.run(600)

    assert desk.centre.inbox == desk.file.bodies
    assert len(desk.centre.scan_chunks) < 38


def test_only_what_is_lacking_is_sent():
    desk = Desk()
    desk.file.scan(b"a", b"b", b"c")
    desk.centre.scan_chunks["of b'b'"] = b"b"

    desk.run(2_000)

    assert desk.centre.calls.count("put_scan_chunk") == 2


def test_a_scan_whose_bytes_are_not_what_was_said_is_told_and_holds_up_nothing():
    desk = Desk()
    desk.centre.breaks_scans = True
    desk.file.scan(b"a")
    desk.file.scan(b"b")

    desk.run(3_000)

    assert set(desk.file.settled_scans.values()) == {"broken"}
    assert desk.alarms == ["scan_broken", "scan_broken"]


def test_a_centre_that_takes_no_scans_is_asked_again_after_five_minutes():
    desk = Desk()
    desk.file.scan(b"a")
    desk.centre.weather = lambda call: "refuse" if call == "lack_of_scan" else "fair"

    desk.run(310_000)

    assert desk.centre.calls.count("lack_of_scan") == 2
    assert desk.centre.calls.count("connect") == 1


def test_what_the_feed_told_is_compared_a_round_later():
    desk = Desk()
    desk.file.save(30)

    desk.run(60_000)
    assert desk.centre.calls.count("feed_heads") == 0
    desk.run(900_000)

    assert desk.centre.calls.count("feed_heads") == 1
    assert desk.file.checked == 30
    assert desk.alarms == []


def test_a_row_that_got_lost_here_is_missed_and_read_again():
    desk = Desk()
    desk.file.save(30)
    desk.run(60_000)
    del desk.file.rows[3:7]

    desk.run(960_000)

    assert desk.alarms == ["feed_lacks"]
    assert desk.file.rows == desk.centre.feed


def test_a_centre_that_lists_nothing_holds_up_nothing():
    desk = Desk()
    desk.centre.weather = lambda call: "refuse" if call == "feed_heads" else "fair"
    desk.file.save(5)
    desk.run(1_300_000)

    assert desk.centre.inbox == desk.file.bodies
    assert desk.centre.calls.count("feed_heads") == 2
    assert desk.alarms == []
