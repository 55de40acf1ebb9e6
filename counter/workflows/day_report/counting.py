"""Counts a day's figures from plain values; nothing here reads or writes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from counter.workflows.day_report.checks import checks_of
from counter.workflows.day_report.facts import DayRows, TicketFact
from counter.workflows.day_report.figures import (
    BusinessFigures,
    CaseFigures,
    QueueFigures,
    RatingFigures,
    ShiftFigures,
    SlipFigures,
    Span,
    VisitFigures,
    WindowFigures,
)
from counter.workflows.ratings import GRADES

_OPEN_TICKET = frozenset({"called", "serving"})
_CENT = Decimal("0.01")


def figures_of(rows: DayRows, window: int | None = None) -> ShiftFigures:
    """Count a day, for one window or for all of them."""
    numbers = _window_numbers(rows) if window is None else (window,)
    windows = tuple(_window(rows, number, frozenset({number})) for number in numbers)
    scope = frozenset(numbers)
    total = _window(rows, window or 0, scope)
    businesses = _businesses(rows, scope)
    return ShiftFigures(
        day=rows.day,
        window=window,
        total=total,
        windows=windows,
        businesses=businesses,
        slips=_slips(rows, scope),
        shifts=tuple(shift for shift in rows.shifts if shift.window_no in scope),
        machine=rows.machine,
        checks=checks_of(total, windows, businesses),
        drills=tuple(
            one for one in rows.drills if one.whole_hall or window in (None, one.window_no)
        ),
    )


def _window_numbers(rows: DayRows) -> tuple[int, ...]:
    lists: tuple[Sequence[object], ...] = (
        rows.tickets,
        rows.calls,
        rows.visits,
        rows.cases,
        rows.slips,
        rows.shifts,
    )
    found = {getattr(row, "window_no", 0) for facts in lists for row in facts}
    return tuple(sorted(found)) or (0,)


def _window(rows: DayRows, number: int, scope: frozenset[int]) -> WindowFigures:
    return WindowFigures(
        window_no=number,
        people=tuple(
            dict.fromkeys(shift.name for shift in rows.shifts if shift.window_no in scope)
        ),
        queue=_queue(rows, scope),
        visits=_visits(rows, scope),
        matters=sum(matter.window_no in scope for matter in rows.matters),
        notices=sum(window_no in scope for window_no in rows.notices),
        cases=_cases(rows, scope),
        ratings=_ratings(rows, scope),
    )


def _queue(rows: DayRows, scope: frozenset[int]) -> QueueFigures:
    called = {call.ticket_id for call in rows.calls if call.window_no in scope}
    here = [ticket for ticket in rows.tickets if ticket.window_no in scope]
    states = Counter(ticket.state for ticket in here)
    moved_on = sum(ticket.id in called and ticket.window_no not in scope for ticket in rows.tickets)
    return QueueFigures(
        called=len(called),
        finished=states["finished"],
        missed=states["missed"],
        abandoned=states["abandoned"],
        moved_on=moved_on,
        put_back=states["waiting"],
        held=states["held"],
        open=sum(states[state] for state in _OPEN_TICKET),
        waiting=_waiting(rows, here),
    )


def _waiting(rows: DayRows, tickets: Iterable[TicketFact]) -> Span:
    first: dict[object, dt.datetime] = {}
    for call in rows.calls:
        first[call.ticket_id] = min(call.at, first.get(call.ticket_id, call.at))
    return _span(first[ticket.id] - ticket.issued_at for ticket in tickets if ticket.id in first)


def _visits(rows: DayRows, scope: frozenset[int]) -> VisitFigures:
    visits = [visit for visit in rows.visits if visit.window_no in scope]
    with_ticket = [visit for visit in visits if visit.ticket_id is not None]
    return VisitFigures(
        total=len(visits),
        with_ticket=len(with_ticket),
        by_hand=sum(visit.ticket_id is None for visit in visits),
        closed_with_ticket=sum(visit.state == "closed" for visit in with_ticket),
        handling=_span(
            visit.closed_at - visit.opened_at - visit.held
            for visit in visits
            if visit.closed_at is not None
        ),
    )


def _span(durations: Iterable[dt.timedelta]) -> Span:
    # A clock stepped between two readings must not make a wait negative.
    measured = [max(duration, dt.timedelta()) for duration in durations]
    if not measured:
        return Span(0, dt.timedelta(), dt.timedelta())
    return Span(len(measured), sum(measured, dt.timedelta()) / len(measured), max(measured))


def _cases(rows: DayRows, scope: frozenset[int]) -> CaseFigures:
    cases = [case for case in rows.cases if case.window_no in scope]
    accepted = [case.amount for case in cases if case.accepted_on == rows.day]
    submitted = [case.amount for case in cases if case.submitted_on == rows.day]
    return CaseFigures(len(accepted), _sum(accepted), len(submitted), _sum(submitted))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0)).quantize(_CENT)


def _ratings(rows: DayRows, scope: frozenset[int]) -> RatingFigures:
    given = [rating for rating in rows.ratings if rating.window_no in scope]
    rated = {rating.visit_id for rating in given}
    counts = Counter(rating.grade for rating in given)
    return RatingFigures(
        grades=tuple(counts[grade] for grade in GRADES),
        unrated=sum(visit.id not in rated for visit in rows.visits if visit.window_no in scope),
    )


def _businesses(rows: DayRows, scope: frozenset[int]) -> tuple[BusinessFigures, ...]:
    states: dict[str, Counter[str]] = {}
    for matter in rows.matters:
        if matter.window_no in scope:
            states.setdefault(matter.business, Counter())[matter.state] += 1
    return tuple(
        BusinessFigures(
            business=business,
            total=counts.total(),
            handled=counts["handled"],
            told=counts["told"],
            refused=counts["refused"],
            referred=counts["referred"],
            open=counts["open"],
        )
        for business, counts in sorted(states.items())
    )


def _slips(rows: DayRows, scope: frozenset[int]) -> tuple[SlipFigures, ...]:
    kinds = sorted({slip.kind for slip in rows.slips if slip.window_no in scope})
    return tuple(_slips_of(rows, scope, kind) for kind in kinds)


def _slips_of(rows: DayRows, scope: frozenset[int], kind: str) -> SlipFigures:
    slips = [slip for slip in rows.slips if slip.kind == kind and slip.window_no in scope]
    states = Counter(slip.state for slip in slips)
    return SlipFigures(
        kind=kind,
        printed=states["printed"],
        failed=states["failed"],
        unknown=states["unknown"],
        pending=states["issued"] + states["printing"],
        reprints=sum(max(0, slip.copies - 1) for slip in slips),
    )
