"""Everything the desk window shows, as frozen values; presenters make them, windows show them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verb:
    """Something the clerk may do: its name, words and key; greyed with the reason when not now."""

    name: str
    label: str
    key: str = ""
    enabled: bool = True
    why: str = ""
    style: str = ""
    """``next`` for the one next action of the screen, ``main`` for the call panel's large one."""


@dataclass(frozen=True)
class Message:
    """A message in place: what happened, what to do next."""

    title: str
    text: str = ""
    state: str = "bad"


@dataclass(frozen=True)
class CallPanel:
    """The window's ticket and the six queue verbs in fixed places."""

    label: str
    hero: str
    line: str
    verbs: tuple[Verb, ...]
    since: float | None = None
    """Seconds since the epoch the timer counts from."""
    is_word: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the visit; ``state`` is ``done``, ``current``, ``open`` or ``locked``."""

    title: str
    fact: str
    state: str


@dataclass(frozen=True)
class Card:
    """A card of the right column: head, chip, label-value pairs."""

    head: str
    sub: str = ""
    chip: str = ""
    chip_state: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    active: bool = False


@dataclass(frozen=True)
class Segment:
    """One segment of the status bar; plain when all is well."""

    text: str
    state: str = ""
    tip: str = ""


@dataclass(frozen=True)
class Choice:
    """A question with fixed options; ``chosen`` is an option's value or empty."""

    name: str
    question: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True)
class Field:
    """One line to type in: its name, label, value as typed, unit and what is wrong with it."""

    name: str
    label: str
    value: str = ""
    unit: str = ""
    error: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of a list: cells, the state word at its end, and how it is marked."""

    cells: tuple[str, ...]
    word: str = ""
    state: str = ""
    tip: str = ""


@dataclass(frozen=True)
class IdlePage:
    """Nobody at the window: who is next and who waits."""

    next_label: str
    next_line: str
    rows: tuple[Row, ...]
    empty: str = ""


@dataclass(frozen=True)
class IdentityPage:
    """Step 1: the card, or the number typed by hand."""

    hint: str
    pairs: tuple[tuple[str, str], ...]
    number: Field
    name: Field
    same_person: bool
    can_compare: bool


@dataclass(frozen=True)
class MatterPage:
    """Step 2: the business and the questions of its situation."""

    business: Choice
    questions: tuple[Choice, ...]


@dataclass(frozen=True)
class NoticePage:
    """Step 3: what is to be brought, told once."""

    title: str
    situation: str
    rows: tuple[Row, ...]
    number: str = ""


@dataclass(frozen=True)
class LoanPage:
    """Step 4: home and money as entered, rules as judged."""

    home: tuple[Field, ...]
    money: tuple[Field, ...]
    summary: str
    rows: tuple[Row, ...]
    limit: str = ""


@dataclass(frozen=True)
class Signer:
    """One person on the consent page and the texts that person signs, each alone."""

    title: str
    line: str
    rows: tuple[Row, ...]
    current: int
    """Row asked to be signed, -1 for none."""
    active: bool


@dataclass(frozen=True)
class ConsentsPage:
    """Step 5: each spouse signs alone, one text at a time, with the own card on the reader."""

    signers: tuple[Signer, ...]
    text_title: str
    text_body: str
    text_version: str
    can_sign: bool
    has_ink: bool = False
    """Whether a signature stands in the field; else the field is emptied."""


@dataclass(frozen=True)
class SubmitPage:
    """Step 6: acceptance, end of signing, first review, submitted."""

    pairs: tuple[tuple[str, str], ...]
    opinion: Field
    deadline: str


@dataclass(frozen=True)
class RatingPage:
    """Step 7: the citizen rates on the pad; the clerk sees only whether, never how."""

    word: str
    line: str


Page = (
    IdlePage
    | IdentityPage
    | MatterPage
    | NoticePage
    | LoanPage
    | ConsentsPage
    | SubmitPage
    | RatingPage
)


@dataclass(frozen=True)
class DeskScreen:
    """One picture of the whole desk."""

    window_no: int
    window_kind: str
    window_state: str
    clerk: str
    role: str
    call: CallPanel
    queue: tuple[Row, ...]
    queue_title: str
    steps: tuple[Step, ...]
    page: Page
    still_open: str
    hint: str
    actions: tuple[Verb, ...]
    cards: tuple[Card, ...]
    status: tuple[Segment, ...]
    saved: str
    message: Message | None = None
    outage: str = ""
    busy: bool = False
    verbs_by_key: tuple[tuple[str, str], ...] = field(default=())
    """Keys without a button on the screen: (key, verb)."""


@dataclass(frozen=True)
class SignInScreen:
    """The sign-in page: who may sign in, and what went wrong last."""

    window_no: int
    people: tuple[tuple[str, str], ...]
    """(staff number, name) of those enrolled at this hall."""
    chosen: str
    error: str = ""
    busy: bool = False
    enrolling: bool = False
    link: str = ""
    hint: str = ""
    """What a trial tells: the number and code to begin with."""


@dataclass(frozen=True)
class FirstStartScreen:
    """The first-start page: try it, or set up this workstation."""

    can_keep: bool
    keyring: str
    """Why no lasting profile can be made here, and what to install; empty when one can."""
    progress: str = ""
    error: str = ""
    busy: bool = False


@dataclass(frozen=True)
class PracticeScreen:
    """The practice panel: what happened last, groups of (name, words), and what is greyed."""

    line: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    greyed: frozenset[str] = frozenset()
