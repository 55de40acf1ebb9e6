import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest

from counter.store.one_desk import (
    DOOR_FILE,
    AlreadyRunning,
    Held,
    InstanceDoor,
    open_door,
    take,
)
from counter.store.profile import Centre, Profile

CHILD = """
import sys, time, uuid
from pathlib import Path
from counter.store.one_desk import AlreadyRunning, InstanceDoor, take
from counter.store.profile import Centre, Profile
centre = Centre("/run", 5432, "hall", "ws", "")
profile = Profile(Path(sys.argv[1]), uuid.UUID(int=1), uuid.UUID(int=2), 1, 7, 3, centre)
sys.stdin.readline()
holding = take(profile)
print("second" if isinstance(holding, AlreadyRunning) else "first", flush=True)
if not isinstance(holding, AlreadyRunning):
    time.sleep(60)
"""


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    # Longer than the address of a unix socket may be.
    folder = tmp_path / ("long" * 30)
    folder.mkdir(mode=0o700)
    centre = Centre("/run", 5432, "hall", "ws", "")
    return Profile(folder, uuid.UUID(int=1), uuid.UUID(int=2), 1, 7, 3, centre)


def held(profile: Profile) -> Held:
    holding = take(profile)
    assert isinstance(holding, Held)
    return holding


def a_child(profile: Profile) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(profile.folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def answer(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def begin(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def end(*children: subprocess.Popen[str]) -> None:
    for child in children:
        child.kill()
    for child in children:
        child.communicate(timeout=10)


def test_a_second_start_is_told_and_a_released_profile_is_free(profile: Profile) -> None:
    first = held(profile)

    assert isinstance(take(profile), AlreadyRunning)

    first.release()
    held(profile).release()


def test_a_second_start_raises_the_first_within_a_second(profile: Profile) -> None:
    raised = threading.Event()
    with held(profile) as first:
        door = open_door(first, raised.set)
        assert door is not None
        second = take(profile)
        assert isinstance(second, AlreadyRunning)

        begun = time.monotonic()
        assert second.raise_it()

        assert time.monotonic() - begun < 1
        assert raised.is_set()
        door.close()


def test_a_first_desk_without_a_door_is_not_waited_for(profile: Profile) -> None:
    with held(profile):
        second = take(profile)
        assert isinstance(second, AlreadyRunning)

        assert not second.raise_it()


def test_the_door_is_its_owners_alone_and_goes_when_closed(profile: Profile) -> None:
    with held(profile) as first:
        door = InstanceDoor(first, lambda: None)
        assert (profile.folder / DOOR_FILE).stat().st_mode & 0o777 == 0o600

        door.close()

        assert not (profile.folder / DOOR_FILE).exists()
        assert not door._thread.is_alive()


def test_what_a_killed_desk_left_behind_is_no_hindrance(profile: Profile) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(f"/proc/self/fd/{os.open(profile.folder, os.O_RDONLY)}/{DOOR_FILE}")

    with held(profile) as first:
        InstanceDoor(first, lambda: None).close()


@pytest.mark.parametrize("words", [b"", b"quit\n", b"raise", b"x" * 5000, b"\x00" * 6])
def test_other_words_at_the_door_do_nothing(profile: Profile, words: bytes) -> None:
    raised = threading.Event()
    with held(profile) as first:
        door = InstanceDoor(first, raised.set)
        place = os.open(profile.folder, os.O_RDONLY)
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(f"/proc/self/fd/{place}/{DOOR_FILE}")
            visitor.sendall(words)
            visitor.shutdown(socket.SHUT_WR)
            heard = b""
            # A door closed before it read everything resets the connection.
            with contextlib.suppress(ConnectionResetError):
                heard = visitor.recv(100)
        os.close(place)

        assert heard == b""
        assert not raised.is_set()
        again = take(profile)
        assert isinstance(again, AlreadyRunning)
        assert again.raise_it()
        door.close()


def test_another_user_at_the_door_is_not_heard(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = threading.Event()
    with held(profile) as first:
        door = InstanceDoor(first, raised.set)
        # As if the kernel had named another user at the other end.
        monkeypatch.setattr("counter.store.one_desk._peer", lambda visitor: os.getuid() + 1)
        second = take(profile)
        assert isinstance(second, AlreadyRunning)

        assert not second.raise_it()

        assert not raised.is_set()
        door.close()


def test_of_many_starts_at_once_exactly_one_runs_and_a_killed_one_frees_the_profile(
    profile: Profile,
) -> None:
    children = [a_child(profile) for _ in range(5)]
    try:
        for child in children:
            begin(child)
        answers = [answer(child) for child in children]
        assert sorted(answers) == ["first", "second", "second", "second", "second"]

        runner = children[answers.index("first")]
        runner.send_signal(signal.SIGKILL)
        runner.wait(10)

        held(profile).release()
    finally:
        end(*children)


def test_20_threads_that_take_at_once_leave_one_holder(profile: Profile) -> None:
    start = threading.Barrier(20)
    found: list[Held | AlreadyRunning] = []

    def try_to_take() -> None:
        start.wait(10)
        found.append(take(profile))

    threads = [threading.Thread(target=try_to_take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    holders = [each for each in found if isinstance(each, Held)]
    assert (len(found), len(holders)) == (20, 1)
    holders[0].release()
