"""Which texts each person of a case has to decide on, in the words this person reads."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from counter.i18n import _
from counter.rules.consents import ConsentNeed, ConsentText, consents_needed
from counter.store.tables import Case
from counter.workflows.actor import Acting
from counter.workflows.consents import ConsentView, TextShown, consents_of
from counter.workflows.loan_intake import Required
from counter.workflows.loan_parties import BORROWER, SPOUSE, PartyView, parties_of
from counter.workflows.refusals import Refused
from counter.workflows.rulebook import Rulebook
from counter.workflows.signing_pages import PageView, pages_of
from counter.workflows.slips import SigningPaper

_ROLES = {"B": BORROWER, "S": SPOUSE}


@dataclass(frozen=True)
class TextToDecide:
    """One text before one person, with the decision if there is one already."""

    party: PartyView
    text: TextShown
    form: ConsentText
    """The text as the data file declares it: whether it is required, what it releases."""
    decision: ConsentView | None
    page: PageView | None = None
    """The text on paper, in the very words it has now."""

    @property
    def required(self) -> bool:
        """Whether face-signing cannot end without it."""
        return self.form.required

    @property
    def is_signed(self) -> bool:
        """Whether the person signed it."""
        return self.decision is not None and self.decision.state == "signed"


def texts_of_case(
    session: Session, acting: Acting, case_id: uuid.UUID, book: Rulebook, conditions: frozenset[str]
) -> tuple[TextToDecide, ...]:
    """Every text of the case: the borrower's first, then the spouse's."""
    case = session.get_one(Case, case_id)
    parties = {party.role: party for party in parties_of(session, case_id)}
    decisions = {(one.citizen_id, one.item): one for one in consents_of(session, case_id)}
    pages = {(one.citizen_id, one.item, one.text_hash): one for one in pages_of(session, case_id)}
    needed = consents_needed(book.texts, case.business, conditions, acting.day)
    texts = []
    for need in needed:
        if (party := parties.get(_ROLES[need.party])) is None:
            continue
        shown = _shown(need, case.number, party)
        whose = party.citizen_id, shown.item
        page = pages.get((*whose, shown.digest))
        texts.append(TextToDecide(party, shown, need.text, decisions.get(whose), page))
    return tuple(texts)


def signing_paper(page: PageView, texts: Iterable[TextToDecide], case_number: str) -> SigningPaper:
    """What a signing page says; raises ``Refused`` when the words have changed since."""
    for one in texts:
        if one.page is not None and one.page.id == page.id:
            return SigningPaper(
                case_number=case_number,
                signer=one.party.name,
                title=one.text.title,
                version=one.text.version,
                digest=one.text.digest,
                body=one.text.body,
            )
    raise Refused("consent.old_page", _("文本已换版，打过的签署页不能用。请按 F9 打印新的签署页。"))


def required_signatures(texts: Iterable[TextToDecide]) -> tuple[Required, ...]:
    """The signatures without which face-signing cannot end."""
    return tuple(
        Required(one.party.citizen_id, one.text.item, f"{one.party.role_word}《{one.text.title}》")
        for one in needed_texts(texts)
    )


def needed_texts(texts: Iterable[TextToDecide]) -> tuple[TextToDecide, ...]:
    """The texts that must be signed: the required ones, and what one of a couple began.

    An agreement offered apart (按月冲还贷) binds both or nobody: once one of them has signed it,
    the other one has to, or the first takes it back.
    """
    texts = tuple(texts)
    is_begun = any(one.form.on_request and one.is_signed for one in texts)
    return tuple(one for one in texts if one.required or (one.form.on_request and is_begun))


def _shown(need: ConsentNeed, case_number: str, party: PartyView) -> TextShown:
    text = need.text
    return TextShown(text.item, text.version, text.title, text.filled(case_number, party.name))
