"""Whose visit it is: from the card on the reader, or typed and checked field by field."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from counter.i18n import _
from counter.peripherals.id_reader import Card, CardKind, Reading
from counter.rules.dates import parse_date
from counter.rules.identity import check_identity
from counter.rules.masking import mask_document, mask_name
from counter.rules.names import check_name
from counter.rules.phone import check_mobile
from counter.store.tables import Citizen
from counter.store.unit_of_work import Unit
from counter.workflows.refusals import Entries

IDENTITY_CARD, FOREIGNER, OTHER = "01", "04", "99"
_DOC_TYPES = {
    CardKind.CITIZEN: IDENTITY_CARD,
    # JGJ/T 320 A.1 has no code of its own for the residence permit of 港澳台居民.
    CardKind.HK_MACAO_TAIWAN: OTHER,
    CardKind.FOREIGNER_2017: FOREIGNER,
    CardKind.FOREIGNER_2023: FOREIGNER,
}
_OTHER_NUMBER = re.compile(r"[0-9A-Z()-]{4,30}")
VERIFIED, TO_VERIFY = "verified", "to_verify"


@dataclass(frozen=True)
class PersonSeen:
    """A person as the document in hand shows them; text forms hide personal data."""

    doc_type: str
    doc_number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str = field(default="0", repr=False)
    birth_date: dt.date | None = field(default=None, repr=False)
    nation: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    issuer: str | None = field(default=None, repr=False)
    valid_from: dt.date | None = field(default=None, repr=False)
    valid_to: dt.date | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TypedIdentity:
    """What a clerk types from a document when no reader can read it, exactly as typed."""

    doc_number: str = field(repr=False)
    name: str = field(repr=False)
    doc_type: str = IDENTITY_CARD
    sex: str = field(default="", repr=False)
    birth_date: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class CitizenView:
    """A citizen as the desk shows the person who sits in front of it."""

    id: uuid.UUID
    doc_type: str
    doc_number: str = field(repr=False)
    name: str = field(repr=False)
    sex: str = field(repr=False)
    birth_date: dt.date | None = field(repr=False)
    phone: str | None = field(repr=False)
    verification: str

    @property
    def masked_name(self) -> str:
        """The name for lists and boards."""
        return mask_name(self.name)

    @property
    def masked_number(self) -> str:
        """The document number for lists and boards."""
        return mask_document(self.doc_number)


def document_of(card: Card) -> tuple[str, str]:
    """Document type and number of a card, as citizens' keys are derived from them."""
    return _DOC_TYPES[card.kind], card.number


def from_reading(reading: Reading, today: dt.date) -> PersonSeen:
    """What the chip says; doubts and an expired document become warnings, never changes."""
    card = reading.card
    warnings = [warning.value for warning in card.warnings]
    if card.is_expired_on(today):
        warnings.append(_("证件已过有效期。请提醒换领；继续办理须经值班主任同意。"))
    doc_type, doc_number = document_of(card)
    return PersonSeen(
        doc_type=doc_type,
        doc_number=doc_number,
        name=card.name,
        sex=card.sex_code or "0",
        birth_date=card.birth,
        nation=card.nation_code or None,
        address=reading.new_address or card.address or None,
        issuer=card.issuer or None,
        valid_from=card.valid_from,
        valid_to=card.valid_to,
        warnings=tuple(warnings),
    )


def from_typing(typed: TypedIdentity, today: dt.date) -> PersonSeen:
    """What was typed, checked; raises ``Refused`` naming every field and the rule it breaks."""
    entries = Entries()
    name = entries.take("name", check_name(typed.name))
    phone = entries.take("phone", check_mobile(typed.phone)) if typed.phone.strip() else None
    if typed.doc_type == IDENTITY_CARD:
        number, sex, birth = _identity_card(entries, typed.doc_number, today)
    else:
        number, sex, birth = _other_document(entries, typed, today)
    entries.settle("identity.fields")
    return PersonSeen(
        doc_type=typed.doc_type,
        doc_number=number,
        name=name or "",
        sex=sex,
        birth_date=birth,
        phone=phone,
    )


def take_in(unit: Unit, key: uuid.UUID, person: PersonSeen, verification: str) -> CitizenView:
    """Store the citizen, or what the document now shows differently; verified stays verified."""
    citizen = unit.session.get(Citizen, key)
    if citizen is None:
        citizen = Citizen(id=key, verification=verification, **_columns(person))
        unit.add(citizen)
        return view(citizen)
    for column, value in _columns(person).items():
        if value is not None and getattr(citizen, column) != value:
            setattr(citizen, column, value)
    if verification == VERIFIED and citizen.verification != VERIFIED:
        citizen.verification = VERIFIED
    return view(citizen)


def view(citizen: Citizen) -> CitizenView:
    """The frozen value of a citizen."""
    return CitizenView(
        id=citizen.id,
        doc_type=citizen.doc_type,
        doc_number=citizen.doc_number,
        name=citizen.name,
        sex=citizen.sex,
        birth_date=citizen.birth_date,
        phone=citizen.phone,
        verification=citizen.verification,
    )


def _columns(person: PersonSeen) -> dict[str, object]:
    return {
        "doc_type": person.doc_type,
        "doc_number": person.doc_number,
        "name": person.name,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "nation": person.nation,
        "address": person.address,
        "issuer": person.issuer,
        "valid_from": person.valid_from,
        "valid_to": person.valid_to,
        "phone": person.phone,
    }


def _identity_card(entries: Entries, text: str, today: dt.date) -> tuple[str, str, dt.date | None]:
    checked = check_identity(text, today)
    if not checked.valid:
        entries.refuse("doc_number", checked.reason, checked.message)
    return checked.number, checked.sex, checked.birth


def _other_document(
    entries: Entries, typed: TypedIdentity, today: dt.date
) -> tuple[str, str, dt.date | None]:
    number = typed.doc_number.strip()
    if not _OTHER_NUMBER.fullmatch(number):
        entries.refuse(
            "doc_number",
            "格式",
            _("证件号码应为4至30位半角数字和大写字母。请对照证件重新录入。"),
        )
    birth = None
    if typed.birth_date.strip():
        birth = entries.take("birth_date", parse_date(typed.birth_date, today))
    return number, typed.sex if typed.sex in ("1", "2") else "0", birth
