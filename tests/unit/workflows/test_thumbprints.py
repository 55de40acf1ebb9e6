"""People who cannot write their name: read aloud, a thumb on the printed page, two witnesses."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from counter.store.tables import Consent, Slip
from counter.workflows.case_digest import _wire, digest_of_case
from counter.workflows.desk_parts.consents import ThumbGiven
from tests.builders import HUSBAND, WITNESS_PASSWORD, Outfit, a_clerk, a_signature, key_of
from tests.unit.workflows.refusing import refused

ITEM = "credit_query"
GIVEN = ThumbGiven(read_aloud=True, is_on_page=True, staff_no="0712", password=WITNESS_PASSWORD)


@pytest.fixture
def present(outfit: Outfit, case_id: uuid.UUID) -> uuid.UUID:
    """The husband, his card on the reader."""
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)
    return key_of(HUSBAND)


def print_page(outfit: Outfit, case_id: uuid.UUID, item: str = ITEM) -> Slip:
    paper = outfit.desk.consents.print_page(case_id, key_of(HUSBAND), item)
    outfit.desk.papers.print(paper.id)
    with outfit.tools.store.reading() as session:
        return session.get_one(Slip, paper.id)


def presser(outfit: Outfit, case_id: uuid.UUID, given: ThumbGiven = GIVEN) -> Callable[[], object]:
    return lambda: outfit.desk.consents.press(case_id, key_of(HUSBAND), ITEM, given)


def test_a_thumb_on_the_printed_page_counts_as_a_signature_and_names_both_witnesses(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    slip = print_page(outfit, case_id)

    pressed = outfit.desk.consents.press(case_id, present, ITEM, GIVEN)

    with outfit.tools.store.reading() as session:
        row = session.get_one(Consent, pressed.id)
    assert (row.state, row.strokes, row.page_id) == ("signed", None, slip.subject_id)
    assert (row.made_by, row.witness_id) == (outfit.desk.actor.person_id, uuid.UUID(int=12))
    assert outfit.staff.vouched == [(uuid.UUID(int=12), "signing_page", slip.subject_id)]
    assert pressed.by_thumb
    one = next(t for t in outfit.desk.consents.texts(case_id) if t.text.item == ITEM)
    assert one.is_signed
    assert one.text.digest == row.text_hash


def test_the_page_holds_every_word_and_the_digest_they_are_bound_to(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    text = next(t.text for t in outfit.desk.consents.texts(case_id) if t.text.item == ITEM)

    slip = print_page(outfit, case_id)

    lines = outfit.paper.receipts[0].lines
    whole = "".join(line.strip() for line in lines)
    assert "".join(text.body.split()) in "".join(whole.split())
    assert text.digest in whole.replace("\n", "")
    assert slip.number in whole
    assert "张三" in whole


def test_the_same_words_keep_their_number_and_a_second_copy_says_so(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    first, second = print_page(outfit, case_id), print_page(outfit, case_id)

    assert (first.id, second.copies) == (second.id, 2)
    assert outfit.paper.receipts[1].lines[0] == "补打"
    assert print_page(outfit, case_id, "loan_application").number != first.number


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (replace(GIVEN, read_aloud=False), "consent.unread"),
        (replace(GIVEN, is_on_page=False), "consent.not_pressed"),
        (replace(GIVEN, password="wrong"), "sign_in.wrong"),
        (replace(GIVEN, staff_no=""), "sign_in.wrong"),
    ],
)
def test_what_was_left_out_is_said_and_nothing_is_kept(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID, given: ThumbGiven, code: str
) -> None:
    print_page(outfit, case_id)

    assert refused(presser(outfit, case_id, given)) == code

    assert outfit.staff.vouched == []
    with outfit.tools.store.reading() as session:
        assert session.scalars(select(Consent)).all() == []


def test_the_clerk_is_no_second_witness(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    print_page(outfit, case_id)
    outfit.staff.passwords[("0711", "own")] = outfit.desk.actor.person_id

    given = replace(GIVEN, staff_no="0711", password="own")

    assert refused(presser(outfit, case_id, given)) == "consent.same_witness"


@pytest.mark.parametrize("what", ["none issued", "no paper", "other card", "card gone"])
def test_without_the_paper_and_the_person_no_thumb_counts(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID, what: str
) -> None:
    if what == "no paper":
        outfit.paper.knobs.paper_left = 5
    if what != "none issued":
        print_page(outfit, case_id)
    if what == "other card":
        outfit.lay(replace(HUSBAND, number="371799199003070019"))
    if what == "card gone":
        outfit.cards.remove_card()

    code = refused(presser(outfit, case_id))

    assert (
        code
        == {
            "none issued": "consent.no_page",
            "no paper": "consent.no_page",
            "other card": "consent.other_card",
            "card gone": "consent.card_removed",
        }[what]
    )


def test_a_page_of_older_words_is_printed_anew(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    slip = print_page(outfit, case_id)
    book = outfit.tools.book
    newer = tuple(replace(text, body=text.body + "\n新增一句。") for text in book.texts)
    newer_book = replace(book, texts=newer)
    outfit.tools = replace(outfit.tools, book=newer_book)
    outfit.desk = outfit.desk_of(outfit.desk.actor)
    outfit.lay(HUSBAND)
    outfit.desk.consents.read_card(case_id)

    assert refused(presser(outfit, case_id)) == "consent.no_page"
    assert refused(lambda: outfit.desk.papers.print(slip.id)) == "consent.old_page"
    assert print_page(outfit, case_id).number != slip.number


def test_somebody_elses_shift_may_print_the_page_and_only_the_counter_may(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    reviewer = outfit.desk_of(a_clerk(21, ("reviewer",)))

    assert refused(lambda: reviewer.consents.print_page(case_id, present, ITEM)) == "actor.role"


def test_the_digest_of_a_case_changes_with_a_thumbprint_and_not_with_its_columns(
    outfit: Outfit, case_id: uuid.UUID, present: uuid.UUID
) -> None:
    outfit.desk.consents.sign(case_id, present, ITEM, a_signature())
    with outfit.tools.store.reading() as session:
        signed = session.scalars(select(Consent)).one()
        digest = digest_of_case(session, case_id)
        # An opinion given before there were thumbprints was given on these columns alone.
        assert not {"page_id", "witness_id"} & _wire(signed).keys()
    print_page(outfit, case_id, "loan_application")
    outfit.desk.consents.press(case_id, present, "loan_application", GIVEN)

    with outfit.tools.store.reading() as session:
        assert digest_of_case(session, case_id) != digest
        pressed = session.scalars(select(Consent).where(Consent.page_id.is_not(None))).one()
        assert {"page_id", "witness_id"} <= _wire(pressed).keys()
