"""How the administration's commands write what they found."""

import json
import sys
from collections.abc import Mapping
from typing import Any


def write(answer: Mapping[str, Any], as_json: bool) -> None:
    """One JSON document on standard output, or a line for every value, lists item by item."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
        return
    for name, value in answer.items():
        for item in value if isinstance(value, list | tuple) else (value,):
            sys.stdout.write(f"{name}: {_line(item)}\n")


def _line(item: Any) -> str:
    if isinstance(item, dict):
        return "  ".join(f"{name}={value}" for name, value in item.items())
    return str(item)
