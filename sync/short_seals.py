"""Seals and signatures in the short form they travel in: what many have in common is said once.

A backlog is sent over lines where every byte counts, and the same few keys seal all of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.values import JsonMap


def shortened(marks: Sequence[Mapping[str, Any]]) -> JsonMap:
    """``{heads: [{alg, key_id}], made: [[head, value]]}``; ``sync.at_length`` undoes it."""
    heads: list[JsonMap] = []
    made = []
    for mark in marks:
        head = {name: said for name, said in mark.items() if name != "value"}
        if head not in heads:
            heads.append(head)
        made.append([heads.index(head), mark.get("value")])
    return {"heads": heads, "made": made}
