"""What each person signs alone, one text at a time, in which version of the words."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from counter.rules.materials import holds

CASE_NUMBER = "{件号}"
SIGNER_NAME = "{姓名}"


@dataclass(frozen=True)
class ConsentText:
    """One text of one item in one version; ``who`` are party keys (B borrower, S spouse)."""

    item: str
    title: str
    version: str
    valid_from: dt.date
    valid_to: dt.date | None
    body: str
    who: tuple[str, ...]
    when: tuple[str, ...]
    required: bool
    businesses: tuple[str, ...]
    basis: str
    mark: str
    brief: str = ""
    """What it is for, in a few words."""
    releases: str = ""
    """What may be looked up once it is signed; empty for a text that releases nothing."""
    without: str = ""
    """What cannot go on when it is refused or withdrawn."""
    on_request: bool = False
    """Offered apart and signed only where the people ask for it (按月冲还贷)."""

    def covers(self, day: dt.date) -> bool:
        """Return whether this version applies on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def filled(self, case_number: str, signer: str) -> str:
        """Return the words as this person reads and signs them."""
        return self.body.replace(CASE_NUMBER, case_number).replace(SIGNER_NAME, signer)


@dataclass(frozen=True)
class ConsentNeed:
    """One person has to decide on one text."""

    party: str
    text: ConsentText


def consents_needed(
    texts: Iterable[ConsentText], business: str, conditions: Iterable[str], day: dt.date
) -> tuple[ConsentNeed, ...]:
    """Return who signs what in a situation: the borrower's texts first, then the spouse's.

    The spouse (S) signs only where ``m.married`` is among the conditions.
    """
    situation = frozenset(conditions)
    fitting = [
        text
        for text in texts
        if business in text.businesses and text.covers(day) and holds(text.when, situation)
    ]
    parties = ("B", "S") if "m.married" in situation else ("B",)
    return tuple(
        ConsentNeed(party, text) for party in parties for text in fitting if party in text.who
    )


def text_digest(words: str) -> str:
    """Return the SHA-256 (hex) of the words shown, which the signature is bound to."""
    return hashlib.sha256(words.encode()).hexdigest()
