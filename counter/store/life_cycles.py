"""Every life cycle of the counter as a plain table; what is not in a table is refused, here and
at the centre.

Each entry is ``(state, event): next state``. The state ``NEW`` is that of a row not yet inserted.
"""

from collections.abc import Mapping

NEW = ""

LifeCycle = Mapping[tuple[str, str], str]

SHIFT: LifeCycle = {
    (NEW, "open"): "open",
    ("open", "close"): "closed",
}

TICKET: LifeCycle = {
    (NEW, "call"): "called",
    ("called", "start"): "serving",
    ("called", "miss"): "missed",  # 过号: may be called again the same day
    ("missed", "call"): "called",
    ("missed", "unmiss"): "called",  # 撤销过号
    ("called", "put_back"): "waiting",  # 撤销叫号: waits again in its old place
    ("waiting", "call"): "called",
    ("serving", "hold"): "held",  # 挂起: comes back the same day without a new number
    ("held", "resume"): "serving",
    ("missed", "abandon"): "abandoned",  # 弃号: void for the day
    ("serving", "finish"): "finished",
}

VISIT: LifeCycle = {
    (NEW, "open"): "open",
    ("open", "close"): "closed",
    ("open", "hold"): "held",
    ("held", "resume"): "open",
}

MATTER: LifeCycle = {
    (NEW, "open"): "open",
    ("open", "handle"): "handled",
    ("open", "tell"): "told",  # told once what is missing; the citizen comes back
    ("open", "refuse"): "refused",
    ("open", "refer"): "referred",
}

CASE: LifeCycle = {
    (NEW, "take_in"): "taken_in",
    ("taken_in", "accept"): "accepted",  # 受理: the statutory clock starts
    ("accepted", "end_signing"): "signed",  # 面签结束: the promised clock starts
    ("signed", "submit"): "second_review",  # 初审 given by the taker-in, waits for 复核
    ("second_review", "withdraw"): "signed",  # 撤回 while the next level has not acted
    ("second_review", "pass"): "final_review",
    ("second_review", "return"): "returned",
    ("final_review", "pass"): "approved",
    ("final_review", "return"): "returned",
    ("final_review", "refuse"): "refused",
    ("returned", "end_signing"): "signed",
    ("taken_in", "void"): "void",
    ("accepted", "void"): "void",
    ("signed", "void"): "void",
    ("returned", "void"): "void",
}

CONSENT: LifeCycle = {
    (NEW, "sign"): "signed",
    (NEW, "refuse"): "refused",
    ("refused", "sign"): "signed",
    ("signed", "withdraw"): "withdrawn",
}

MATERIAL_CHECK: LifeCycle = {
    (before, event): after_it
    for before in (NEW, "seen", "waived", "missing")
    for event, after_it in (("see", "seen"), ("waive", "waived"), ("miss", "missing"))
}
"""A mark is set and set again; nothing of it is final while the matter is open."""

PROMISE: LifeCycle = {
    (NEW, "make"): "open",
    ("open", "tell"): "told",  # closed only when the citizen was told
}

SLIP: LifeCycle = {
    (NEW, "issue"): "issued",
    ("issued", "print"): "printing",
    ("printing", "come_out"): "printed",
    ("printing", "fail"): "failed",
    ("printing", "lose"): "unknown",  # the link died after bytes were sent: a person looks
    ("failed", "print"): "printing",
    ("unknown", "print"): "printing",
    ("unknown", "come_out"): "printed",
    ("printed", "print"): "printing",  # 补打
}

LIFE_CYCLES: Mapping[str, LifeCycle] = {
    "shift": SHIFT,
    "ticket": TICKET,
    "visit": VISIT,
    "matter": MATTER,
    "case": CASE,
    "consent": CONSENT,
    "material_check": MATERIAL_CHECK,
    "promise": PROMISE,
    "slip": SLIP,
}
"""Table name -> life cycle of its ``state`` column."""


class NotInLifeCycle(Exception):
    """An event a state does not know; carries table, state and event, never a value of the row."""

    def __init__(self, table: str, state: str, event: str) -> None:
        """Name what was asked of which state."""
        super().__init__(f"{table}: no {event!r} in state {state or 'NEW'!r}")
        self.table, self.state, self.event = table, state, event


def after(table: str, state: str, event: str) -> str:
    """The state of ``table`` after ``event``; raises ``NotInLifeCycle``."""
    try:
        return LIFE_CYCLES[table][state, event]
    except KeyError:
        raise NotInLifeCycle(table, state, event) from None


def moves(table: str) -> frozenset[tuple[str, str]]:
    """Every allowed (from, to) pair of a table, as the centre's transition table holds them."""
    return frozenset((state, to) for (state, _), to in LIFE_CYCLES[table].items())
