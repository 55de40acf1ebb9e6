"""Marital status (GB/T 2261.2): which codes mean what at the counter."""

MARRIED = frozenset({"20", "21", "22", "23"})
UNSTATED = "90"

# The condition keys that checklists and consent texts use.
_CONDITION = {"10": "m.single", "30": "m.widowed", "40": "m.divorced"}


def is_married(code: str) -> bool:
    """Return whether the person has a spouse: 20 married, 21 first, 22 again, 23 rejoined."""
    return code in MARRIED


def marital_condition(code: str) -> str | None:
    """Return the condition key (``m.married`` …), or None for 90 unstated and unknown codes."""
    return "m.married" if is_married(code) else _CONDITION.get(code)
