"""What the tour proves of the visit itself: the paper, the signatures, the rating, the screen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, select

from counter.peripherals.receipt_printer.receipt import Receipt
from counter.store.tables import Consent, Notice, Party, Rating, Slip
from counter.tour.checks import BothSides, Check
from counter.tour.heartbeat import BEAT_MS

MOST_PAUSE_MS = 50.0
REPRINT = "补打"
_SIGNED = "signed"


@dataclass(frozen=True)
class Pause:
    """The longest time the screen's thread did nothing for its windows, and the machine's part.

    Milliseconds; ``machine_ms`` is what a process with nothing else to do suffered meanwhile.
    """

    worst_ms: float
    machine_ms: float
    beats: int
    where: str = ""

    @property
    def own_ms(self) -> float:
        """The pause that the machine does not explain."""
        return self.worst_ms - max(0.0, self.machine_ms - BEAT_MS)


def notice_printed(engine: Engine, receipts: Sequence[Receipt]) -> Check:
    """Every notice came out of the printer once: number, every material, no second paper that
    does not say 补打."""
    problems: list[str] = []
    with engine.connect() as desk:
        notices = desk.execute(select(Notice.id, Notice.number, Notice.rows)).all()
        slips = desk.execute(select(Slip.subject_id, Slip.state).where(Slip.kind == "notice"))
        states = {slip.subject_id: slip.state for slip in slips}
    for notice in notices:
        papers = [one for one in receipts if notice.number in "".join(one.lines)]
        first = [one for one in papers if not any(REPRINT in line for line in one.lines)]
        if states.get(notice.id) != "printed":
            problems.append(f"{notice.number} is {states.get(notice.id)}")
        if len(first) != 1 or not first[0].is_cut:
            problems.append(f"{notice.number} came out {len(first)} times")
        else:
            words = "".join(first[0].lines).replace(" ", "")
            problems += [
                f"{notice.number} lacks {nth}"
                for nth, row in enumerate(_materials(notice.rows), 1)
                if row["name"].replace(" ", "")[:8] not in words
            ]
    count = sum(len(_materials(one.rows)) for one in notices)
    found = f"{len(notices)} notice, {count} materials on paper"
    return Check("notice-printed", bool(notices) and not problems, "; ".join(problems) or found)


def consents_separate(engine: Engine) -> Check:
    """Each person signed each text alone: an own row, own strokes, an own moment, own card."""
    with engine.connect() as desk:
        signers = desk.execute(select(Party.case_id, Party.citizen_id))
        parties = {(one.case_id, one.citizen_id) for one in signers}
        signed = desk.execute(select(Consent).where(Consent.state == _SIGNED)).all()
    problems = [
        *_twice("moment", [one.decided_at for one in signed]),
        *_twice("strokes", [str(one.strokes) for one in signed]),
        *_twice("text", [(one.case_id, one.citizen_id, one.item) for one in signed]),
    ]
    problems += ["a signature without strokes" for one in signed if not one.strokes]
    problems += ["a signature without the card" for one in signed if one.presence == ""]
    problems += ["a text without its digest" for one in signed if len(one.text_hash) != 64]
    missing = parties - {(one.case_id, one.citizen_id) for one in signed}
    problems += ["a party who signed nothing" for _one in missing]
    problems += [] if len(parties) > 1 else ["fewer than two people"]
    found = f"{len(signed)} texts by {len(parties)} people, each alone"
    return Check("consents-separate", not problems, "; ".join(problems) or found)


def rating_stored(sides: BothSides, pressed: int) -> Check:
    """The grade pressed on the pad stands once at the desk and once, equal, at the centre."""
    with sides.engine.connect() as desk:
        here = {one.id: one.grade for one in desk.execute(select(Rating.id, Rating.grade))}
    with psycopg.connect(sides.dsn) as centre:
        there: dict[object, int] = dict(
            centre.execute("select id, grade from hall.rating").fetchall()
        )
    ok = list(here.values()) == [pressed] and here == there
    # Which grade it was is the citizen's and the supervisor's: not even a tour's log tells it.
    return Check("rating-stored", ok, f"{len(here)} at the desk, {len(there)} at the centre")


def qt_pause(pause: Pause) -> Check:
    """Nothing held the screen's thread longer than a clerk can feel."""
    ok = pause.beats > 0 and pause.own_ms <= MOST_PAUSE_MS
    detail = (
        f"{pause.worst_ms:.0f} ms, the machine's own {pause.machine_ms:.0f} ms"
        f" (at most {MOST_PAUSE_MS:.0f}); {pause.beats} beats{pause.where and ', ' + pause.where}"
    )
    return Check("qt-pause-max", ok, detail)


def _materials(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["part"] == "material"]


def _twice(what: str, values: Sequence[object]) -> list[str]:
    return [
        f"one {what} under {count} signatures" for count in Counter(values).values() if count > 1
    ]
