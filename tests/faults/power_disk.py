"""Makes the folder that a disk may hold after a power cut, from what was written down before it.

What a flush covered is there. Of every later write each 512-byte sector is kept, lost or torn by
chance. Changes of names and lengths are kept in their order up to some point, as a journalling file
system keeps them: at least to the last one whose folder was flushed, or which a flushed file needs
to be there at its length.
"""

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.recording import Kind, Record, Recording

SECTOR = 512
# How likely a sector not flushed is kept: a cut soon after a write, late after it, and in between.
_MOODS = (0.0, 0.1, 0.5, 0.5, 0.9, 1.0)
_TORN = 0.15


@dataclass
class Verdict:
    """What the checkers of one side found in one image: promises made and broken, and all else
    that is wrong."""

    promises: int
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    def note(self, is_right: bool, what: str) -> None:
        """Keep ``what`` unless it is right."""
        if not is_right:
            self.faults.append(what)


@dataclass(frozen=True)
class Rules:
    """What a disk may do to a sector it was writing.

    ``garbage``: what is not new may be anything, not only what was there; databases that overwrite
    in place must find all of it in their log. ``whole`` are names of files whose sectors are never
    torn inside, because their owner states that it relies on that; ``rebuilt`` ends the names of
    files left out, because their owner makes them anew after a crash.
    """

    garbage: bool = False
    whole: tuple[str, ...] = ()
    rebuilt: tuple[str, ...] = ()


@dataclass(eq=False)
class _File:
    """One file: where its bytes were before the recording, what was done to it, how far it was
    flushed."""

    origin: str | None
    changes: list[Record] = field(default_factory=list)
    flushed: int = 0


class _History:
    """All that happened up to the cut, and what of it must be there."""

    def __init__(self, recording: Recording, records: Sequence[Record]) -> None:
        self.names = {name: _File(name) for name in recording.inodes}
        self.journal: list[tuple[Record, _File | None]] = []
        self.certain = 0
        self._by_inode = {inode: self.names[name] for name, inode in recording.inodes.items()}
        for record in records:
            self._take(record)

    def _take(self, record: Record) -> None:
        file = self._by_inode.get(record.inode)
        match record.kind:
            case Kind.FLUSH:
                self._flush(record, file)
            case Kind.WRITE:
                if file is not None:
                    file.changes.append(record)
            case Kind.CREATE:
                # An inode of a file that is gone may be given out again.
                file = self._by_inode[record.inode] = _File(None)
                self.journal.append((record, file))
            case Kind.TRUNCATE | Kind.GROW:
                if file is not None:
                    file.changes.append(record)
                    self.journal.append((record, file))
            case _:
                self.journal.append((record, None))

    def _flush(self, flush: Record, file: _File | None) -> None:
        if file is not None:
            file.flushed = max(file.flushed, flush.offset)
        for nth in range(len(self.journal), self.certain, -1):
            entry, owner = self.journal[nth - 1]
            is_meant = owner is file if file is not None else _is_within(entry, flush.names[0])
            if is_meant and entry.end <= flush.offset:
                self.certain = nth
                return

    def settle_names(self, kept: int) -> None:
        """Let the first ``kept`` changes of names have happened, and no others."""
        for record, file in self.journal[:kept]:
            match record.kind:
                case Kind.CREATE:
                    assert file is not None
                    self.names[record.names[0]] = file
                case Kind.UNLINK:
                    self.names.pop(record.names[0], None)
                case Kind.RENAME:
                    self._rename(*record.names)
                case Kind.LINK:
                    if record.names[0] in self.names:
                        self.names[record.names[1]] = self.names[record.names[0]]

    def _rename(self, old: str, new: str) -> None:
        moved = self.names.pop(old, None)
        # What was written past the recorder (see there) is not known: it is left out.
        self.names.pop(new, None)
        if moved is not None:
            self.names[new] = moved
        for name in [name for name in self.names if name.startswith(f"{old}/")]:
            self.names[new + name.removeprefix(old)] = self.names.pop(name)


def _is_within(record: Record, folder: str) -> bool:
    return any((os.path.dirname(name) or ".") == folder for name in record.names)


def flushed_at_the_end(records: Sequence[Record]) -> list[Record]:
    """The same records and a flush of every file and folder behind them: nothing is left to
    chance."""
    end = records[-1].end

    def flush(inode: int, *names: str) -> Record:
        return Record(Kind.FLUSH, end, end, inode, end, 0, names, b"")

    folders = {os.path.dirname(name) or "." for record in records for name in record.names}
    inodes = {record.inode for record in records if record.inode}
    return [*records, *(flush(0, name) for name in folders), *map(flush, inodes)]


@dataclass
class PowerCut:
    """One cut: the records before it, the disk's rules and its chance."""

    recording: Recording
    records: Sequence[Record]
    rules: Rules
    chance: random.Random

    def leave(self, image: Path) -> None:
        """Make ``image`` the folder as it is found when the power is back."""
        history = _History(self.recording, self.records)
        certain, all_of_it = history.certain, len(history.journal)
        kept = self.chance.choice((certain, all_of_it, self.chance.randint(certain, all_of_it)))
        lost = {id(record) for record, _ in history.journal[kept:]}
        history.settle_names(kept)
        _lay_out(self.recording.before, image)
        for record, _ in history.journal[:kept]:
            if record.kind is Kind.MKDIR:
                (image / record.names[0]).mkdir(exist_ok=True)
        for name in self.recording.inodes.keys() - history.names.keys():
            (image / name).unlink()
        for name, file in history.names.items():
            if name.endswith(self.rules.rebuilt or ("\0",)):
                (image / name).unlink(missing_ok=True)
            elif file.changes or file.origin != name:
                self._write(image / name, file, lost)

    def _write(self, path: Path, file: _File, lost: set[int]) -> None:
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if file.origin is None:
            path.touch(0o600)
        else:
            shutil.copy(self.recording.before / file.origin, path)
        is_whole = path.name in self.rules.whole
        mood = self.chance.choice(_MOODS)
        descriptor = os.open(path, os.O_RDWR)
        try:
            _Platter(descriptor, mood, self, is_whole).replay(file, lost)
        finally:
            os.close(descriptor)


@dataclass
class _Platter:
    """The bytes of one file as they come to the disk."""

    descriptor: int
    mood: float
    cut: PowerCut
    is_whole: bool
    end: int = 2**62

    def replay(self, file: _File, lost: set[int]) -> None:
        for change in file.changes:
            if change.kind is Kind.WRITE:
                if change.end <= file.flushed:
                    os.pwrite(self.descriptor, change.data, change.offset)
                else:
                    self._write_by_chance(change)
            elif id(change) in lost:
                # Blocks behind a shortened end are given out again only once that is on the disk.
                if change.kind is Kind.TRUNCATE:
                    self.end = min(self.end, change.length)
            else:
                self._resize(change)

    def _resize(self, change: Record) -> None:
        if change.kind is Kind.TRUNCATE or change.length > self._length():
            os.ftruncate(self.descriptor, change.length)

    def _write_by_chance(self, change: Record) -> None:
        data = change.data[: max(0, self.end - change.offset)]
        at = 0
        while at < len(data):
            length = SECTOR - (change.offset + at) % SECTOR
            self._sector(change.offset + at, data[at : at + length])
            at += length
        # The length may be on the disk before what it makes room for.
        if self.cut.chance.random() < self.mood and self._length() < change.offset + len(data):
            os.ftruncate(self.descriptor, change.offset + len(data))

    def _sector(self, offset: int, new: bytes) -> None:
        chance = self.cut.chance
        if not self.is_whole and len(new) > 1 and self.mood < 1 and chance.random() < _TORN:
            new = self._torn(new, os.pread(self.descriptor, len(new), offset))
        elif chance.random() >= self.mood:
            return
        os.pwrite(self.descriptor, new, offset)

    def _torn(self, new: bytes, old: bytes) -> bytes:
        chance = self.cut.chance
        rest = old.ljust(len(new), b"\0")
        if self.cut.rules.garbage:
            rest = chance.choice((rest, bytes(len(new)), chance.randbytes(len(new))))
        middle = chance.randrange(1, len(new))
        if chance.random() < 0.5:
            return new[:middle] + rest[middle:]
        return rest[:middle] + new[middle:]

    def _length(self) -> int:
        return os.fstat(self.descriptor).st_size


def _lay_out(before: Path, image: Path) -> None:
    """Make ``image`` equal to ``before``. What is left of the last image and was not touched since
    stays: making thousands of files anew is what costs time."""
    image.mkdir(parents=True, exist_ok=True)
    for path in sorted(image.rglob("*"), reverse=True):
        if not (before / path.relative_to(image)).exists():
            path.rmdir() if path.is_dir() else path.unlink()
    for source in sorted(before.rglob("*")):
        target = image / source.relative_to(before)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists() or _looks(source) != _looks(target):
            shutil.copy2(source, target)


def _looks(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
