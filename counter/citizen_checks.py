"""The fund's rules as an import of citizens applies them, row by row."""

import datetime as dt

from counter.rules.checked import Checked
from counter.rules.codes import ACCOUNT_STATES, DOCUMENTS, IDENTITY_CARD, MARITAL_STATES, SEXES
from counter.rules.identity import check_identity
from counter.rules.names import check_name
from counter.rules.phone import check_mobile
from sync.central.citizens_file.checking import Checks


def citizen_checks(today: dt.date) -> Checks:
    """The checks of an import made on a day."""

    def document(doc_type: str, number: str) -> str | None:
        if doc_type != IDENTITY_CARD:
            return None
        checked = check_identity(number, today)
        return None if checked.valid else checked.message

    return Checks(
        document=document,
        name=lambda name: _objection(check_name(name)),
        phone=lambda phone: _objection(check_mobile(phone)),
        document_types=DOCUMENTS,
        sexes=SEXES,
        marital_states=MARITAL_STATES,
        account_states=ACCOUNT_STATES,
        today=today,
    )


def _objection(checked: Checked[str]) -> str | None:
    return None if checked.valid else checked.message
