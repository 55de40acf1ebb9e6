"""Which texts each person of a case has to decide on, in the words this person reads."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from counter.rules.consents import ConsentNeed, ConsentText, consents_needed
from counter.store.tables import Case
from counter.workflows.actor import Acting
from counter.workflows.consents import ConsentView, TextShown, consents_of
from counter.workflows.loan_intake import Required
from counter.workflows.loan_parties import BORROWER, SPOUSE, PartyView, parties_of
from counter.workflows.rulebook import Rulebook

_ROLES = {"B": BORROWER, "S": SPOUSE}


@dataclass(frozen=True)
class TextToDecide:
    """One text before one person, with the decision if there is one already."""

    party: PartyView
    text: TextShown
    form: ConsentText
    """The text as the data file declares it: whether it is required, what it releases."""
    decision: ConsentView | None

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
    needed = consents_needed(book.texts, case.business, conditions, acting.day)
    return tuple(
        TextToDecide(
            party=party,
            text=_shown(need, case.number, party),
            form=need.text,
            decision=decisions.get((party.citizen_id, need.text.item)),
        )
        for need in needed
        if (party := parties.get(_ROLES[need.party])) is not None
    )


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
