"""The visit itself, a script for the clerk's hands and the citizens' cards: one function a step."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PyQt6.QtWidgets import QWidget

from counter.peripherals.id_reader.fixture_cards import SimulatedCard, citizen_card
from counter.peripherals.id_reader.simulator import SimulatedIdReader
from counter.peripherals.rating_pad.simulator import SimulatedSoftPad
from counter.sample.couple import Couple, filed_on
from counter.tour.hands import Hands, TourFailed
from counter.windows.desk_window import DeskWindow
from counter.windows.presenters.desk import DeskPresenter
from counter.windows.presenters.facts import Facts
from counter.workflows.clock import hall_day

SATISFIED = 5
HOME = (
    ("field_home_address", "示例市样例区演示路88号泽岸新筑3号楼2单元1102室"),
    ("field_home_area", "104.36"),
    ("field_home_price", "765000"),
    ("field_down_payment", "265000"),
    ("field_contract_no", "YS2026-003312"),
    ("field_presale_permit", "示房预售证第2026018号"),
    ("field_seller", "示例市泽岸置业有限公司"),
)


class Cut(Protocol):
    """The line to the centre in somebody's hands."""

    def cut(self) -> None:
        """The centre is gone."""

    def mend(self) -> None:
        """The centre is back."""


@dataclass(frozen=True)
class Stage:
    """The open desk and the things at the window."""

    window: DeskWindow
    presenter: DeskPresenter
    hands: Hands
    cards: SimulatedIdReader
    pad: SimulatedSoftPad

    @property
    def today(self) -> dt.date:
        """The hall's day of the visit."""
        return hall_day(dt.datetime.now(dt.UTC))

    @property
    def facts(self) -> Facts:
        """What the desk shows now."""
        return self.presenter.sight.facts

    def lay(self, card: SimulatedCard) -> None:
        """Take away the card that lies there and lay another one down."""
        self.cards.remove_card()
        self.cards.lay_card(card)

    def key(self, name: str, until: Callable[[], object], what: str) -> None:
        """Press a key and wait for what it brings; a refusal ends the wait with its sentence."""
        entry = self.presenter.sight.entry
        self.hands.wait(lambda: not self.presenter.sight.entry.busy, "the last key's work")
        self.hands.key(self.window, name)

        def came() -> bool:
            now = self.presenter.sight.entry
            message = now.message
            if now.warned and not now.busy and message is not None and now is not entry:
                raise TourFailed(f"{what}: {message.title}{message.text}")
            return not now.busy and bool(until())

        self.hands.wait(came, what)

    def at_step(self, number: int) -> Callable[[], bool]:
        """Whether a step is shown."""
        return lambda: self.presenter.sight.entry.step == number and self.facts.visit is not None

    def shoot(self, name: str) -> None:
        """Take a picture."""
        self.hands.shoot(self.window, name)


def call(stage: Stage) -> None:
    """Call the next ticket and begin to serve."""
    stage.key("F2", lambda: stage.facts.ticket, "a called ticket")
    stage.shoot("called")
    stage.key("F5", lambda: stage.facts.visit, "an open visit")


def identify(stage: Stage, couple: Couple) -> None:
    """Read the borrower's card, compare, and find the citizen."""
    stage.lay(citizen_card(couple.borrower))
    stage.key("F7", lambda: stage.facts.seen, "a card that was read")
    same = stage.hands.part(stage.window, QWidget, "same_person")
    # The page puts it under the clerk's hand by itself.
    stage.hands.wait(lambda: stage.window.focusWidget() is same, "the tick of the comparison")
    stage.hands.key(stage.window, "Space")
    stage.shoot("identity")
    stage.key("Ctrl+Return", stage.at_step(2), "the citizen")
    stage.hands.wait(lambda: stage.facts.questions, "the questions of the situation")


def tell(stage: Stage) -> None:
    """Answer the questions of the situation, look through the list, tell once, on paper."""
    answer(stage)
    check_materials(stage)
    print_notice(stage)
    stage.key("Ctrl+Return", stage.at_step(4), "the loan's page")


def answer(stage: Stage) -> None:
    """Answer the questions of the situation."""
    stage.hands.choose(stage.window, "choice_answer_marital", "married")
    stage.hands.choose(stage.window, "choice_answer_home_stage", "pre")
    stage.shoot("situation")
    stage.key("Ctrl+Return", stage.at_step(3), "the list of materials")


def check_materials(stage: Stage, *, first_missing: bool = True) -> None:
    """Look at every original: the first missing, then found; the rest seen or waived."""
    content = stage.facts.content
    if content is None:
        raise TourFailed("the list of materials is empty")
    is_first = first_missing
    while True:
        stage.key("Ctrl+Down", lambda: True, "the next material")
        row = content.materials[stage.presenter.sight.entry.row]
        if row["id"] in stage.facts.checks or row["signed_here"]:
            break
        if is_first:
            stage.key("0", partial(_checked, stage, row["id"]), "a missing material")
            stage.shoot("missing")
            is_first = False
        key, state = ("3", "waived") if row["shared"] else ("1", "seen")
        stage.key(key, partial(_is_found, stage, row["id"], state), "a marked material")
    stage.shoot("checklist")


def print_notice(stage: Stage) -> None:
    """Tell once, on paper."""
    stage.key("F9", lambda: stage.facts.notice, "the printed notice")
    stage.shoot("notice")


def add_spouse(stage: Stage, couple: Couple) -> None:
    """Read the spouse's card into the case."""
    stage.lay(citizen_card(couple.spouse))
    stage.key("F7", lambda: _parties(stage) == 2, "the spouse in the case")
    stage.shoot("parties")


def enter_loan(stage: Stage, amount: str) -> None:
    """Type home and money, have them judged, go to the signatures."""
    hands, window = stage.hands, stage.window
    hands.choose(window, "field_home_kind", "pre")
    hands.choose(window, "field_home_order", "first")
    for name, text in HOME:
        hands.type(window, name, text)
    hands.type(window, "field_contract_filed_on", filed_on(stage.today).isoformat())
    hands.type(window, "field_amount", amount)
    hands.type(window, "field_months", "240")
    hands.choose(window, "field_method", "01")
    stage.key("Ctrl+R", lambda: stage.facts.case and stage.facts.case.judgement, "a judgement")
    stage.shoot("judgement")
    stage.key("Ctrl+Return", stage.at_step(5), "the signatures' page")


def sign(stage: Stage, couple: Couple) -> None:
    """Both sign, each alone with the own card, text after text."""
    for name, face in (("borrower", couple.borrower), ("spouse", couple.spouse)):
        stage.lay(citizen_card(face))
        stage.key("F7", lambda: stage.facts.present, f"the {name} present")
        _sign_all(stage, name)
    stage.key("Ctrl+Return", stage.at_step(6), "the page of submitting")


def _sign_all(stage: Stage, name: str) -> None:
    is_first = True
    while (waiting := _unsigned(stage)) > 0:
        nth = 0 if name == "borrower" else 1
        field = stage.hands.part(stage.window, QWidget, f"signature_{nth}")
        stage.hands.wait(field.isEnabled, "the signature field")
        stage.hands.sign(field)
        if is_first:
            stage.shoot(f"signing-{name}")
            is_first = False
        stage.key("Ctrl+Space", partial(_fewer_unsigned, stage, waiting), "a signed text")


def submit(stage: Stage) -> None:
    """Accept with a printed slip, end signing, give the first review."""
    stage.key("Ctrl+Return", lambda: _state(stage) == "accepted", "the acceptance")
    stage.shoot("accepted")
    stage.key("Ctrl+Return", lambda: _state(stage) == "signed", "the end of signing")
    stage.hands.type(stage.window, "field_opinion", "材料齐全，人证一致，同意提交复核。")
    stage.key("Ctrl+Return", lambda: _state(stage) == "second_review", "the submitted case")
    stage.shoot("submitted")


def close(stage: Stage) -> None:
    """End the visit; the citizen rates on the pad."""
    stage.cards.remove_card()
    visit = stage.facts.visit
    assert visit is not None
    stage.key("F12", lambda: stage.facts.visit is None, "the end of the visit")
    if not stage.pad.wait_showing(str(visit.id)):
        raise TourFailed("the pad did not ask for a rating")
    stage.pad.press(SATISFIED)
    stage.hands.wait(lambda: stage.facts.asked and stage.facts.asked.kind == "given", "a rating")
    stage.shoot("rated")


def _checked(stage: Stage, item: str) -> bool:
    return item in stage.facts.checks


def _is_found(stage: Stage, item: str, state: str) -> bool:
    return _checked(stage, item) and stage.facts.checks[item].state == state


def _parties(stage: Stage) -> int:
    return 0 if stage.facts.case is None else len(stage.facts.case.parties)


def _state(stage: Stage) -> str:
    return "" if stage.facts.case is None else stage.facts.case.state


def _unsigned(stage: Stage) -> int:
    """How many texts the person who is present has still to sign."""
    case, present = stage.facts.case, stage.facts.present
    texts = () if case is None else [one for one in case.texts if not one.form.on_request]
    return sum(1 for one in texts if one.party.citizen_id == present and not one.is_signed)


def _fewer_unsigned(stage: Stage, before: int) -> bool:
    return _unsigned(stage) < before
