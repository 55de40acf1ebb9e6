"""Reads the 256-byte text block of an identity card (UTF-16LE, padded with blanks).

Layouts: GA 490-2013 for citizens and its later siblings for residents from Hong Kong, Macao and
Taiwan (J) and for foreigners (I of 2017, Y of 2023). Offsets and sizes are in bytes.
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.iso7064 import mod_11_2

from counter.peripherals.id_reader import Card, CardKind, CardWarning

TEXT_BYTES = 256
ADDRESS_BYTES = 70
_FLAG_AT = 248
_LONG_TERM = "长期"
_STRANGE = "\ufffd"

_CITIZEN = (
    ("name", 30),
    ("sex", 2),
    ("nation", 4),
    ("birth", 16),
    ("address", 70),
    ("number", 36),
    ("issuer", 30),
    ("from", 16),
    ("to", 16),
    ("reserve", 36),
)
_HK_MACAO_TAIWAN = (
    *_CITIZEN[:-1],
    ("pass_number", 18),
    ("issue_count", 4),
    ("reserve", 6),
    ("flag", 2),
    ("reserve", 6),
)
_FOREIGNER_2017 = (
    ("english_name", 120),
    ("sex", 2),
    ("number", 30),
    ("nationality", 6),
    ("name", 30),
    ("from", 16),
    ("to", 16),
    ("birth", 16),
    ("version", 4),
    ("issuer", 8),
    ("flag", 2),
    ("reserve", 6),
)
_FOREIGNER_2023 = (
    ("name", 30),
    ("sex", 2),
    ("issue_count", 4),
    ("birth", 16),
    ("english_name", 70),
    ("number", 36),
    ("reserve", 30),
    ("from", 16),
    ("to", 16),
    ("english_name", 22),
    ("nationality", 6),
    ("flag", 2),
    ("old_number", 6),
)
LAYOUTS: dict[CardKind, tuple[tuple[str, int], ...]] = {
    CardKind.CITIZEN: _CITIZEN,
    CardKind.HK_MACAO_TAIWAN: _HK_MACAO_TAIWAN,
    CardKind.FOREIGNER_2017: _FOREIGNER_2017,
    CardKind.FOREIGNER_2023: _FOREIGNER_2023,
}


def parse_card(block: bytes) -> Card | None:
    """Read a text block; None when it cannot be a card's (wrong size, no name or no number)."""
    if len(block) != TEXT_BYTES:
        return None
    kind = _kind(block)
    fields = _fields(block, LAYOUTS[kind])
    name = fields["name"] or fields.get("english_name", "")
    if not name or not fields["number"]:
        return None
    return Card(
        kind=kind,
        name=name,
        number=fields["number"],
        sex_code=fields["sex"],
        # The field exists in the J layout too but holds nothing of meaning there.
        nation_code=fields.get("nation", "") if kind is CardKind.CITIZEN else "",
        birth=_day(fields["birth"]),
        address=fields.get("address", ""),
        issuer=fields.get("issuer", ""),
        valid_from=_day(fields["from"]),
        valid_to=_day(fields["to"]),
        is_long_term=fields["to"] == _LONG_TERM,
        pass_number=fields.get("pass_number", ""),
        issue_count=fields.get("issue_count", ""),
        english_name=fields.get("english_name", ""),
        nationality=fields.get("nationality", ""),
        warnings=tuple(_warnings(kind, fields)),
    )


def newest_address(data: bytes) -> str:
    """Take the last address that is not blank; readers return one of 70 bytes or up to four."""
    parts = [data[at : at + ADDRESS_BYTES] for at in range(0, len(data), ADDRESS_BYTES)]
    texts = [text for text in map(_text, parts) if text]
    return texts[-1] if texts else ""


def _kind(block: bytes) -> CardKind:
    flag = _text(block[_FLAG_AT : _FLAG_AT + 2])
    return next((kind for kind in CardKind if kind.value == flag), CardKind.CITIZEN)


def _fields(block: bytes, layout: tuple[tuple[str, int], ...]) -> dict[str, str]:
    """Cut the block; parts of one name (a foreigner's long English name) are joined."""
    parts: dict[str, bytes] = {}
    at = 0
    for name, size in layout:
        parts[name] = parts.get(name, b"") + block[at : at + size]
        at += size
    return {name: _text(raw) for name, raw in parts.items()}


def _text(raw: bytes) -> str:
    # "replace", never "ignore": a character that is silently left out changes a name.
    return raw.decode("utf-16-le", errors="replace").replace("\x00", " ").strip()


def _day(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _warnings(kind: CardKind, fields: dict[str, str]) -> list[CardWarning]:
    found = []
    if any(_STRANGE in fields.get(name, "") for name in ("name", "address", "english_name")):
        found.append(CardWarning.STRANGE_CHARACTER)
    days = [fields["birth"], fields["from"], fields["to"]]
    if any(_day(text) is None for text in days if text != _LONG_TERM):
        found.append(CardWarning.STRANGE_DATE)
    if kind is not CardKind.FOREIGNER_2017:  # its number has 15 characters and another rule
        found += _number_warnings(fields["number"], fields["birth"], fields["sex"])
    return found


def _number_warnings(number: str, birth: str, sex: str) -> list[CardWarning]:
    """Compare an 18-digit number (GB 11643) with the fields beside it."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not mod_11_2.is_valid(number):
        return [CardWarning.CHECK_DIGIT]
    found = []
    if number[6:14] != birth:
        found.append(CardWarning.BIRTH_DIFFERS)
    if sex in ("1", "2") and int(number[16]) % 2 != int(sex) % 2:
        found.append(CardWarning.SEX_DIFFERS)
    return found
