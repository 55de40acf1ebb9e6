import uuid
from dataclasses import replace

import pytest
from sqlalchemy import select

from counter.rules.consents import text_digest
from counter.store.kinds import CONSENT_SIGN
from counter.store.tables import Consent
from counter.workflows.consents import MOST_POINTS, PRESENCE_LASTS_MS, Ink, Presence, Signing, sign
from tests.builders import HUSBAND, STRANGER, WIFE, Outfit, a_signature, key_of
from tests.unit.workflows.refusing import refused
from tests.unit.workflows.steps import end_signing, sign_all

ITEM = "credit_query"


def test_each_person_has_their_own_texts(outfit: Outfit, case_id: uuid.UUID) -> None:
    texts = outfit.desk.consents.texts(case_id)

    by_role: dict[str, set[str]] = {}
    for one in texts:
        by_role.setdefault(one.party.role, set()).add(one.text.item)
    assert "loan_application" in by_role["borrower"] - by_role["spouse"]
    assert "joint_borrowing" in by_role["spouse"] - by_role["borrower"]
    assert ITEM in by_role["borrower"] & by_role["spouse"]
    assert not any("{" in one.text.body for one in texts)


def test_a_signature_is_bound_to_the_words_shown(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(WIFE)
    outfit.desk.consents.read_card(case_id)
    shown = next(
        one.text
        for one in outfit.desk.consents.texts(case_id)
        if one.text.item == ITEM and one.party.citizen_id == key_of(WIFE)
    )

    signed = outfit.desk.consents.sign(case_id, key_of(WIFE), ITEM, a_signature())

    with outfit.tools.store.reading() as session:
        row = session.get_one(Consent, signed.id)
    assert (row.state, row.presence) == ("signed", "card_on_reader")
    assert (row.text_version, row.text_hash) == (shown.version, text_digest(shown.body))
    assert row.strokes is not None
    assert row.strokes[0][0] == list(a_signature().strokes[0][0])
    assert "李四" in shown.body


def test_one_spouse_does_not_sign_for_the_other(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    code = refused(lambda: outfit.desk.consents.sign(case_id, key_of(WIFE), ITEM, a_signature()))

    assert code == "consent.other_card"
    assert outfit.desk.consents.present() == key_of(HUSBAND)
    with outfit.tools.store.reading() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_strangers_card_lets_nobody_sign(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    outfit.lay(STRANGER)

    assert refused(lambda: outfit.desk.consents.read_card(case_id)) == "consent.not_a_party"

    assert outfit.desk.consents.present() is None
    code = refused(lambda: outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))
    assert code == "consent.no_card"


@pytest.mark.parametrize("what", ["never read", "too long ago", "restart", "left"])
def test_nobody_signs_without_a_fresh_reading_of_the_own_card(
    outfit: Outfit, case_id: uuid.UUID, what: str
) -> None:
    desk = outfit.desk
    if what != "never read":
        outfit.lay(HUSBAND)
        desk.consents.read_card(case_id)
    if what == "too long ago":
        outfit.clock.ms += PRESENCE_LASTS_MS + 1
    if what == "restart":
        outfit.clock.boot = "boot-2"
    if what == "left":
        desk.consents.leave()

    code = refused(lambda: desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))

    assert code == "consent.no_card"


def test_the_verb_itself_refuses_somebody_who_is_no_party(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    text = outfit.desk.consents.texts(case_id)[0].text
    presence = Presence(key_of(STRANGER), "boot-1", 0)
    signing = Signing(case_id, key_of(STRANGER), presence, text)

    def verb() -> None:
        with outfit.desk._acts.saving(CONSENT_SIGN) as (unit, acting):
            sign(unit, acting, signing, a_signature())

    assert refused(verb) == "consent.not_a_party"


@pytest.mark.parametrize(
    ("ink", "code"),
    [
        (Ink(400, 120, ()), "consent.empty"),
        (Ink(400, 120, ((),)), "consent.empty"),
        (Ink(400, 120, (((50, 50, 512, 0),),)), "consent.empty"),
        (Ink(400, 120, (((50, 50, 512, 0), (52, 51, 512, 8)),)), "consent.empty"),
        (Ink(400, 120, (((50, 50, 512, 0), (450, 60, 512, 8)),)), "consent.outside"),
        (
            Ink(400, 120, (tuple((n % 300, 50, 9, n) for n in range(MOST_POINTS + 1)),)),
            "consent.too_long",
        ),
        (
            Ink(99999, 99999, (tuple((n, 99999, 99999, 10**9) for n in range(12_000)),)),
            "consent.too_long",
        ),
    ],
)
def test_what_is_no_signature_is_asked_for_again(
    outfit: Outfit, case_id: uuid.UUID, ink: Ink, code: str
) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    assert refused(lambda: outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, ink)) == code


def test_a_text_refused_may_be_signed_after_all_and_is_signed_once(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    outfit.desk.consents.refuse(case_id, key_of(HUSBAND), ITEM)
    assert [c.state for c in _decisions(outfit, case_id)] == ["refused"]

    outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature())

    assert [c.state for c in _decisions(outfit, case_id)] == ["signed"]
    code = refused(lambda: outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))
    assert code == "consent.sign"


def test_a_card_taken_away_lets_nobody_sign(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    outfit.cards.remove_card()

    code = refused(lambda: outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))

    assert code == "consent.card_removed"
    assert outfit.desk.consents.present() is None
    assert _decisions(outfit, case_id) == []


@pytest.mark.parametrize("lying", [0x80, 0x81])
def test_a_card_that_stays_on_the_reader_signs_text_after_text(
    outfit: Outfit, case_id: uuid.UUID, lying: int
) -> None:
    outfit.cards.lying_status = lying
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    for item in (ITEM, "information_query"):
        outfit.desk.consents.sign(case_id, key_of(HUSBAND), item, a_signature())

    assert [one.state for one in _decisions(outfit, case_id)] == ["signed", "signed"]


def test_a_card_swapped_after_the_reading_signs_nothing(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    outfit.lay(WIFE)

    code = refused(lambda: outfit.desk.consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))

    assert code == "consent.other_card"
    assert outfit.desk.consents.present() is None
    assert _decisions(outfit, case_id) == []


def test_a_reader_that_died_proves_nobodys_presence(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    outfit.cards.dead_status = 0x60

    code = refused(lambda: outfit.desk.consents.refuse(case_id, key_of(HUSBAND), ITEM))

    assert code.startswith("device.")
    assert outfit.desk.consents.present() is None


def test_a_withdrawal_keeps_what_was_signed_and_cannot_be_undone(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    outfit.lay(HUSBAND)
    consents = outfit.desk.consents
    consents.read_card(case_id)
    assert refused(lambda: consents.withdraw(case_id, key_of(HUSBAND), ITEM)) == "consent.unsigned"
    signed = consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature())
    outfit.clock.pass_time(minutes=3)

    taken_back = consents.withdraw(case_id, key_of(HUSBAND), ITEM)

    assert (taken_back.state, taken_back.text_hash) == ("withdrawn", signed.text_hash)
    assert taken_back.strokes == signed.strokes != ()
    assert taken_back.decided_at > signed.decided_at
    code = refused(lambda: consents.sign(case_id, key_of(HUSBAND), ITEM, a_signature()))
    assert code == "consent.sign"


def test_one_spouse_does_not_take_back_for_the_other(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(WIFE)
    outfit.desk.consents.read_card(case_id)
    outfit.desk.consents.sign(case_id, key_of(WIFE), ITEM, a_signature())
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    code = refused(lambda: outfit.desk.consents.withdraw(case_id, key_of(WIFE), ITEM))

    assert code == "consent.other_card"
    assert [one.state for one in _decisions(outfit, case_id)] == ["signed"]


def test_signing_does_not_end_while_one_of_both_signed_the_offset_agreement(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    sign_all(outfit, case_id, but=("monthly_offset_co",))
    outfit.desk.loan.accept(case_id)

    assert refused(lambda: outfit.desk.loan.end_signing(case_id)) == "loan.unsigned"

    outfit.lay(WIFE)
    outfit.desk.consents.read_card(case_id)
    outfit.desk.consents.sign(case_id, key_of(WIFE), "monthly_offset_co", a_signature())
    assert outfit.desk.loan.end_signing(case_id).state == "signed"


def test_signing_ends_without_an_offset_agreement_nobody_asked_for(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    sign_all(outfit, case_id, but=("monthly_offset", "monthly_offset_co"))
    outfit.desk.loan.accept(case_id)

    assert outfit.desk.loan.end_signing(case_id).state == "signed"


def test_nobody_signs_a_text_of_the_others(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    code = refused(
        lambda: outfit.desk.consents.sign(
            case_id, key_of(HUSBAND), "joint_borrowing", a_signature()
        )
    )

    assert code == "consent.no_text"


def test_nothing_is_signed_after_signing_has_ended(outfit: Outfit, case_id: uuid.UUID) -> None:
    end_signing(outfit, case_id)
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    code = refused(lambda: outfit.desk.consents.refuse(case_id, key_of(HUSBAND), ITEM))

    assert code == "consent.case_state"


def test_the_coowners_signature_completes_the_security(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.lay(WIFE)
    outfit.desk.consents.read_card(case_id)
    assert _guarantee(outfit, case_id) == "待证明"

    outfit.desk.consents.sign(case_id, key_of(WIFE), "mortgage_co_owner", a_signature())

    assert _guarantee(outfit, case_id) == "通过"


def test_ink_is_in_no_text_form() -> None:
    assert "512" not in repr(replace(a_signature()))


def _decisions(outfit: Outfit, case_id: uuid.UUID) -> list[Consent]:
    with outfit.tools.store.reading() as session:
        return list(session.scalars(select(Consent).where(Consent.case_id == case_id)))


def _guarantee(outfit: Outfit, case_id: uuid.UUID) -> str:
    rules = outfit.desk.loan.judge(case_id).rules
    return next(rule.outcome for rule in rules if rule.code == "guarantee")
