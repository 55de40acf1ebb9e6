"""A clerk at a real desk who goes on from what the screen shows; run as a process, to be killed.

Says on standard output what stands after each act, one JSON line each; ends when the visit is over.
"""

import base64
import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtWidgets import QComboBox
from sqlalchemy import func, select

from counter.app import Program, open_qt
from counter.app_desk import OpenDesk
from counter.app_opening import Opened, WhereTo, open_profile, set_up
from counter.peripherals.id_reader.fixture_cards import CitizenFace
from counter.peripherals.id_reader.simulator import SimulatedIdReader
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.peripherals.registry import DeviceSettings
from counter.peripherals.wire import TcpWire
from counter.sample.couple import Couple
from counter.settings import DeskSettings, DevicesSettings
from counter.store.tables import Visit
from counter.tour import visit
from counter.tour.hands import Hands
from counter.tour.play import AMOUNT, PASSWORD
from counter.trial import STAFF_NO

PAUSE_S = 0.1
Things = tuple[SimulatedIdReader, SimulatedSoftPad]
STATES = ("taken_in", "accepted", "signed", "second_review")


@dataclass(frozen=True)
class Order:
    """What a desk needs to live once more."""

    folder: str
    centre: str
    machine_code: str
    clerk_code: str
    printer: str
    borrower: dict[str, str]
    spouse: dict[str, str]

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


class FileCredentials:
    """Stands for the keyring, which outlives the program as this file does."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _all(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}

    def get(self, name: str) -> bytes | None:
        kept = self._all().get(name)
        return None if kept is None else base64.b64decode(kept)

    def put(self, name: str, secret: bytes) -> None:
        kept = self._all() | {name: base64.b64encode(secret).decode()}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(kept))
        fresh.replace(self._path)

    def forget(self, name: str) -> None:
        self._path.write_text(json.dumps({k: v for k, v in self._all().items() if k != name}))


@dataclass
class Life:
    """One life of the desk, from the start of the program."""

    order: Order
    stage: visit.Stage
    couple: Couple
    desk: OpenDesk

    def go_on(self) -> bool:
        """Do what the screen asks for next; False when the visit is over."""
        act = self._next_act()
        if act is not None:
            act()
        return act is not None

    def _next_act(self) -> Callable[[], None] | None:
        facts, stage = self.stage.facts, self.stage
        if facts.visit is None:
            if self._closed():
                return None
            return self._begin if facts.ticket is None else self._start
        if facts.citizen is None:
            return lambda: visit.identify(stage, self.couple)
        if facts.notice is None or facts.case is None:
            return self._tell
        return self._next_of_case()

    def _next_of_case(self) -> Callable[[], None]:
        facts, stage = self.stage.facts, self.stage
        case = facts.case
        assert case is not None
        if len(case.parties) < 2:
            return self._at(4, lambda: visit.add_spouse(stage, self.couple))
        if case.judgement is None:
            return self._at(4, lambda: visit.enter_loan(stage, AMOUNT))
        if any(not one.is_signed for one in case.texts if not one.form.on_request):
            return self._at(5, lambda: visit.sign(stage, self.couple))
        if case.state != STATES[-1]:
            return self._at(6, self._submit)
        return lambda: visit.close(stage)

    def _at(self, step: int, act: Callable[[], None]) -> Callable[[], None]:
        """The desk should stand on this step already; a clerk would go there by its key."""

        def there() -> None:
            if self.stage.presenter.sight.entry.step != step:
                self.stage.key(f"Ctrl+{step}", self.stage.at_step(step), f"step {step}")
            act()

        return there

    def _closed(self) -> int:
        """How many visits are over, by the file alone."""
        with self.desk.workplace.store.engine.connect() as file:
            return file.scalar(select(func.count()).where(Visit.state == "closed")) or 0

    def _begin(self) -> None:
        self.desk.take_ticket("A", "L01")
        waiting = lambda: self.stage.facts.waiting and self.stage.facts.waiting.count  # noqa: E731
        self.stage.hands.wait(waiting, "a ticket")
        visit.call(self.stage)

    def _start(self) -> None:
        self.stage.key("F5", lambda: self.stage.facts.visit, "an open visit")

    def _tell(self) -> None:
        stage, facts = self.stage, self.stage.facts
        if facts.matter is None:
            stage.hands.wait(lambda: stage.facts.questions, "the questions")
            self._at(2, lambda: visit.answer(stage))()
        elif facts.notice is not None and not self._is_paper_lost():
            going_on = stage.at_step(4)
            self._at(3, lambda: stage.key("Ctrl+Return", going_on, "the loan"))()
        elif self._is_unchecked():
            self._at(3, lambda: visit.check_materials(stage, first_missing=False))()
        else:
            self._at(3, self._print_notice)()

    def _is_unchecked(self) -> bool:
        content = self.stage.facts.content
        rows = () if content is None else content.materials
        return any(
            row["id"] not in self.stage.facts.checks and not row["signed_here"] for row in rows
        )

    def _print_notice(self) -> None:
        self.stage.key("F9", lambda: not self._is_paper_lost(), "the printed notice")

    def _submit(self) -> None:
        """The next of: accepted, signing ended, handed to the second review."""
        stage, before = self.stage, self._state()
        if before != "taken_in" and self._is_slip_lost():
            stage.key("F9", lambda: not self._is_slip_lost(), "the acceptance slip")
        if before == "signed":
            stage.hands.type(stage.window, "field_opinion", "材料齐全，同意提交复核。")
        stage.key("Ctrl+Return", lambda: self._state() != before, f"what follows {before}")

    def _state(self) -> str:
        case = self.stage.facts.case
        return "" if case is None else case.state

    def _is_slip_lost(self) -> bool:
        case = self.stage.facts.case
        paper = None if case is None else case.paper
        return paper is not None and paper.state in ("unknown", "failed", "issued")

    def _is_paper_lost(self) -> bool:
        notice = self.stage.facts.notice
        return notice is None or notice.paper.state in ("unknown", "failed", "issued")

    def seen(self) -> dict[str, Any]:
        """What stands on the screen, as values that only grow while a visit goes on."""
        facts = self.stage.facts
        case = facts.case
        fields = self.stage.presenter.sight.entry.fields
        return {
            "step": self.stage.presenter.sight.entry.step,
            "ticket": "" if facts.ticket is None else facts.ticket.label,
            "visit": "" if facts.visit is None else str(facts.visit.id),
            "citizen": facts.citizen is not None,
            "matter": "" if facts.matter is None else str(facts.matter.id),
            "notice": "" if facts.notice is None else facts.notice.number,
            "checked": len(facts.checks),
            "case": "" if case is None else case.number,
            "parties": 0 if case is None else len(case.parties),
            "signed": 0 if case is None else sum(one.is_signed for one in case.texts),
            "state": -1 if case is None else STATES.index(case.state),
            "typed": sorted(name for name, text in fields.items() if text),
            "closed": self._closed(),
        }


def say(word: str, **more: Any) -> None:
    sys.stdout.write(json.dumps({"said": word, **more}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Live once."""
    order = Order(**json.loads(sys.argv[1]))
    cards, pad = SimulatedIdReader(TcpWire()), SimulatedSoftPad(TcpWire())
    devices = DevicesSettings(
        id_reader=DeviceSettings("sam", cards.url),
        receipt_printer=DeviceSettings("escpos", order.printer),
        rating_pad=DeviceSettings("simulated-softpad", pad.url),
    )
    application = open_qt()
    opened = _open(order, devices)
    with closing(Program(application, DeskSettings(Path(order.folder)))) as program:
        program.take(opened)
        desk = program.desk
        assert desk is not None
        stage = _sign_in(desk, order, (cards, pad))
        couple = Couple(CitizenFace(**order.borrower), CitizenFace(**order.spouse))
        life = Life(order, stage, couple, desk)
        say("back", **life.seen())
        stage.hands.wait_for(lambda: False, PAUSE_S)
        while life.go_on():
            say("did", **life.seen())
            # As long as a kill that comes at once may need.
            stage.hands.wait_for(lambda: False, PAUSE_S)
        stage.hands.wait(lambda: desk.link.online and not desk.link.pending, "all to be sent")
        say("over", **life.seen())


def _open(order: Order, devices: DevicesSettings) -> Opened:
    folder = Path(order.folder)
    credentials = FileCredentials(folder.parent / "keyring.json")
    if (folder / "profile.toml").exists():
        return open_profile(folder, credentials, devices)
    where = WhereTo(order.centre, "", order.machine_code)
    return set_up(folder, where, credentials, devices)


def _sign_in(desk: OpenDesk, order: Order, things: Things) -> visit.Stage:
    hands, window = Hands(), desk.sign_in_window
    is_known = desk.sign_in_presenter.screen.people or hands.wait_for(
        lambda: desk.sign_in_presenter.screen.people, 1.0
    )
    if is_known:
        hands.type(window, "password", PASSWORD)
        hands.key(window, "Return")
    else:
        hands.wait(lambda: desk.link.online, "the link to the centre")
        hands.part(window, QComboBox, "who").setEditText(STAFF_NO)
        for name, text in (("code", order.clerk_code), ("password", PASSWORD), ("again", PASSWORD)):
            hands.type(window, name, text)
        hands.press(window, "enter")

    def at_work() -> bool:
        presenter = desk.presenter
        return presenter is not None and presenter.sight.facts.standing.shift is not None

    hands.wait(at_work, "the open desk")
    assert desk.window is not None
    assert desk.presenter is not None
    return visit.Stage(desk.window, desk.presenter, hands, *things)


if __name__ == "__main__":
    main()
