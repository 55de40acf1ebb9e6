"""Asks the centre who somebody is; that nobody can be asked is an answer too."""

import datetime as dt
from dataclasses import dataclass, field

from counter.i18n import _
from counter.workflows.identification import TO_VERIFY, VERIFIED
from counter.workflows.loan_parties import LedgerAnswer
from counter.workflows.ports import CitizenDirectory, DirectoryEntry, NotAllowed, Offline


@dataclass(frozen=True)
class DirectoryAnswer:
    """What the centre said; ``sentence`` is for the clerk."""

    entry: DirectoryEntry | None = field(repr=False)
    ledger: LedgerAnswer | None = field(repr=False)
    """The ledger's figures; empty while nobody could be asked."""
    sentence: str = ""

    @property
    def verification(self) -> str:
        """Whether a citizen taken in with this answer is verified or 待核验."""
        return VERIFIED if self.entry is not None else TO_VERIFY


def ask(
    directory: CitizenDirectory, document: tuple[str, str], purpose: str, today: dt.date
) -> DirectoryAnswer:
    """Look up one person by document type and number for a stated purpose."""
    try:
        entry = directory.look_up(*document, purpose)
    except Offline:
        return DirectoryAnswer(
            None, None, _("与中心断开，没有查询。先按证件受理，标为待核验，恢复后再查。")
        )
    except NotAllowed as refusal:
        return DirectoryAnswer(None, None, refusal.sentence)
    if entry is None:
        nobody = LedgerAnswer(None, today)
        return DirectoryAnswer(None, nobody, _("中心没有此人的公积金账户。请核对证件号码。"))
    return DirectoryAnswer(entry, LedgerAnswer(entry.account, today))
