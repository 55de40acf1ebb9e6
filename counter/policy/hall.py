"""What stands in the hall, from data files: classes and hours of tickets, the display's words, the
pad's reasons."""

import datetime as dt
import re
from dataclasses import dataclass

from counter.policy.entries import Entry, read_file
from counter.rules.ticket_hours import Span, TicketHours, WeekdayHours

TICKETS_FILE = "hall/tickets.toml"
DISPLAY_FILE = "hall/display.toml"
PAD_FILE = "hall/pad.toml"
DECISIONS_FILE = "hall/decisions.toml"
OUTAGE_FILE = "hall/outage.toml"
OUTAGE_CARDS = ("as_usual", "saved_here", "not_now")

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True)
class TicketClass:
    """One class of tickets: its letter and words, and its businesses in the machine's order."""

    series: str
    name: str
    short: str
    hint: str
    businesses: tuple[str, ...]


@dataclass(frozen=True)
class HallTickets:
    """What the ticket machine offers."""

    green: TicketClass
    classes: tuple[TicketClass, ...]
    hours: TicketHours


@dataclass(frozen=True)
class DisplayWords:
    """What the hall display says besides numbers, and whether anything on it may move."""

    title: str
    lines: tuple[str, ...]
    ticker: str
    may_blink: bool
    may_scroll: bool


@dataclass(frozen=True)
class OutageWords:
    """One card of what can be done without the centre; ``name`` is its place: ``as_usual``,
    ``saved_here``, ``not_now``."""

    name: str
    title: str
    hint: str
    lines: tuple[str, ...]


def load_outage_words() -> tuple[OutageWords, ...]:
    """The cards of an outage in their order; raises :class:`PolicyError`."""
    file = read_file(OUTAGE_FILE)
    file.only(OUTAGE_CARDS)
    found = []
    for name in OUTAGE_CARDS:
        entry = Entry(file.file, name, _table(file, name))
        entry.only(("title", "hint", "lines"))
        lines = tuple(entry.texts("lines"))
        found.append(OutageWords(name, entry.text("title"), entry.text("hint"), lines))
    return tuple(found)


def load_series(businesses: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The letters of the ticket classes and their short words; raises :class:`PolicyError`."""
    tickets = load_hall_tickets(businesses)
    return {one.series: one.short or one.name for one in (tickets.green, *tickets.classes)}


def load_hall_tickets(businesses: tuple[tuple[str, str], ...]) -> HallTickets:
    """Load classes and hours; ``businesses`` are the checklists' codes and names.

    Raises :class:`PolicyError`, also for a class without a business.
    """
    return hall_tickets(read_file(TICKETS_FILE), [code for code, _name in businesses])


def hall_tickets(file: Entry, codes: list[str]) -> HallTickets:
    """Read the content of the file of tickets."""
    file.only(("green", "class", "hours", "date"))
    green = Entry(file.file, "green", _table(file, "green"))
    classes = tuple(_class(one, codes) for one in file.tables("class", "series"))
    letters = [green.text("series"), *(one.series for one in classes)]
    if len(set(letters)) < len(letters):
        raise file.wrong("a series may stand for one class only")
    name = green.text("name")
    return HallTickets(
        TicketClass(_series(green), name, name, "", ()),
        classes,
        TicketHours(
            tuple(_weekly(one) for one in file.tables("hours", "doc_no")),
            {_day(one): _spans(one) for one in file.tables("date", "note")},
        ),
    )


def load_display_words() -> DisplayWords:
    """Load the display's notice and ticker; raises :class:`PolicyError`."""
    file = read_file(DISPLAY_FILE)
    file.only(("notice", "ticker", "motion"))
    notice, ticker, motion = (
        Entry(file.file, name, _table(file, name)) for name in ("notice", "ticker", "motion")
    )
    return DisplayWords(
        notice.text("title", ""),
        notice.texts("lines"),
        ticker.text("text", ""),
        motion.switch("blink"),
        motion.switch("ticker"),
    )


def load_pad_reasons() -> tuple[tuple[str, str], ...]:
    """Load the pad's reasons as codes and words; raises :class:`PolicyError`."""
    return _reasons(PAD_FILE)


def load_decision_reasons() -> tuple[tuple[str, str], ...]:
    """Load why one of two versions may be chosen, as codes and words; raises
    :class:`PolicyError`."""
    return _reasons(DECISIONS_FILE)


def _reasons(name: str) -> tuple[tuple[str, str], ...]:
    file = read_file(name)
    file.only(("reason",))
    return tuple((one.text("code"), one.text("words")) for one in file.tables("reason", "code"))


def _class(entry: Entry, codes: list[str]) -> TicketClass:
    entry.only(("series", "name", "short", "hint", "businesses"))
    wanted = entry.texts("businesses")
    # A single letter stands for every business that begins with it.
    found = tuple(code for one in wanted for code in codes if one in (code, code[0]))
    if not found:
        raise entry.wrong("businesses names none of the checklists")
    words = entry.text("name"), entry.text("short"), entry.text("hint", "")
    return TicketClass(_series(entry), *words, found)


def _series(entry: Entry) -> str:
    # A to H are the hall's own; K to P belong to printing devices.
    return entry.choice("series", "ABCDEFGH")


def _weekly(entry: Entry) -> WeekdayHours:
    entry.only(("days", "spans", "valid_from", "valid_to", "doc_no"))
    days = entry.fields.get("days")
    if not isinstance(days, list) or not days or not all(day in range(1, 8) for day in days):
        raise entry.wrong("days must be a list of weekdays from 1 (Monday) to 7")
    entry.text("doc_no")
    return WeekdayHours(
        frozenset(days), _spans(entry), entry.day("valid_from"), entry.optional_day("valid_to")
    )


def _day(entry: Entry) -> dt.date:
    entry.only(("day", "spans", "note"))
    entry.text("note")
    return entry.day("day")


def _spans(entry: Entry) -> tuple[Span, ...]:
    spans = []
    for text in entry.texts("spans"):
        found = _SPAN.fullmatch(text)
        if found is None:
            raise entry.wrong("spans must look like 08:15-11:40")
        a, b, c, d = (int(part) for part in found.groups())
        spans.append(Span(dt.time(a, b), dt.time(c, d)))
    ends = [time for span in spans for time in (span.start, span.stop)]
    if ends != sorted(set(ends)):
        raise entry.wrong("spans must be in order and not touch")
    return tuple(spans)


def _table(file: Entry, name: str) -> dict[str, object]:
    value = file.fields.get(name)
    if not isinstance(value, dict):
        raise file.wrong(f"{name} must be a table")
    return value
