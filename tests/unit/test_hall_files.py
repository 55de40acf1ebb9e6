"""The hall's data files: what ships can be used, and a slip in them is named."""

import pytest

from counter.policy import PolicyError, load_checklists
from counter.policy.entries import parse_file
from counter.policy.hall import (
    hall_tickets,
    load_display_words,
    load_hall_tickets,
    load_pad_reasons,
)
from counter.workflows.ticket_office import open_ticket_office

MOST_TILES = 20
"""So many businesses have room on the ticket machine without scrolling."""
GREEN = '[green]\nseries = "G"\nname = "绿色通道"\n'
CLASS = '[[class]]\nseries = "A"\nname = "贷款"\nshort = "贷款"\nhint = "x"\nbusinesses = ["L"]\n'
HOURS = '[[hours]]\ndays = [1]\nspans = ["08:15-11:40"]\nvalid_from = 2018-01-01\ndoc_no = "x"\n'


def test_every_business_a_citizen_may_choose_is_on_the_machine_once() -> None:
    tickets = load_hall_tickets(tuple(load_checklists().businesses()))

    offered = [code for one in tickets.classes for code in one.businesses]
    assert len(offered) == len(set(offered))
    # Not chosen at a machine: the green channel is a key of its own, after-hours work is staff's.
    assert {code for code, _ in load_checklists().businesses()} - set(offered) == {"S05", "S06"}
    assert max(len(one.businesses) for one in tickets.classes) <= MOST_TILES


def test_the_display_has_a_row_for_every_class() -> None:
    rows = open_ticket_office().rows

    assert rows[0] == ("G", "绿色通道")
    assert len(rows) <= 6


def test_the_words_of_display_and_pad_load() -> None:
    words = load_display_words()
    reasons = load_pad_reasons()

    assert len(words.lines) <= 3
    assert words.ticker
    assert 1 <= len(reasons) <= 6
    assert len({code for code, _ in reasons}) == len(reasons)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (CLASS + HOURS, "green must be a table"),
        (GREEN + CLASS + HOURS + "x = 1\n", "unknown field x"),
        (GREEN + CLASS.replace('"A"', '"K"') + HOURS, "series must be one of"),
        (GREEN + CLASS.replace('"A"', '"G"') + HOURS, "one class only"),
        (GREEN + CLASS.replace('["L"]', '["Z9"]') + HOURS, "none of the checklists"),
        (GREEN + CLASS + HOURS.replace("[1]", "[0]"), "days must be"),
        (GREEN + CLASS + HOURS.replace("[1]", '"1"'), "days must be"),
        (GREEN + CLASS + HOURS.replace("08:15", "8:15"), "spans must look like"),
        (GREEN + CLASS + HOURS.replace("11:40", "08:15"), "spans must be in order"),
        (GREEN + CLASS + HOURS.replace("11:40", "24:00"), "spans must look like"),
        (GREEN + CLASS + HOURS + '[[date]]\nday = "2026-13-01"\nnote = "x"\n', "must be a date"),
        (GREEN + CLASS + HOURS + "[[date]]\nday = 2026-12-31\n", "note must be a text"),
    ],
)
def test_a_slip_is_named(text: str, named: str) -> None:
    with pytest.raises(PolicyError, match=named):
        hall_tickets(parse_file("hall/tickets.toml", text), ["L01"])
