"""The dated values, rates, retirement ages and calendar, from shipped files and from the centre."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import cast, get_args

from counter.policy.entries import Entry, read_file
from counter.rules.calendar import Calendar, CalendarDay, DayKind
from counter.rules.policy_table import Anchor, Mark, PlainValue, Policy, PolicyValue
from counter.rules.rates import RateRow, RateTable
from counter.rules.retirement import Category, RetirementRow, RetirementTable

VALUE_FILES = ("policy/loan.toml", "policy/service.toml")
RATES_FILE = "policy/rates.toml"
RETIREMENT_FILE = "policy/retirement.toml"
CALENDAR_FILE = "policy/calendar.toml"
FROM_CENTRE = "centre"

_TABLES = {"rate", "day", "year"}

Overrides = Mapping[str, Sequence[Mapping[str, object]]]
Layer = Mapping[str, tuple[PolicyValue, ...]]

_FIELDS = (
    "key", "kind", "value", "choices", "valid_from", "valid_to", "doc_no", "mark", "anchor",
    "note", "version",
)  # fmt: skip


def load_policy(overrides: Overrides | None = None) -> Policy:
    """Load everything that judges a case; raises :class:`PolicyError`.

    ``overrides`` come from the centre: a key with dated entries of the files' form, which win on
    the days they cover; ``rate``, ``day`` and ``year`` lines join the shipped tables.
    """
    given = dict(overrides or {})
    centre = Entry(FROM_CENTRE, "file", {key: list(rows) for key, rows in given.items()})
    rates = _merged(read_file(RATES_FILE), centre, "rate", "valid_from")
    shipped = [entry for file in VALUE_FILES for entry in read_file(file).tables("value", "key")]
    local = [
        entry
        for key in sorted(given.keys() - _TABLES)
        for entry in _of_key(centre, key, given[key])
    ]
    base = _layer(shipped)
    return Policy(
        shipped=base,
        local=_layer(local, base),
        rates=RateTable(tuple(sorted(map(_rate, rates), key=lambda row: row.valid_from))),
        retirement=read_retirement(read_file(RETIREMENT_FILE)),
        calendar=_calendar(read_file(CALENDAR_FILE), centre),
    )


def _of_key(centre: Entry, key: str, rows: Sequence[Mapping[str, object]]) -> tuple[Entry, ...]:
    named = [{**row, "key": key} for row in rows]
    return Entry(centre.file, "file", {"value": named}).tables("value", "key")


def _layer(entries: Iterable[Entry], below: Layer | None = None) -> Layer:
    values = [(entry, _value(entry)) for entry in entries]
    layer: dict[str, tuple[PolicyValue, ...]] = {}
    for entry, value in sorted(values, key=lambda pair: pair[1].valid_from):
        earlier = layer.get(value.key, ())
        _refuse_clash(entry, earlier, value)
        if below is not None:
            _refuse_stranger(entry, below, value)
        layer[value.key] = (*earlier, value)
    return layer


def _refuse_clash(entry: Entry, earlier: Sequence[PolicyValue], value: PolicyValue) -> None:
    for other in earlier:
        if other.valid_to is None or other.valid_to >= value.valid_from:
            raise entry.wrong(
                f"the period from {value.valid_from} overlaps the one from {other.valid_from}"
            )
        _refuse_other_nature(entry, other, value)


def _refuse_stranger(entry: Entry, below: Layer, value: PolicyValue) -> None:
    # A misspelt key would be stored and never asked for.
    if value.key not in below:
        raise entry.wrong("no rule reads this key")
    _refuse_other_nature(entry, below[value.key][0], value)


def _refuse_other_nature(entry: Entry, other: PolicyValue, value: PolicyValue) -> None:
    if other.anchor != value.anchor:
        raise entry.wrong("anchor must be the same in every period of a key")
    if type(other.value) is not type(value.value):
        raise entry.wrong("kind must be the same in every period of a key")


def _value(entry: Entry) -> PolicyValue:
    entry.only(_FIELDS)
    start, end = entry.day("valid_from"), entry.optional_day("valid_to")
    if end is not None and end < start:
        raise entry.wrong("valid_to lies before valid_from")
    return PolicyValue(
        key=entry.text("key"),
        value=_plain(entry),
        valid_from=start,
        valid_to=end,
        doc_no=entry.text("doc_no"),
        mark=cast(Mark, entry.choice("mark", get_args(Mark))),
        anchor=cast(Anchor, entry.choice("anchor", get_args(Anchor))),
        version=entry.text("version", f"{start:%Y-%m-%d}"),
        note=entry.text("note", ""),
    )


def _plain(entry: Entry) -> PlainValue:
    readers: dict[str, Callable[[], PlainValue]] = {
        "money": lambda: _two_places(entry),
        "percent": lambda: entry.decimal("value"),
        "ratio": lambda: entry.decimal("value"),
        "whole": lambda: entry.whole("value"),
        "switch": lambda: entry.switch("value"),
        "text": lambda: entry.choice("value", entry.texts("choices")),
    }
    return readers[entry.choice("kind", readers)]()


def _two_places(entry: Entry) -> Decimal:
    return entry.decimal("value", places=2).quantize(Decimal("0.01"))


def _merged(shipped: Entry, centre: Entry, field: str, label: str) -> list[Entry]:
    lines: dict[dt.date, Entry] = {}
    for source in (shipped, centre):
        seen: set[dt.date] = set()
        for entry in source.tables(field, label):
            day = entry.day(label)
            if day in seen:
                raise entry.wrong(f"{label} {day} is there twice")
            seen.add(day)
            lines[day] = entry
    return list(lines.values())


def _rate(entry: Entry) -> RateRow:
    entry.only(("valid_from", "first", "second", "doc_no", "mark"))
    return RateRow(
        valid_from=entry.day("valid_from"),
        first=_pair(entry, "first"),
        second=_pair(entry, "second"),
        doc_no=entry.text("doc_no"),
        mark=entry.choice("mark", get_args(Mark)),
    )


def _pair(entry: Entry, field: str) -> tuple[Decimal, Decimal]:
    texts = entry.texts(field)
    if len(texts) != 2:
        raise entry.wrong(f"{field} must hold two rates: to 60 months, over 60 months")
    return entry.exact(field, texts[0]), entry.exact(field, texts[1])


def read_retirement(file: Entry) -> RetirementTable:
    """Read the retirement ages; no category twice from one day."""
    rows: dict[tuple[str, dt.date], RetirementRow] = {}
    for entry in file.tables("retirement", "category"):
        row = _retirement_row(entry)
        if (row.category, row.valid_from) in rows:
            raise entry.wrong(f"valid_from {row.valid_from} is there twice")
        rows[row.category, row.valid_from] = row
    return RetirementTable(tuple(rows.values()))


def _retirement_row(entry: Entry) -> RetirementRow:
    return RetirementRow(
        category=cast(Category, entry.choice("category", get_args(Category))),
        valid_from=entry.day("valid_from"),
        age_months=entry.whole("age_months"),
        first_birth=entry.optional_day("first_birth"),
        every_months=max(entry.whole("every_months", 1), 1),
        most_months=entry.whole("most_months", 0),
        doc_no=entry.text("doc_no"),
    )


def _calendar(file: Entry, centre: Entry) -> Calendar:
    days = [_calendar_day(entry) for entry in _merged(file, centre, "day", "day")]
    years = [*file.tables("year", "source"), *centre.tables("year", "source")]
    sources = [entry.text("source") for entry in years]
    version = "；".join([file.text("version"), *sources])
    return Calendar(days, [entry.whole("year") for entry in years], version)


def _calendar_day(entry: Entry) -> CalendarDay:
    entry.only(("day", "kind", "note", "source"))
    return CalendarDay(
        day=entry.day("day"),
        kind=cast(DayKind, entry.choice("kind", get_args(DayKind))),
        note=entry.text("note", ""),
        source=entry.text("source", ""),
    )
