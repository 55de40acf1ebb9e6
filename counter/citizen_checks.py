"""The fund's rules for the cells of a citizens file, handed to the centre's import."""

import datetime as dt
import re

from counter.rules import codes
from counter.rules.identity import check_identity
from counter.rules.names import check_name
from counter.rules.phone import check_mobile
from sync.central.citizens_file.checking import Checks

# Passports and officers' cards have no check digit that all issuers share.
_OTHER_DOCUMENT = re.compile(r"[0-9A-Za-z\u4e00-\u9fff()（）-]{1,30}")


def citizen_checks(today: dt.date) -> Checks:
    """The checks as of ``today``."""

    def document(doc_type: str, number: str) -> str | None:
        if doc_type != codes.IDENTITY_CARD:
            return None if _OTHER_DOCUMENT.fullmatch(number) else "证件号码的格式不对"
        checked = check_identity(number, today)
        if not checked.valid:
            return f"{checked.reason}不对"
        # Stored as it stands: two spellings would make two people.
        return None if checked.number == number else "末位应为大写X"

    def birth_and_sex(doc_type: str, number: str) -> tuple[dt.date | None, str]:
        if doc_type != codes.IDENTITY_CARD:
            return None, ""
        checked = check_identity(number, today)
        return checked.birth, checked.sex

    return Checks(
        document=document,
        birth_and_sex=birth_and_sex,
        name=lambda text: _reason(check_name(text).reason),
        phone=lambda text: _reason(check_mobile(text).reason),
        document_types=codes.DOCUMENTS.keys(),
        sexes=codes.SEXES.keys(),
        marital_states=codes.MARITAL_STATES.keys(),
        account_states=codes.ACCOUNT_STATES.keys(),
        today=today,
    )


def _reason(rule: str) -> str | None:
    return f"{rule}不对" if rule else None
