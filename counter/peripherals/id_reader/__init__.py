"""The identity card reader: what a desk asks of one, and the values it answers with.

Card values carry personal data: their text form is empty on purpose, so that no log line, exception
or crash report can show a name or a number by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from counter.peripherals import PeripheralError

__all__ = [
    "Card",
    "CardKind",
    "CardMoved",
    "CardNotAccepted",
    "CardNotLifted",
    "CardUnreadable",
    "CardWarning",
    "IdReader",
    "NoCard",
    "ReadCancelled",
    "ReaderFault",
    "ReaderIdentity",
    "ReaderNotAuthorised",
    "Reading",
    "WrongCard",
    "never",
]


class CardKind(StrEnum):
    """The four layouts a reader may meet; the value is the type flag in the text block."""

    CITIZEN = " "
    #: 港澳台居民居住证
    HK_MACAO_TAIWAN = "J"
    #: 外国人永久居留身份证, issued since 2017
    FOREIGNER_2017 = "I"
    #: 外国人永久居留身份证, issued since December 2023
    FOREIGNER_2023 = "Y"

    @property
    def label(self) -> str:
        """The document's name on screen."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    CardKind.CITIZEN: "居民身份证",
    CardKind.HK_MACAO_TAIWAN: "港澳台居民居住证",
    CardKind.FOREIGNER_2017: "外国人永久居留身份证",
    CardKind.FOREIGNER_2023: "外国人永久居留身份证",
}


class CardWarning(StrEnum):
    """What looks wrong on a card that was read in full: shown to the clerk, never a refusal."""

    CHECK_DIGIT = "证件号码校验位不符，请核对卡面。"
    BIRTH_DIFFERS = "证件号码里的出生日期与卡内出生日期不一致，请核对卡面。"
    SEX_DIFFERS = "证件号码里的性别与卡内性别不一致，请核对卡面。"
    STRANGE_CHARACTER = "姓名或住址里有无法识别的字，请照卡面改正。"
    STRANGE_DATE = "卡内有一个日期无法识别，请照卡面补填。"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card. Codes: sex GB/T 2261.1, nation GB/T 3304."""

    kind: CardKind
    name: str = field(repr=False)
    number: str = field(repr=False)
    sex_code: str = field(default="", repr=False)
    nation_code: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    issuer: str = field(default="", repr=False)
    valid_from: date | None = field(default=None, repr=False)
    #: None when the card is valid for good (长期) or the date cannot be read.
    valid_to: date | None = field(default=None, repr=False)
    is_long_term: bool = field(default=False, repr=False)
    #: 港澳台居民居住证 only: number of the travel pass.
    pass_number: str = field(default="", repr=False)
    issue_count: str = field(default="", repr=False)
    #: Foreigners only.
    english_name: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)
    warnings: tuple[CardWarning, ...] = ()

    def is_expired_on(self, day: date) -> bool:
        """Whether the last day of validity is past; without a readable date it is not."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class ReaderIdentity:
    """Which reader made a record: `label` as printed on the housing, `raw` 16 bytes in hex."""

    label: str
    raw: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One card as one reader gave it."""

    card: Card
    reader: ReaderIdentity
    #: The newest address appended after issue; empty when the card has none.
    new_address: str = field(default="", repr=False)
    #: 1024 bytes in a patented format (WLT); opaque here.
    photo: bytes = field(default=b"", repr=False)


class NoCard(PeripheralError):
    """Nobody laid a card down in time."""

    code = "no-card"
    happened = "没有读到身份证。"
    next_step = "请把身份证平放在读卡器上再试一次；卡已放上的，请拿开后重新放。"


class ReadCancelled(PeripheralError):
    """The clerk put the reading aside."""

    code = "cancelled"
    happened = "读卡已取消。"
    next_step = "需要时请再按读卡键。"


class CardNotLifted(PeripheralError):
    """The card of the last reading still lies there (SAM code 81)."""

    code = "not-lifted"
    happened = "上一张身份证还在读卡器上。"
    next_step = "请拿开后重新放卡。"


class CardMoved(PeripheralError):
    """The card left the field while it was read (SAM code 41)."""

    code = "moved"
    happened = "身份证没有读完。"
    next_step = "请拿开后重新放卡，读完前不要移动。"


class CardNotAccepted(PeripheralError):
    """Card and reader do not accept each other (SAM codes 31, 32, 33)."""

    code = "not-accepted"
    happened = "身份证没有通过读卡器的验证。"
    next_step = "请重新放卡；再次不通过时请核对证件真伪，按卡面手工录入并报告值班主任。"


class WrongCard(PeripheralError):
    """Something else than an identity card lies on the reader (SAM code 40)."""

    code = "wrong-card"
    happened = "读卡器上放的不是身份证。"
    next_step = "请换成身份证再读。"


class CardUnreadable(PeripheralError):
    """The reader answered, but the text block cannot be a card's."""

    code = "unreadable"
    happened = "身份证内容无法识别。"
    next_step = "请重新放置身份证；仍不行时按卡面手工录入。"


class ReaderFault(PeripheralError):
    """The reader's own module failed its test (SAM codes 21, 24, 60)."""

    code = "fault"
    happened = "读卡器自检没有通过。"
    next_step = "请拔下读卡器，等几秒后重新插上；仍不行时按卡面手工录入并报修。"


class ReaderNotAuthorised(PeripheralError):
    """The security module is not authorised (SAM code 66)."""

    code = "not-authorised"
    happened = "读卡器的安全模块没有授权。"
    next_step = "请联系读卡器供应商，期间按卡面手工录入。"


def never() -> bool:
    """Stand for a clerk who does not cancel."""
    return False


class IdReader(Protocol):
    """A reader of identity cards; every call blocks until done and one thread makes all calls.

    A card is read on a clerk's demand only: nothing reads whoever happens to put a card down.
    """

    def identify(self) -> ReaderIdentity:
        """Connect if needed, test the reader and say which one it is."""
        ...

    def read(self, timeout: float, is_cancelled: Callable[[], bool] = never) -> Reading:
        """Wait up to `timeout` seconds for a card and read it; raises PeripheralError."""
        ...

    def read_again(self) -> Reading:
        """Read the card that lies there now, also one that was read and not lifted since.

        Looks once and does not wait; raises PeripheralError, NoCard when none lies there.
        """
        ...

    def is_card_present(self) -> bool:
        """Look once whether a card lies on the reader (asked when a visit ends)."""
        ...

    def wait_removal(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for the card to be lifted; False if it still lies there."""
        ...

    def close(self) -> None:
        """Let go of the port; the next call connects again."""
        ...
