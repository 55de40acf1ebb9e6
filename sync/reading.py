"""Reads the values of the ports out of the centre's JSON."""

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from counter.store.columns import parse_moment
from counter.workflows.ports import (
    DirectoryEntry,
    Granted,
    HallCall,
    HallView,
    HallWaits,
    LedgerFigures,
    OpenDetail,
    OpenHead,
    QueueTicket,
    SeriesWait,
    Standing,
    Waiting,
    WaitingSeries,
    WaitingTicket,
)
from sync.values import JsonMap


def queue_ticket(raw: JsonMap) -> QueueTicket:
    """A ticket as the queue's authority tells it."""
    return QueueTicket(
        id=uuid.UUID(raw["id"]),
        day=dt.date.fromisoformat(raw["day"]),
        series=raw["series"],
        number=int(raw["number"]),
        business=raw["business"],
        issued_at=parse_moment(raw["issued_at"]),
        ahead=int(raw["ahead"]),
        called_before=raw.get("called_before", False),
    )


def granted(raw: JsonMap) -> Granted:
    """A grant with its ticket."""
    return Granted(
        grant_id=uuid.UUID(raw["grant_id"]),
        ticket=queue_ticket(raw["ticket"]),
        term_ms=int(raw["term_ms"]),
    )


def waiting(raw: JsonMap) -> Waiting:
    """Who waits in the hall."""
    tickets = (
        WaitingTicket(
            str(one["label"]),
            str(one["series"]),
            str(one["business"]),
            parse_moment(one["issued_at"]),
        )
        for one in raw["tickets"]
    )
    series = (
        WaitingSeries(str(one["series"]), int(one["count"]), parse_moment(one["oldest"]))
        for one in raw["series"]
    )
    return Waiting(int(raw["count"]), tuple(tickets), tuple(series))


def hall_waits(raw: JsonMap) -> HallWaits:
    """Who waits, series by series."""
    return HallWaits(
        span_s=int(raw["span_s"]),
        series=tuple(
            SeriesWait(str(one["series"]), int(one["waiting"]), int(one["called"]))
            for one in raw["series"]
        ),
    )


def hall_view(raw: JsonMap) -> HallView:
    """What a hall display shows."""
    calls = tuple(
        HallCall(str(one["label"]), str(one["series"]), int(one["window_no"]), int(one["times"]))
        for one in raw["calls"]
    )
    return HallView(calls, hall_waits(raw["waits"]))


def open_heads(raw: Sequence[JsonMap]) -> tuple[OpenHead, ...]:
    """The hall's open change sets."""
    return tuple(
        OpenHead(
            ws=uuid.UUID(one["ws"]),
            epoch=int(one["epoch"]),
            seq=int(one["seq"]),
            window_no=int(one["window_no"]),
            kind=str(one["kind"] or ""),
            status=str(one["status"]),
            code=str(one["code"]),
            at=parse_moment(one["received_at"]),
            waiting=int(one["waiting"]),
        )
        for one in raw
    )


def open_detail(raw: JsonMap) -> OpenDetail:
    """Both versions of one open change set."""
    window, detail = raw.get("by_window"), raw["detail"]
    if detail is not None and not isinstance(detail, dict):
        raise ValueError("no detail")
    return OpenDetail(detail, None if window is None else int(window))


def directory_entry(raw: JsonMap) -> DirectoryEntry:
    """A citizen with the ledger's figures."""
    account = raw.get("account")
    return DirectoryEntry(
        citizen_id=uuid.UUID(raw["citizen_id"]),
        doc_type=raw["doc_type"],
        doc_number=raw["doc_number"],
        name=raw["name"],
        sex=raw["sex"],
        birth_date=_day(raw.get("birth_date")),
        marital=raw["marital"],
        spouse_doc_number=raw.get("spouse_doc_number"),
        phone=raw.get("phone"),
        employer=raw.get("employer"),
        account=None if account is None else _figures(account),
    )


def standing(raw: JsonMap) -> Standing:
    """How a person stands."""
    key_id, until, sealed = raw.get("key_id"), raw.get("valid_until"), raw.get("sealed")
    return Standing(
        person_id=uuid.UUID(raw["person_id"]),
        staff_no=raw["staff_no"],
        name=raw["name"],
        roles=tuple(raw["roles"]),
        active=bool(raw["active"]),
        key_id=None if key_id is None else uuid.UUID(key_id),
        sealed=None if sealed is None else _octets(sealed),
        valid_until=None if until is None else parse_moment(until),
    )


def _figures(raw: JsonMap) -> LedgerFigures:
    return LedgerFigures(
        account_no=raw["account_no"],
        status=raw["status"],
        deposit_base=Decimal(raw["deposit_base"]),
        balance=Decimal(raw["balance"]),
        consecutive_months=int(raw["consecutive_months"]),
        paid_through=raw["paid_through"],
        open_loans=int(raw["open_loans"]),
        as_of=dt.date.fromisoformat(raw["as_of"]),
    )


def _day(text: Any) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _octets(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
