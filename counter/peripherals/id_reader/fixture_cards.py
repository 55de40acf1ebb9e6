"""Fictional cards for the simulated reader: the bytes a chip would hold, built from plain values.

Offsets are written out from the layout tables on purpose and not taken from the parser: a shared
mistake would cancel out. All numbers use area code 371799, which is given to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_BLANK_BLOCK = " ".encode("utf-16-le") * 128
_PHOTO_BYTES = 1024


@dataclass(frozen=True, slots=True)
class CitizenFace:
    """What is printed on a citizen's card; days as YYYYMMDD, `valid_to` may be 长期."""

    name: str
    number: str
    sex_code: str
    birth: str
    nation_code: str = "01"
    address: str = "菏泽市示例区样本路1号"
    issuer: str = "示例市公安局示例分局"
    valid_from: str = "20200101"
    valid_to: str = "20400101"


@dataclass(frozen=True, slots=True)
class SimulatedCard:
    """A card to lay on the simulated reader."""

    text: bytes
    #: Not a real picture: the format is patented and nothing here decodes it.
    photo: bytes = b"NO-PICTURE".ljust(_PHOTO_BYTES, b"\x00")
    new_addresses: tuple[str, ...] = ()
    #: What the module answers to a read request instead of the data (for example 0x40).
    read_status: int | None = None


def citizen_card(face: CitizenFace, new_addresses: tuple[str, ...] = ()) -> SimulatedCard:
    """Build a citizen's card."""
    block = _citizen_fields(face)
    return SimulatedCard(text=bytes(block), new_addresses=new_addresses)


def hk_macao_taiwan_card(face: CitizenFace, pass_number: str, issue_count: str) -> SimulatedCard:
    """Build a 港澳台居民居住证."""
    block = _citizen_fields(replace(face, nation_code=""))
    _put(block, 220, 18, pass_number)
    _put(block, 238, 4, issue_count)
    _put(block, 248, 2, "J")
    return SimulatedCard(text=bytes(block))


def sample_citizen() -> SimulatedCard:
    """Build the card most tests use."""
    return citizen_card(
        CitizenFace(name="张三", number="371799199003070019", sex_code="1", birth="19900307")
    )


def rare_name_citizen() -> SimulatedCard:
    """Build a card whose name needs two code units for one character, with a moved household."""
    return citizen_card(
        CitizenFace(
            name="王\U00020bb7", number="371799198502140021", sex_code="2", birth="19850214"
        ),
        new_addresses=("菏泽市示例区新家路9号",),
    )


def long_name_citizen() -> SimulatedCard:
    """Build a card with a name that fills all 15 places and no last day."""
    return citizen_card(
        CitizenFace(
            name="阿卜杜热合曼江·阿卜杜克热木江",
            number="371799196011230031",
            sex_code="1",
            birth="19601123",
            nation_code="05",
            valid_to="长期",
        )
    )


def foreigner_card_2017() -> SimulatedCard:
    """Build a foreigner's card of the 2017 layout."""
    block = bytearray(_BLANK_BLOCK)
    _put(block, 0, 120, "SAMPLE, JOHN ALEXANDER")
    _put(block, 120, 2, "1")
    _put(block, 122, 30, "GBR371799800101")
    _put(block, 152, 6, "GBR")
    _put(block, 158, 30, "约翰·样本")
    _put(block, 188, 16, "20200101")
    _put(block, 204, 16, "20300101")
    _put(block, 220, 16, "19800101")
    _put(block, 236, 4, "01")
    _put(block, 240, 8, "1500")
    _put(block, 248, 2, "I")
    return SimulatedCard(text=bytes(block))


def foreigner_card_2023() -> SimulatedCard:
    """Build a foreigner's card of the 2023 layout, its English name longer than the first field."""
    block = bytearray(_BLANK_BLOCK)
    _put(block, 0, 30, "样本安娜")
    _put(block, 30, 2, "2")
    _put(block, 32, 4, "00")
    _put(block, 36, 16, "19810101")
    _put(block, 52, 70, "SAMPLE-LONGFAMILYNAME, ANNA MARIA V")
    _put(block, 122, 36, "911156198101010021")
    _put(block, 188, 16, "20240101")
    _put(block, 204, 16, "20340101")
    _put(block, 220, 22, "IKTORIA")
    _put(block, 242, 6, "DEU")
    _put(block, 248, 2, "Y")
    return SimulatedCard(text=bytes(block))


def _citizen_fields(face: CitizenFace) -> bytearray:
    block = bytearray(_BLANK_BLOCK)
    _put(block, 0, 30, face.name)
    _put(block, 30, 2, face.sex_code)
    _put(block, 32, 4, face.nation_code)
    _put(block, 36, 16, face.birth)
    _put(block, 52, 70, face.address)
    _put(block, 122, 36, face.number)
    _put(block, 158, 30, face.issuer)
    _put(block, 188, 16, face.valid_from)
    _put(block, 204, 16, face.valid_to)
    return block


def _put(block: bytearray, offset: int, size: int, text: str) -> None:
    raw = text.encode("utf-16-le")
    if len(raw) > size:
        raise ValueError(f"text is longer than its field of {size} bytes")
    block[offset : offset + len(raw)] = raw
