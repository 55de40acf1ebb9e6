"""The right column: what stands beside the work area."""

import datetime as dt

from counter.windows.presenters.earlier_notice import earlier_card
from counter.windows.presenters.link import LinkView
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.signing import on_the_table, reading_cards
from counter.windows.presenters.today import outage_card, today_card
from counter.windows.presenters.visit_cards import (
    case_card,
    citizen_card,
    notice_card,
    party_card,
)
from counter.windows.screen import Card

SIGNING = 5
"""The step at which the text that is read stands in place of the parties."""


def cards(sight: Sight, link: LinkView, now: dt.datetime) -> tuple[Card, ...]:
    """The right column: parties and case; at the signatures the text that is read; while idle what
    was done today."""
    facts = sight.facts
    if facts.visit is None:
        today = today_card(facts, now)
        if link.is_cut_off:
            return outage_card(facts, link, now), today
        return (today,)
    if facts.case is not None and sight.entry.step == SIGNING and on_the_table(sight) is not None:
        return reading_cards(sight)
    found: list[Card] = []
    if facts.case is not None:
        found += [party_card(one, sight) for one in facts.case.parties]
        found.append(case_card(sight, facts.case))
    elif facts.citizen is not None:
        found.append(citizen_card(sight))
    if (before := earlier_card(facts)) is not None:
        found.append(before)
    if (told := notice_card(sight)) is not None:
        found.append(told)
    return tuple(found)
