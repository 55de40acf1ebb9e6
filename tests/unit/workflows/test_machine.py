import pytest

from counter.store.life_cycles import LIFE_CYCLES, NEW
from counter.workflows.machine import moved, state_word
from counter.workflows.refusals import Refused

ENDS = {
    "shift": {"closed"},
    "ticket": {"abandoned", "finished"},
    "visit": {"closed"},
    "matter": {"handled", "told", "refused", "referred"},
    "case": {"approved", "refused", "void"},
    "consent": {"withdrawn"},
    "promise": {"told"},
    "material_check": set[str](),
    "slip": set[str](),
}
STATES = [
    (table, state)
    for table, cycle in LIFE_CYCLES.items()
    for state in sorted(({state for state, _ in cycle} | set(cycle.values())) - {NEW})
]
PAIRS = [
    (table, state, event)
    for table, state in STATES
    for event in sorted({event for _, event in LIFE_CYCLES[table]})
]


@pytest.mark.parametrize("table", LIFE_CYCLES)
def test_every_event_in_every_state_is_in_the_table_or_refused_in_chinese(table: str) -> None:
    for of, state, event in PAIRS:
        if of != table:
            continue
        expected = LIFE_CYCLES[table].get((state, event))
        if expected is not None:
            assert moved(table, state, event) == expected
            continue
        with pytest.raises(Refused) as refusal:
            moved(table, state, event)
        assert state_word(table, state) in refusal.value.sentence


@pytest.mark.parametrize("table", LIFE_CYCLES)
def test_every_state_but_an_end_leads_somewhere(table: str) -> None:
    for of, state in STATES:
        if of == table:
            leads = any(start == state for start, _ in LIFE_CYCLES[table])
            assert leads == (state not in ENDS[table]), state


def test_every_state_has_a_word_that_is_chinese() -> None:
    for table, state in STATES:
        assert not state_word(table, state).isascii()
