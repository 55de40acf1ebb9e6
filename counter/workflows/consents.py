"""Consents (配偶签署 and the borrower's own): one person, one text, one decision, made in person.

Only the person whose own card was read right before may decide. A signature is kept as strokes with
the version and hash of the exact text shown.
"""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.consents import text_digest
from counter.store.life_cycles import NEW
from counter.store.tables import Case, Consent, Party
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.clock import Clock
from counter.workflows.machine import move, moved
from counter.workflows.refusals import Refused
from counter.workflows.signing_pages import PageView

CARD_ON_READER = "card_on_reader"
PRESENCE_LASTS_MS = 10 * 60 * 1000
MOST_POINTS = 20_000
# A change set holds 256 KiB; what a pad delivers for the longest name stays far below this.
MOST_BYTES = 200 * 1024
SMALLEST_EXTENT = 20
"""A signature reaches over at least this many units of the pad in one direction; less is a dot."""

Point = tuple[int, int, int, int]


@dataclass(frozen=True)
class Ink:
    """A signature: strokes of points (x, y, pressure, ms) on a field of width x height."""

    width: int
    height: int
    strokes: tuple[tuple[Point, ...], ...] = field(repr=False)


@dataclass(frozen=True)
class Presence:
    """Whose card was read when; made from a fresh reading only."""

    citizen_id: uuid.UUID
    boot_id: str
    at_ms: int


@dataclass(frozen=True)
class TextShown:
    """The text as shown to the signer."""

    item: str
    version: str
    title: str
    body: str = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the words, hex; the signature is bound to it."""
        return text_digest(self.body)


@dataclass(frozen=True)
class Signing:
    """Which text of which case one person is deciding on, and who is there in person."""

    case_id: uuid.UUID
    citizen_id: uuid.UUID
    presence: Presence
    text: TextShown


@dataclass(frozen=True)
class Thumbprint:
    """How somebody who cannot sign agreed: on which page, and who saw it beside the clerk."""

    page: PageView
    read_aloud: bool
    """The whole text was read aloud and the person said yes."""
    is_on_page: bool
    """The thumb was pressed on the printed page and both witnesses signed there."""
    witness_id: uuid.UUID


@dataclass(frozen=True)
class ConsentView:
    """One decision of one person as the consent card shows it."""

    id: uuid.UUID
    citizen_id: uuid.UUID
    item: str
    state: str
    text_version: str
    text_hash: str
    decided_at: dt.datetime
    strokes: tuple[tuple[tuple[int, ...], ...], ...] = field(default=(), repr=False)
    by_thumb: bool = False
    """Pressed on a signing page instead of signed."""


def sign(unit: Unit, acting: Acting, signing: Signing, ink: Ink) -> ConsentView:
    """Keep one person's signature under one text."""
    strokes = checked_strokes(ink)
    consent = _decide(unit, acting, signing, "sign")
    consent.strokes = strokes
    return view(consent)


def press(unit: Unit, acting: Acting, signing: Signing, thumb: Thumbprint) -> ConsentView:
    """Keep that one person pressed a thumb under one text, two members of staff looking on.

    For people who cannot write their name (《电子签名法》 knows no thumbprint: the paper is the
    original). Raises ``Refused`` for whatever of it was left out.
    """
    refuse_incomplete(acting, signing, thumb)
    consent = _decide(unit, acting, signing, "sign")
    consent.page_id, consent.witness_id = thumb.page.id, thumb.witness_id
    return view(consent)


def refuse_incomplete(acting: Acting, signing: Signing, thumb: Thumbprint) -> None:
    """Raise ``Refused`` for the first thing a thumbprint lacks."""
    page = thumb.page
    whose = (page.case_id, page.citizen_id, page.item)
    if whose != (signing.case_id, signing.citizen_id, signing.text.item):
        raise Refused("consent.other_page", _("这张签署页不是这一份的。请按 F9 打印这一份。"))
    if page.text_hash != signing.text.digest:
        raise Refused(
            "consent.old_page", _("文本已换版，打过的签署页不能用。请按 F9 打印新的签署页。")
        )
    if not page.is_printed:
        raise Refused("consent.no_page", _("签署页还没有打印出来。请按 F9 打印后再捺印。"))
    if not thumb.read_aloud:
        raise Refused("consent.unread", _("还没有宣读。请逐字宣读，本人听清并同意后打勾。"))
    if not thumb.is_on_page:
        raise Refused(
            "consent.not_pressed", _("请本人在签署页上捺右手食指印、两位见证人签名后打勾。")
        )
    if thumb.witness_id == acting.actor.person_id:
        raise Refused(
            "consent.same_witness", _("第二见证人不能是您自己。请另一位工作人员输入工号和密码。")
        )


def refuse(unit: Unit, acting: Acting, signing: Signing) -> ConsentView:
    """Keep that the person read the text and does not agree (不同意)."""
    return view(_decide(unit, acting, signing, "refuse"))


def withdraw(unit: Unit, acting: Acting, signing: Signing) -> ConsentView:
    """Keep that the person takes the signature back (撤回) before the contract is signed.

    What was signed stays as it was, with its text and strokes; it cannot be signed again.
    """
    _refuse_stranger(unit.session, signing)
    consent = _decision(unit.session, signing)
    if consent is None:
        raise Refused("consent.unsigned", _("这份还没有签，没有可撤回的。请先选已签的一份。"))
    move("consent", consent, "withdraw")
    consent.decided_at = acting.at
    return view(consent)


def still_present(presence: Presence | None, clock: Clock) -> Presence:
    """The presence, at most ten minutes old; raises ``Refused`` when the card must be read."""
    if (
        presence is None
        or presence.boot_id != clock.boot_id()
        or clock.boot_ms() - presence.at_ms > PRESENCE_LASTS_MS
    ):
        raise Refused("consent.no_card", _("请签署人本人把身份证放在读卡器上，按 F7 读卡后再签。"))
    return presence


def checked_strokes(ink: Ink) -> list[list[list[int]]]:
    """The strokes as stored; raises ``Refused`` for what is empty, a dot, stray or too long."""
    points = [point for stroke in ink.strokes for point in stroke]
    if not points or _extent(points) < SMALLEST_EXTENT:
        raise Refused("consent.empty", _("没有收到完整的签名。请本人在签字框内重新签名。"))
    if any(not (0 <= x <= ink.width and 0 <= y <= ink.height) for x, y, _p, _t in points):
        raise Refused("consent.outside", _("签名写到了框外。请清除后在签字框内重新签名。"))
    strokes = [[list(point) for point in stroke] for stroke in ink.strokes if stroke]
    if len(points) > MOST_POINTS or len(json.dumps(strokes)) > MOST_BYTES:
        raise Refused("consent.too_long", _("签名笔画太多，无法保存。请清除后重新签名。"))
    return strokes


def consents_of(session: Session, case_id: uuid.UUID) -> tuple[ConsentView, ...]:
    """All decisions of a case."""
    found = session.scalars(select(Consent).where(Consent.case_id == case_id))
    return tuple(view(consent) for consent in found)


def view(consent: Consent) -> ConsentView:
    """The frozen value of a consent."""
    return ConsentView(
        consent.id,
        consent.citizen_id,
        consent.item,
        consent.state,
        consent.text_version,
        consent.text_hash,
        consent.decided_at,
        tuple(tuple(map(tuple, stroke)) for stroke in consent.strokes or ()),
        by_thumb=consent.page_id is not None,
    )


def _decide(unit: Unit, acting: Acting, signing: Signing, event: str) -> Consent:
    _refuse_stranger(unit.session, signing)
    text = signing.text
    consent = _decision(unit.session, signing)
    if consent is not None:
        move("consent", consent, event)
        _fill(consent, acting, text)
        return consent
    consent = Consent(
        id=acting.new_id(),
        case_id=signing.case_id,
        citizen_id=signing.citizen_id,
        item=text.item,
        state=moved("consent", NEW, event),
    )
    _fill(consent, acting, text)
    unit.add(consent)
    return consent


def _decision(session: Session, signing: Signing) -> Consent | None:
    return session.scalars(
        select(Consent).where(
            Consent.case_id == signing.case_id,
            Consent.citizen_id == signing.citizen_id,
            Consent.item == signing.text.item,
        )
    ).first()


def _fill(consent: Consent, acting: Acting, text: TextShown) -> None:
    consent.text_version, consent.text_hash = text.version, text.digest
    consent.presence, consent.decided_at = CARD_ON_READER, acting.at


def _refuse_stranger(session: Session, signing: Signing) -> None:
    if signing.presence.citizen_id != signing.citizen_id:
        raise Refused(
            "consent.other_card",
            _("读卡器上的身份证不是签署人本人的。请换签署人本人的身份证，按 F7 读卡后再签。"),
        )
    if session.get_one(Case, signing.case_id).state not in ("taken_in", "accepted", "returned"):
        raise Refused("consent.case_state", _("这个件的面签已经结束，不能再签。请先撤回到本窗口。"))
    is_party = session.scalars(
        select(Party.id).where(
            Party.case_id == signing.case_id, Party.citizen_id == signing.citizen_id
        )
    ).first()
    if is_party is None:
        raise Refused(
            "consent.not_a_party", _("签署人不是本件的当事人。请先在贷款受理一步添加当事人。")
        )


def _extent(points: Sequence[Point]) -> int:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return max(max(xs) - min(xs), max(ys) - min(ys))
