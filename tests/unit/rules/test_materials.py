import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.policy import load_checklists, load_consents
from counter.rules.consents import consents_needed, text_digest
from counter.rules.marital import marital_condition
from counter.rules.materials import (
    MaterialRow,
    NoChecklist,
    conditions_of,
    holds,
    keys_in,
    materials,
    open_questions,
)

DAY = dt.date(2026, 11, 23)
LISTS = load_checklists()
TEXTS = load_consents()
BUSINESSES = [code for code, _ in LISTS.businesses()]


def rows(business: str, *conditions: str) -> dict[str, MaterialRow]:
    return {row.id: row for row in materials(LISTS.on(business, DAY), conditions, LISTS.parties)}


def test_every_business_of_the_hall_has_a_list() -> None:
    wanted = [f"L{n:02}" for n in range(1, 12)] + [f"W{n:02}" for n in range(1, 21)]
    wanted += [f"D{n:02}" for n in range(1, 6)] + [f"C{n:02}" for n in range(1, 7)]
    wanted += [f"S{n:02}" for n in range(1, 9)]

    assert set(wanted) <= set(BUSINESSES)
    assert set(LISTS.reasons) == {f"R{n:02}" for n in range(1, 25)}


def test_a_couple_buying_off_plan_brings_exactly_their_papers() -> None:
    assert list(rows("L01", "m.married", "h.pre", "first", "co")) == [
        "L01-1", "MAR1", "L01-4", "L01-5", "L01-6", "L01-8", "L01-10", "L01-11", "L01-12", "L01-14",
    ]  # fmt: skip


def test_a_single_buyer_is_not_asked_for_a_spouses_papers() -> None:
    found = rows("L01", "m.single", "h.ready")

    assert "L01-12" not in found
    assert {"MAR2", "L01-7"} <= set(found)
    assert all("S" not in row.parties for row in found.values())


@pytest.mark.parametrize("code", ["20", "21", "22", "23"])
def test_remarried_people_have_a_spouse_too(code: str) -> None:
    condition = marital_condition(code)

    assert condition
    assert "L01-12" in rows("L01", condition, "h.pre")


def test_an_unstated_marriage_sets_no_condition() -> None:
    assert marital_condition("90") is None
    assert [marital_condition(code) for code in ("10", "30", "40")] == [
        "m.single",
        "m.widowed",
        "m.divorced",
    ]


def test_a_row_says_what_by_whom_and_in_which_form() -> None:
    found = rows("L01", "m.married", "h.pre")

    contract, marriage = found["L01-4"], found["MAR1"]
    assert (contract.who, contract.form, contract.kept) == ("借款人", "原件1份 留存", True)
    assert (marriage.who, marriage.shared, marriage.required) == ("借款人、配偶", True, True)
    assert found["L01-12"].signed_here


def test_a_second_hand_home_brings_the_seller_in() -> None:
    found = rows("L02", "m.single", "seller.absent", "seller.married")

    assert {"L02-6", "L02-10", "L02-11", "L02-2"} <= set(found)
    assert found["L02-6"].who == "售房人、售房人配偶"
    assert "L02-3" not in found


def test_every_withdrawal_has_its_notice_and_its_promise_signed() -> None:
    for code in (f"W{n:02}" for n in range(1, 21)):
        names = "".join(row.name for row in rows(code, "m.single").values())
        assert "告知书" in names
        assert "承诺书" in names


@pytest.mark.parametrize("business", BUSINESSES)
def test_a_list_says_all_that_a_notice_must(business: str) -> None:
    checklist = LISTS.on(business, DAY)

    assert all([checklist.name, checklist.version, checklist.conditions, checklist.procedure])
    assert all([checklist.promised, checklist.fee, checklist.basis, checklist.doc_no])
    assert all(LISTS.reasons[code].basis for code in checklist.refusals)


@pytest.mark.parametrize("business", BUSINESSES)
def test_every_condition_a_list_uses_can_be_answered(business: str) -> None:
    checklist = LISTS.on(business, DAY)
    settable = {key for q in checklist.questions for o in q.options for key in o.sets}
    used = {key for line in checklist.materials for key in keys_in(line.when)}

    # Home kinds follow from the business itself where no question asks.
    assert used <= settable | {"h.build", "h.overhaul", "remote.dep", "hukou.other", "spouse.agent",
                               "spouse.abroad", "minor", "agent", "m.married", "id.military",
                               "id.foreign"}  # fmt: skip


@pytest.mark.parametrize("business", BUSINESSES)
def test_the_usual_answers_leave_no_question_open(business: str) -> None:
    checklist = LISTS.on(business, DAY)
    answers: dict[str, str] = {}

    while asked := open_questions(checklist, answers):
        (usual,) = [option for option in asked[0].options if option.usual]
        answers[asked[0].id] = usual.id

    assert checklist.questions == () or answers


def test_answers_become_conditions_and_open_the_questions_they_raise() -> None:
    loan = LISTS.on("L01", DAY)
    asked = {question.id for question in open_questions(loan, {})}

    assert "spouse_part" not in asked
    married = {"marital": "married"}
    assert "spouse_part" in {question.id for question in open_questions(loan, married)}
    assert conditions_of(loan, {**married, "spouse_part": "joins"}) == {"m.married", "co"}


def test_an_answer_to_a_question_not_asked_counts_for_nothing() -> None:
    loan = LISTS.on("L01", DAY)

    assert conditions_of(loan, {"marital": "single", "spouse_part": "joins"}) == {"m.single"}
    with pytest.raises(LookupError, match="marital"):
        conditions_of(loan, {"marital": "unsure"})


def test_an_unknown_business_or_day_has_no_list() -> None:
    with pytest.raises(NoChecklist, match="L99"):
        LISTS.on("L99", DAY)
    with pytest.raises(NoChecklist, match="2017"):
        LISTS.on("L01", dt.date(2017, 12, 31))


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ([], True),
        (["a"], True),
        (["b"], False),
        (["b", "a"], True),
        (["a&!b"], True),
        (["a&b"], False),
    ],
)
def test_alternatives_hold_when_one_of_them_does(when: list[str], answer: bool) -> None:
    assert holds(when, frozenset({"a"})) is answer


@given(st.sampled_from(BUSINESSES), st.frozensets(st.sampled_from(sorted(LISTS.condition_names))))
def test_any_situation_gives_rows_with_ids_of_their_own(
    business: str, conditions: frozenset[str]
) -> None:
    found = materials(LISTS.on(business, DAY), conditions, LISTS.parties)

    assert len({row.id for row in found}) == len(found)
    assert all(row.who and row.name and row.form for row in found)


def test_a_joining_spouse_signs_alone_for_joint_borrowing() -> None:
    needs = consents_needed(TEXTS, "L01", {"m.married", "co"}, DAY)

    assert [(need.party, need.text.item) for need in needs if need.text.required] == [
        ("B", "loan_application"), ("B", "credit_query"), ("B", "information_query"),
        ("S", "joint_borrowing"), ("S", "credit_query"), ("S", "information_query"),
        ("S", "mortgage_co_owner"),
    ]  # fmt: skip


def test_a_spouse_who_does_not_borrow_still_knows_and_agrees() -> None:
    items = [
        n.text.item for n in consents_needed(TEXTS, "L01", {"m.married"}, DAY) if n.party == "S"
    ]

    assert "knowing_consent" in items
    assert "joint_borrowing" not in items


def test_a_single_borrower_signs_for_nobody_else() -> None:
    needs = consents_needed(TEXTS, "L01", {"m.single"}, DAY)

    assert {need.party for need in needs} == {"B"}
    assert consents_needed(TEXTS, "W01", {"m.single"}, DAY) == ()
    assert consents_needed(TEXTS, "L01", {"m.single"}, dt.date(2017, 1, 1)) == ()


def test_a_text_is_bound_by_the_digest_of_the_words_shown() -> None:
    (credit,) = [text for text in TEXTS if text.item == "credit_query"]
    words = credit.filled("W05-000123", "周若岚")

    assert "W05-000123" in words
    assert "{" not in words
    assert text_digest(words) != text_digest(words + " ")
    assert len(text_digest(words)) == 64


def test_consent_texts_use_only_declared_conditions_and_businesses() -> None:
    for text in TEXTS:
        assert keys_in(text.when) <= set(LISTS.condition_names)
        assert set(text.businesses) <= set(BUSINESSES)
        assert set(re.findall(r"\{.*?\}", text.body)) <= {"{件号}", "{姓名}"}
