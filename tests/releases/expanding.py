"""What the present declaration no longer takes from, or gives to, a client of an earlier release.

Expand before contract: a table, column, kind or move is added first, and taken away only when no
desk uses it any more. Every finding is one line; a line in ``CONTRACTED`` was meant.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]

CONTRACTED: Mapping[str, str] = {}
"""Finding -> why no desk is harmed: which version every desk must have, and since when the centre's
``oldest_version`` says so."""


def findings(before: Json, present: Json) -> list[str]:
    """Everything an earlier client could do, or was told, that is not so any more."""
    return [*_kinds(before, present), *_moves(before, present), *_tables(before, present)]


def _kinds(before: Json, present: Json) -> Iterator[str]:
    now = {tuple(rule[:5]): set(rule[5]) for rule in present["kinds"]}
    for *head, columns in before["kinds"]:
        kind, version, role, table, op = head
        who = f"{kind} {version}: {role} may no longer {op} {table}"
        allowed = now.get(tuple(head))
        if allowed is None:
            yield who
            continue
        yield from (f"{who}.{column}" for column in columns if column not in allowed)


def _moves(before: Json, present: Json) -> Iterator[str]:
    now = {tuple(move) for move in present["moves"]}
    for move in before["moves"]:
        if tuple(move) not in now:
            table, here, there = move
            yield f"{table}: may no longer go from {here or 'nothing'} to {there}"


def _tables(before: Json, present: Json) -> Iterator[str]:
    for name, table in before["tables"].items():
        now = present["tables"].get(name)
        if now is None:
            yield f"{name}: is gone"
            continue
        yield from _columns(name, table, now)
        yield from _rules(name, table, now)


def _columns(name: str, table: Json, now: Json) -> Iterator[str]:
    for column, was in table["columns"].items():
        is_now = now["columns"].get(column)
        if is_now is None:
            yield f"{name}.{column}: is gone"
        # Longer texts would be dropped by an old desk, shorter ones refuse what it sends; a value
        # that may be missing now is dropped there, one that may not refuses.
        elif is_now != was:
            yield f"{name}.{column}: was {_said(was)} and is {_said(is_now)}"
    if table["closed"]["reference"]:
        return
    for column in now["columns"].keys() - table["columns"].keys():
        # A default does not help: the centre fills a set's whole row from what the set says.
        if not now["columns"][column]["nullable"]:
            yield f"{name}.{column}: is new and must have a value"


def _rules(name: str, table: Json, now: Json) -> Iterator[str]:
    for column, parent in now["refers"].items():
        if column in table["columns"] and table["refers"].get(column) != parent:
            yield f"{name}.{column}: must be in {parent} first"
    for unique in now["unique"]:
        if unique not in table["unique"]:
            yield f"{name}: {', '.join(unique[0])} must be unique"
    for rule, is_closed in now["closed"].items():
        if is_closed and not table["closed"][rule]:
            yield f"{name}: is {rule} now"


def _said(column: Json) -> str:
    return f"{column['type']}{'' if column['nullable'] else ' not null'}"
