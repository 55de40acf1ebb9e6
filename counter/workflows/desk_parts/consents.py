"""Signing at a desk: whose card lies on the reader may decide, one text at a time."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from counter.i18n import _
from counter.peripherals.id_reader import Card, NoCard, never
from counter.store.citizens import citizen_key
from counter.store.kinds import CONSENT_PRINT, CONSENT_SIGN, CONSENT_WITHDRAW
from counter.workflows.consent_texts import TextToDecide, texts_of_case
from counter.workflows.consents import (
    ConsentView,
    Ink,
    Presence,
    Signing,
    Thumbprint,
    press,
    refuse,
    refuse_incomplete,
    sign,
    still_present,
    withdraw,
)
from counter.workflows.desk_parts.acts import Acts, device_in_use
from counter.workflows.identification import document_of
from counter.workflows.loan_parties import PartyView, parties_of
from counter.workflows.loan_reading import conditions_of_case
from counter.workflows.papers import PaperView
from counter.workflows.refusals import Refused
from counter.workflows.signing_pages import PageText, issue_page

READ_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class ThumbGiven:
    """What the desk says of a thumbprint: two ticks, and who else saw it."""

    read_aloud: bool
    is_on_page: bool
    staff_no: str
    password: str = field(repr=False)


class ConsentPart:
    """Signing in person; who is present is known here only, from a reading of the card."""

    def __init__(self, acts: Acts) -> None:
        """Watch signatures as one person at one desk."""
        self._acts, self._tools = acts, acts.tools
        self._presence: Presence | None = None

    def read_card(
        self,
        case_id: uuid.UUID,
        timeout: float = READ_TIMEOUT_S,
        is_cancelled: Callable[[], bool] = never,
    ) -> PartyView:
        """Read the signer's own card; raises ``Refused`` for a card of somebody who is no party."""
        self._presence = None
        with device_in_use():
            card = self._tools.reader.read(timeout, is_cancelled).card
        key = self._key(card)
        with self._acts.reading() as session:
            parties = parties_of(session, case_id)
        party = next((one for one in parties if one.citizen_id == key), None)
        if party is None:
            raise Refused(
                "consent.not_a_party",
                _("读卡器上的身份证不是本件当事人的。请换当事人本人的身份证。"),
            )
        self._presence = self._seen_now(party.citizen_id)
        return party

    def present(self) -> uuid.UUID | None:
        """Whose card was read and still counts."""
        try:
            return still_present(self._presence, self._tools.clock).citizen_id
        except Refused:
            return None

    def look(self) -> uuid.UUID | None:
        """Look once whether the card still lies there; whose it is is read at each signature.

        Raises ``Refused`` with the device's words when the reader cannot tell; nobody is present
        then.
        """
        present, self._presence = self.present(), None
        if present is None:
            return None
        with device_in_use():
            if not self._tools.reader.is_card_present():
                return None
        self._presence = self._seen_now(present)
        return present

    def leave(self) -> None:
        """Forget who is present, as when the page is left or the other spouse comes."""
        self._presence = None

    def texts(self, case_id: uuid.UUID) -> tuple[TextToDecide, ...]:
        """Every text of the case with its decision."""
        with self._acts.reading() as session:
            conditions = conditions_of_case(session, case_id, self._tools.book)
            acting = self._acts.acting()
            return texts_of_case(session, acting, case_id, self._tools.book, conditions)

    def sign(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str, ink: Ink) -> ConsentView:
        """Keep one person's signature under one text; raises ``Refused`` for another's card."""
        signing = self._signing(case_id, citizen_id, item)
        with self._acts.saving(CONSENT_SIGN) as (unit, acting):
            return sign(unit, acting, signing, ink)

    def print_page(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str) -> PaperView:
        """Issue one text on paper for one person; the same words keep their number."""
        one = self._text(case_id, citizen_id, item)
        text = PageText(one.text.item, one.text.version, one.text.digest)
        if one.page is not None:
            return one.page.paper
        with self._acts.saving(CONSENT_PRINT) as (unit, acting):
            return issue_page(unit, acting, case_id, citizen_id, text).paper

    def press(
        self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str, thumb: ThumbGiven
    ) -> ConsentView:
        """Keep a thumbprint on paper; the second witness says so with the own password first."""
        presence, one = self._still_there(), self._text(case_id, citizen_id, item)
        signing, page = Signing(case_id, citizen_id, presence, one.text), one.page
        if page is None:
            raise Refused("consent.no_page", _("签署页还没有打印出来。请按 F9 打印后再捺印。"))
        given = Thumbprint(page, thumb.read_aloud, thumb.is_on_page, uuid.UUID(int=0))
        # What is left out is said before anybody types a password for it a second time.
        refuse_incomplete(self._acts.acting(), signing, given)
        person = self._tools.witnesses.vouch(
            thumb.staff_no, thumb.password, ("signing_page", page.id)
        )
        with self._acts.saving(CONSENT_SIGN) as (unit, acting):
            return press(unit, acting, signing, replace(given, witness_id=person))

    def refuse(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str) -> ConsentView:
        """Keep that the person does not agree to one text."""
        signing = self._signing(case_id, citizen_id, item)
        with self._acts.saving(CONSENT_SIGN) as (unit, acting):
            return refuse(unit, acting, signing)

    def withdraw(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str) -> ConsentView:
        """Keep that the person takes a signature back; raises ``Refused`` for another's card."""
        signing = self._signing(case_id, citizen_id, item)
        with self._acts.saving(CONSENT_WITHDRAW) as (unit, acting):
            return withdraw(unit, acting, signing)

    def _signing(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str) -> Signing:
        presence = self._still_there()
        text = self._text(case_id, citizen_id, item).text
        return Signing(case_id, citizen_id, presence, text)

    def _text(self, case_id: uuid.UUID, citizen_id: uuid.UUID, item: str) -> TextToDecide:
        for one in self.texts(case_id):
            if one.party.citizen_id == citizen_id and one.text.item == item:
                return one
        raise Refused("consent.no_text", _("这个人不需要签这份文书。请刷新签署清单后继续。"))

    def _still_there(self) -> Presence:
        """Look at the card once more: what counts is whose card lies there now."""
        presence = still_present(self._presence, self._tools.clock)
        # Until the look has told otherwise nobody is there: a reader that dies proves nothing.
        self._presence = None
        with device_in_use():
            try:
                card = self._tools.reader.read_again().card
            except NoCard as gone:
                raise Refused(
                    "consent.card_removed",
                    _("签署人的身份证已拿开，这一份没有记录。请本人放回身份证，按 F7 后再签。"),
                ) from gone
        if self._key(card) != presence.citizen_id:
            raise Refused(
                "consent.other_card",
                _("读卡器上换成了另一张身份证，这一份没有记录。请按 F7 读卡，由本人重新签。"),
            )
        self._presence = self._seen_now(presence.citizen_id)
        return self._presence

    def _seen_now(self, citizen_id: uuid.UUID) -> Presence:
        clock = self._tools.clock
        return Presence(citizen_id, clock.boot_id(), clock.boot_ms())

    def _key(self, card: Card) -> uuid.UUID:
        return citizen_key(self._tools.directory_key, *document_of(card))
