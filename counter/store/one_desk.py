"""One running desk per profile: a lock the system frees by itself, and a door at which a second
start knocks.

The lock is an advisory lock on a file in the profile's folder; after ``kill -9`` of the holder it
is free at once. The door is a unix socket in the same folder, for the same user only; its whole
language is one line, ``raise``. On Windows the lock works and the door does not exist yet: a second
start is refused and raises nothing.
"""

import contextlib
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from counter.store.profile import Profile
from counter.store.trouble import NotWritable

LOCK_FILE = "desk.lock"
DOOR_FILE = "door"
KNOCK = b"raise\n"
ANSWER = b"raised\n"
PATIENCE_S = 1.0


class AlreadyRunning:
    """Another desk runs on this profile."""

    sentence = "这个工作台已经打开。请在任务栏切换到已打开的窗口。"

    def __init__(self, profile: Profile) -> None:
        """Know whose door to knock at."""
        self._folder = profile.folder

    def raise_it(self) -> bool:
        """Ask the running desk to come to the front; whether it answered within a second."""
        if not hasattr(socket, "AF_UNIX"):
            return False
        try:
            with _door(self._folder) as place, _unix_socket() as knocking:
                knocking.settimeout(PATIENCE_S)
                knocking.connect(place)
                knocking.sendall(KNOCK)
                return knocking.recv(len(ANSWER)) == ANSWER
        except OSError:
            return False


class Held:
    """The right to run on a profile, until released."""

    def __init__(self, profile: Profile, lock: FileLock) -> None:
        """Take over a lock that is held."""
        self.profile = profile
        self._lock = lock

    def release(self) -> None:
        """Let another desk run."""
        self._lock.release()

    def __enter__(self) -> "Held":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def take(profile: Profile) -> Held | AlreadyRunning:
    """Become the one desk on this profile, or learn that there is one; raises ``NotWritable``."""
    lock = FileLock(profile.folder / LOCK_FILE, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return AlreadyRunning(profile)
    except OSError:
        raise NotWritable from None
    return Held(profile, lock)


def open_door(held: Held, knocked: Callable[[], None]) -> "InstanceDoor | None":
    """Begin to hear a second start knocking; nothing where there are no unix sockets."""
    return InstanceDoor(held, knocked) if hasattr(socket, "AF_UNIX") else None


class InstanceDoor:
    """Hears a second start knocking, on a thread of its own, while the lock is held."""

    def __init__(self, held: Held, knocked: Callable[[], None]) -> None:
        """Call ``knocked`` on the door's thread for every knock of the same user."""
        self._folder, self._knocked = held.profile.folder, knocked
        self._socket = self._listen()
        self._thread = threading.Thread(target=self._serve, name="instance-door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop hearing."""
        # Closing alone does not wake a thread that waits in accept on Linux.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(PATIENCE_S)
        (self._folder / DOOR_FILE).unlink(missing_ok=True)

    def _listen(self) -> socket.socket:
        listening = _unix_socket()
        # What a killed desk left behind: the lock says that nobody uses it.
        (self._folder / DOOR_FILE).unlink(missing_ok=True)
        with _door(self._folder) as place:
            listening.bind(place)
        (self._folder / DOOR_FILE).chmod(0o600)
        listening.listen(8)
        return listening

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            with visitor, contextlib.suppress(OSError):
                self._hear(visitor)

    def _hear(self, visitor: socket.socket) -> None:
        visitor.settimeout(PATIENCE_S)
        if _peer(visitor) != os.getuid() or visitor.recv(len(KNOCK)) != KNOCK:
            return
        self._knocked()
        visitor.sendall(ANSWER)


def _unix_socket() -> socket.socket:
    return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)


def _peer(visitor: socket.socket) -> int:
    """The user at the other end, as the kernel knows it (pid, uid, gid)."""
    form = struct.Struct("3i")
    return int(form.unpack(visitor.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, form.size))[1])


@contextlib.contextmanager
def _door(folder: Path) -> Iterator[str]:
    """The door's address through an open folder: the folder's own path may be longer than one
    holds.
    """
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{place}/{DOOR_FILE}"
    finally:
        os.close(place)
