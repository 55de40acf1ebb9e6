"""What the tour proves, computed from the databases themselves and never from what the tour did."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, select

from counter.store import outbox
from counter.store.chain import verify_chain
from counter.store.columns import column_to_wire
from counter.store.folding import verify_rows
from counter.store.row_plan import RowPlan, plans_by_table
from counter.store.tables import SetOutcome
from counter.workflows.day_report.figures import ShiftFigures
from sync.central.admin.verify import verify

NOTICED_S, RECOVERED_S = 5.0, 10.0
MOST_NAMED = 5


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and what was found."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True)
class BothSides:
    """The desk's open file and the centre's administrator."""

    engine: Engine
    ws: uuid.UUID
    dsn: str


@dataclass(frozen=True)
class Outage:
    """Seconds from the cut to the banner, and from the mend to everything sent."""

    noticed_s: float
    recovered_s: float


def rows_equal(sides: BothSides) -> Check:
    """Every row of every synced table of the desk stands at the centre with equal columns.

    And every row this desk made stands at the desk: nothing was lost, nothing was made up.
    """
    differences: list[str] = []
    counts: Counter[str] = Counter()
    with sides.engine.connect() as desk, psycopg.connect(sides.dsn) as centre:
        for name, plan in plans_by_table().items():
            here = {row.id: _wire(plan, row) for row in desk.execute(select(plan.table))}
            there = _centre_rows(centre, name)
            counts[name] = len(here)
            differences += _differences(name, here, there, str(sides.ws))
    compared = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    found = f"{sum(counts.values())} rows compared: {compared}"
    return Check("rows-equal", not differences, "; ".join(differences[:MOST_NAMED]) or found)


def outbox_empty(sides: BothSides) -> Check:
    """The centre confirmed every change set."""
    state = outbox.state(sides.engine)
    return Check(
        "outbox-empty",
        state.pending == 0 and state.last > 0,
        f"{state.acked} of {state.last} change sets confirmed",
    )


def no_parked(sides: BothSides) -> Check:
    """Nothing was parked or refused, by the desk's book and by the centre's."""
    with sides.engine.connect() as desk, psycopg.connect(sides.dsn) as centre:
        here = len(desk.execute(select(SetOutcome.seq)).all())
        states: dict[str, int] = dict(
            centre.execute(
                "select status, count(*) from sync.inbox where ws = %s group by status",
                (sides.ws,),
            ).fetchall()
        )
    ok = here == 0 and set(states) == {"applied"}
    return Check("no-parked", ok, f"desk {here}, centre {states}")


def chain_verified(sides: BothSides) -> Check:
    """Chain, seals and signatures hold at both ends, and both end in the same hash."""
    here, rows = verify_chain(sides.engine), verify_rows(sides.engine, sides.ws)
    there = verify(sides.dsn)
    with psycopg.connect(sides.dsn) as centre:
        found = centre.execute(
            "select encode(last_hash, 'hex') from sync.workstation_sync where ws = %s",
            (sides.ws,),
        ).fetchone()
    same = found is not None and found[0] == here.head
    detail = f"desk {here.checked} sets, {here.signatures} signatures; centre {there.sets} sets"
    faults = {
        "desk chain": here.is_whole,
        "desk rows": rows.agrees,
        "centre": there.holds,
        "same head": same,
    }
    broken = [name for name, holds in faults.items() if not holds]
    return Check("chain-verified", not broken, f"{detail}; broken: {broken}" if broken else detail)


def report_reconciles(figures: ShiftFigures, sides: BothSides) -> Check:
    """The report's checks hold, and its figures are what the centre counts for that day."""
    counted = _centre_counts(sides)
    told = {
        "tickets": figures.total.queue.called,
        "visits": figures.total.visits.total,
        "matters": figures.total.matters,
        "notices": figures.total.notices,
        "ratings": figures.total.ratings.rated,
    }
    broken = [check.sentence for check in figures.checks if not check.holds]
    broken += [
        f"{name}: report {told[name]}, centre {counted[name]}"
        for name in told
        if told[name] != counted[name]
    ]
    return Check("report-reconciles", not broken, "; ".join(broken) or f"{told}")


def outage_noticed(outage: Outage) -> Check:
    """The banner stood on the screen in time."""
    return Check(
        "outage-noticed",
        outage.noticed_s <= NOTICED_S,
        f"{outage.noticed_s:.1f} s after the cut (at most {NOTICED_S:.0f})",
    )


def outage_recovered(outage: Outage) -> Check:
    """Everything saved meanwhile was sent in time."""
    return Check(
        "outage-recovered",
        outage.recovered_s <= RECOVERED_S,
        f"{outage.recovered_s:.1f} s after the centre was back (at most {RECOVERED_S:.0f})",
    )


def _wire(plan: RowPlan, row: Any) -> dict[str, Any]:
    values = {
        column.name: column_to_wire(column.type, getattr(row, column.name))
        for column in plan.table.columns
    }
    if not plan.rule.scopes:
        # In no feed of its own: nothing tells the desk which version the centre gave the row.
        del values["ver"]
    return values


def _centre_rows(centre: psycopg.Connection[Any], name: str) -> dict[uuid.UUID, dict[str, Any]]:
    query = sql.SQL("select t.id, sync.wire(t) from hall.{} t").format(sql.Identifier(name))
    return dict(centre.execute(query).fetchall())


def _differences(
    name: str,
    here: Mapping[uuid.UUID, Mapping[str, Any]],
    there: Mapping[uuid.UUID, Mapping[str, Any]],
    ws: str,
) -> list[str]:
    found = [f"{name}: {key} is not at the centre" for key in here.keys() - there.keys()]
    for key in here.keys() & there.keys():
        mine, theirs = here[key], there[key]
        columns = [column for column in mine if mine[column] != theirs.get(column)]
        found += [f"{name}.{column}: {key} differs" for column in columns]
    lost = [key for key in there.keys() - here.keys() if there[key].get("made_ws") == ws]
    return found + [f"{name}: {key} is not at the desk" for key in lost]


def _centre_counts(sides: BothSides) -> dict[str, int]:
    counts = {
        "tickets": "hall.ticket",
        "visits": "hall.visit",
        "matters": "hall.matter",
        "notices": "hall.notice",
        "ratings": "hall.rating",
    }
    with psycopg.connect(sides.dsn) as centre:
        return {
            name: centre.execute(
                sql.SQL("select count(*) from {} where made_ws = %s").format(
                    sql.Identifier(*table.split("."))
                ),
                (sides.ws,),
            ).fetchone()[0]  # type: ignore[index]
            for name, table in counts.items()
        }
