"""Deadline chips: which clock, by when, how near; four looks."""

import datetime as dt

from counter.i18n import _
from counter.windows.presenters.words import day, short_day
from counter.windows.screen import ClockLine, Deadline
from counter.workflows.case_clocks import ClockView

NEAR = 2
"""From this many working days on the chip is amber (临期)."""


def chip(clock: ClockView, today: dt.date) -> Deadline:
    """One clock as a chip; its tip says what was counted."""
    if clock.day is None:
        return Deadline(_("{word} 未起算").format(word=clock.word), "dashed", clock.counted)
    when = short_day(clock.day, today)
    tip = _("{word}时限 {day}，{counted}").format(
        word=clock.word, day=day(clock.day), counted=clock.counted
    )
    if clock.provisional:
        tip += _("；当年放假安排还没有公布，按暂估")
    words, state = _("{word} {when}").format(word=clock.word, when=when), ""
    if clock.is_running and clock.is_earlier and clock.left < 0:
        words, state = _("{word} 超 {n} 个工作日").format(word=clock.word, n=-clock.left), "bad"
    elif clock.is_running and clock.is_earlier and clock.left <= NEAR:
        left = _("剩 {n} 个工作日").format(n=clock.left) if clock.left else _("今天到期")
        words, state = f"{clock.word} {left}", "warn"
    elif clock.provisional:
        words, state = _("{word} {when} 暂估").format(word=clock.word, when=when), "dashed"
    return Deadline(words, state, tip)


def chips(clocks: tuple[ClockView, ...], today: dt.date) -> tuple[Deadline, ...]:
    """Both clocks, the earlier one first."""
    return tuple(chip(one, today) for one in _earlier_first(clocks))


def lines(clocks: tuple[ClockView, ...], today: dt.date) -> tuple[ClockLine, ...]:
    """Both clocks with what they count from; before acceptance what will be counted."""
    return tuple(
        ClockLine(shown, _line(one, shown, today), one.is_earlier and one.day is not None)
        for one in _earlier_first(clocks)
        for shown in (chip(one, today),)
    )


def _line(clock: ClockView, shown: Deadline, today: dt.date) -> str:
    """What is counted; the day too, where the chip says how near it is instead."""
    when = "" if clock.day is None else short_day(clock.day, today)
    return clock.counted if when in shown.words else f"{clock.counted}・{when}"


def _earlier_first(clocks: tuple[ClockView, ...]) -> list[ClockView]:
    return sorted(clocks, key=lambda one: not one.is_earlier)
