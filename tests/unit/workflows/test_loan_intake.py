import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from counter.store.kinds import LOAN_ACCEPT
from counter.store.tables import Case, Matter, Party, Review
from counter.workflows.desk_parts.loan import PersonForm
from counter.workflows.loan_entries import MoneyTyped
from counter.workflows.loan_intake import accept
from tests.builders import HUSBAND, STRANGER, WIFE, Outfit, a_clerk, an_entry, figures, key_of
from tests.unit.workflows.refusing import refusal_of, refused
from tests.unit.workflows.steps import (
    HOME,
    MONEY,
    ask,
    end_signing,
    enter,
    entered_case,
    serve,
    sign_all,
    take_in,
)


def test_a_case_carries_the_ledgers_figures_with_their_day(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    borrower, spouse = outfit.desk.loan.case(case_id).parties

    assert (borrower.role, spouse.role) == ("borrower", "spouse")
    assert borrower.balance == Decimal("60000.00")
    assert borrower.figures_as_of == dt.date(2026, 11, 22)
    assert borrower.marital == spouse.marital == "21"


def test_the_centre_is_told_what_each_look_up_is_for(outfit: Outfit) -> None:
    take_in(outfit, ask(outfit, serve(outfit)))

    purposes = [purpose for _number, purpose in outfit.directory.asked]

    assert purposes == ["L01", "L01", "L01", "L01"]


def test_the_judgement_has_every_rule_the_limit_and_the_instalments(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    judged = outfit.desk.loan.judge(case_id)

    assert len(judged.rules) == 30
    assert {rule.outcome for rule in judged.rules} == {"通过", "待证明"}
    assert judged.limit == Decimal("600000.00")
    assert judged.instalments is not None
    assert judged.instalments.total_interest > 0
    assert outfit.desk.loan.case(case_id).judgement == judged
    with outfit.tools.store.reading() as session:
        case = session.get_one(Case, case_id)
    assert case.policy_versions is not None
    assert "loan.cap_couple" in case.policy_versions
    assert str(case.rate) == judged.instalments.rate


def test_judging_the_same_again_saves_nothing(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.desk.loan.judge(case_id)
    saved: list[int] = []
    outfit.tools.store.call_when_saved(lambda: saved.append(1))

    outfit.desk.loan.judge(case_id)

    assert saved == []


def test_a_failed_rule_stops_acceptance_and_is_named(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.desk.loan.enter_money(case_id, replace(MONEY, amount="700000"))

    refusal = refusal_of(lambda: outfit.desk.loan.accept(case_id))

    assert refusal.code == "loan.failed"
    assert "最高额度" in refusal.sentence
    assert outfit.desk.loan.case(case_id).state == "taken_in"


def test_acceptance_starts_the_laws_clock_and_the_end_of_signing_the_promise(
    outfit: Outfit,
    case_id: uuid.UUID,
) -> None:
    sign_all(outfit, case_id)
    outfit.desk.loan.accept(case_id)
    accepted = outfit.desk.loan.case(case_id).deadline
    assert accepted is not None
    assert (accepted.word, accepted.day) == ("法定", dt.date(2026, 12, 8))

    outfit.desk.loan.end_signing(case_id)

    signed = outfit.desk.loan.case(case_id).deadline
    assert signed is not None
    assert (signed.word, signed.day) == ("承诺", dt.date(2026, 12, 7))


def test_an_accepted_case_is_locked_for_entry_and_judgement(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    end_signing(outfit, case_id)

    assert refused(lambda: outfit.desk.loan.enter_money(case_id, MONEY)) == "loan.locked"
    assert refused(lambda: outfit.desk.loan.judge(case_id)) == "loan.locked"
    assert refused(lambda: outfit.desk.loan.accept(case_id)) == "loan.locked"


def test_signing_does_not_end_while_a_text_is_unsigned(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.desk.loan.accept(case_id)

    refusal = refusal_of(lambda: outfit.desk.loan.end_signing(case_id))

    assert refusal.code == "loan.unsigned"
    assert "配偶《个人征信查询及报送授权书》" in refusal.sentence
    assert outfit.desk.loan.case(case_id).signed_on is None


def test_only_the_taker_in_submits(outfit: Outfit, case_id: uuid.UUID) -> None:
    end_signing(outfit, case_id)

    colleague = outfit.desk_of(a_clerk(12))

    assert refused(lambda: colleague.loan.submit(case_id, "同意")) == "loan.not_yours"


@pytest.mark.parametrize("opinion", ["", "  ", "长" * 501])
def test_a_review_needs_an_opinion(outfit: Outfit, case_id: uuid.UUID, opinion: str) -> None:
    end_signing(outfit, case_id)

    assert refused(lambda: outfit.desk.loan.submit(case_id, opinion)) == "loan.opinion"


def test_submitting_twice_is_one_review(outfit: Outfit, case_id: uuid.UUID) -> None:
    end_signing(outfit, case_id)
    outfit.desk.loan.submit(case_id, "同意")

    refusal = refusal_of(lambda: outfit.desk.loan.submit(case_id, "同意"))

    assert refusal.code == "case.submit"
    assert "等待复核" in refusal.sentence
    with outfit.tools.store.reading() as session:
        assert len(list(session.scalars(select(Review)))) == 1
        assert session.scalars(select(Matter.state)).one() == "handled"


def test_cut_off_the_figures_wait_for_proof_and_come_later(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))
    outfit.directory.is_cut_off = True
    added = outfit.desk.loan.take_in(matter.id, PersonForm(phone="13800000001"))
    assert added.warnings
    case_id = added.case.id
    outfit.lay(WIFE)
    wife = outfit.desk.visits.meet(outfit.desk.visits.read_card())
    outfit.desk.loan.add_spouse(case_id, wife.citizen.id, PersonForm(phone="13900000001"))
    enter(outfit, case_id)
    outcomes = {rule.code: rule.outcome for rule in outfit.desk.loan.judge(case_id).rules}
    assert outcomes["account_state"] == outcomes["deposit_months"] == "待证明"
    assert outcomes["marital"] == "通过"
    outfit.directory.is_cut_off = False

    assert outfit.desk.loan.ask_again(case_id) == ()

    outcomes = {rule.code: rule.outcome for rule in outfit.desk.loan.judge(case_id).rules}
    assert outcomes["account_state"] == outcomes["deposit_months"] == "通过"


def test_a_spouse_without_an_account_is_asked_and_has_none(outfit: Outfit) -> None:
    outfit.directory.entries[WIFE.number] = an_entry(WIFE, account=None)
    case_id = entered_case(outfit)

    outcomes = {rule.code: rule.outcome for rule in outfit.desk.loan.judge(case_id).rules}

    spouse = outfit.desk.loan.case(case_id).parties[1]
    assert (spouse.account_no, spouse.figures_as_of) == (None, dt.date(2026, 11, 23))
    assert outcomes["account_state"] == "通过"


def test_a_sealed_account_fails(outfit: Outfit) -> None:
    outfit.directory.entries[HUSBAND.number] = an_entry(HUSBAND, account=figures(status="02"))
    case_id = entered_case(outfit)

    outcomes = {rule.code: rule.outcome for rule in outfit.desk.loan.judge(case_id).rules}

    assert outcomes["account_state"] == "不通过"


def test_the_marital_code_fits_the_answer_the_notice_was_made_from(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))

    code = refused(lambda: outfit.desk.loan.take_in(matter.id, PersonForm(marital="10")))

    assert code == "loan.contradicts"


def test_another_code_at_the_centre_does_not_overrule_what_is_declared(outfit: Outfit) -> None:
    outfit.directory.entries[HUSBAND.number] = an_entry(HUSBAND, marital="40")
    case_id = outfit.desk.loan.take_in(ask(outfit, serve(outfit)).id).case.id

    assert outfit.desk.loan.case(case_id).parties[0].marital == "20"


def test_the_home_fits_the_answers_too(outfit: Outfit) -> None:
    case_id = take_in(outfit, ask(outfit, serve(outfit)))
    loan = outfit.desk.loan

    assert refused(lambda: loan.enter_home(case_id, replace(HOME, home_kind="ready"))) == (
        "loan.contradicts"
    )
    assert refused(lambda: loan.enter_home(case_id, replace(HOME, home_order="second"))) == (
        "loan.contradicts"
    )


def test_every_wrong_field_of_the_home_is_named_and_nothing_is_half_saved(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    before = outfit.desk.loan.case(case_id).home
    wrong = replace(
        HOME,
        home_address="  ",
        home_area="1e3",
        home_price="１００",
        contract_no="\u202eHT",
        contract_filed_on="2026-12-31",
        down_payment="-1",
        presale_permit="证" * 61,
    )

    refusal = refusal_of(lambda: outfit.desk.loan.enter_home(case_id, wrong))

    assert {one.field: one.rule for one in refusal.fields} == {
        "home_address": "空",
        "home_area": "格式",
        "home_price": "格式",
        "contract_no": "控制字符",
        "contract_filed_on": "范围",
        "down_payment": "负数",
        "presale_permit": "长度",
    }
    assert outfit.desk.loan.case(case_id).home == before


@pytest.mark.parametrize(
    ("money", "field"),
    [
        (MoneyTyped("0", "240"), "amount"),
        (MoneyTyped("1.001", "240"), "amount"),
        (MoneyTyped("400000", "0"), "months"),
        (MoneyTyped("400000", "２４０"), "months"),
        (MoneyTyped("400000", "-1"), "months"),
        (MoneyTyped("400000", "240", "03"), "method"),
    ],
)
def test_wrong_money_is_refused(outfit: Outfit, money: MoneyTyped, field: str) -> None:
    case_id = take_in(outfit, ask(outfit, serve(outfit)))

    refusal = refusal_of(lambda: outfit.desk.loan.enter_money(case_id, money))

    assert [one.field for one in refusal.fields] == [field]


def test_nothing_is_judged_before_home_and_money_are_entered(outfit: Outfit) -> None:
    case_id = take_in(outfit, ask(outfit, serve(outfit)))

    assert refused(lambda: outfit.desk.loan.judge(case_id)) == "loan.incomplete"


def test_what_was_entered_is_shown_as_it_would_be_typed_again(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    outfit.desk.loan.enter_home(case_id, outfit.desk.loan.case(case_id).home)

    assert outfit.desk.loan.case(case_id).home.home_price == "1000000.00"
    assert outfit.desk.loan.case(case_id).money == MoneyTyped("400000.00", "240", "01")


def test_one_household_has_one_live_loan(outfit: Outfit) -> None:
    visit = serve(outfit)
    take_in(outfit, ask(outfit, visit))
    second = ask(outfit, visit)

    refusal = refusal_of(lambda: outfit.desk.loan.take_in(second.id))

    assert refusal.code == "loan.household"
    assert "0307A-" in refusal.sentence


def test_a_matter_owns_one_case(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))
    take_in(outfit, matter)

    assert refused(lambda: outfit.desk.loan.take_in(matter.id)) == "loan.taken_in"


def test_the_borrower_is_not_the_own_spouse(outfit: Outfit) -> None:
    case_id = outfit.desk.loan.take_in(ask(outfit, serve(outfit)).id).case.id

    code = refused(lambda: outfit.desk.loan.add_spouse(case_id, key_of(HUSBAND)))

    assert code == "loan.party_twice"


def test_a_second_spouse_is_refused(outfit: Outfit) -> None:
    case_id = take_in(outfit, ask(outfit, serve(outfit)))
    outfit.lay(STRANGER)
    other = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert refused(lambda: outfit.desk.loan.add_spouse(case_id, other.citizen.id)) == (
        "loan.spouse_twice"
    )


def test_a_single_borrower_has_no_spouse(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit), marital="single")
    case_id = outfit.desk.loan.take_in(matter.id).case.id
    outfit.lay(WIFE)
    wife = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert refused(lambda: outfit.desk.loan.add_spouse(case_id, wife.citizen.id)) == (
        "loan.not_married"
    )


def test_a_spouse_the_centre_knows_as_somebody_elses_is_a_warning(outfit: Outfit) -> None:
    outfit.directory.entries[WIFE.number] = an_entry(WIFE, spouse_doc_number=STRANGER.number)
    case_id = outfit.desk.loan.take_in(ask(outfit, serve(outfit)).id).case.id
    outfit.lay(WIFE)
    wife = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    added = outfit.desk.loan.add_spouse(case_id, wife.citizen.id)

    assert len(added.warnings) == 1
    with outfit.tools.store.reading() as session:
        assert len(list(session.scalars(select(Party)))) == 2


def test_a_wrong_phone_of_a_party_is_refused_and_no_case_begun(outfit: Outfit) -> None:
    matter = ask(outfit, serve(outfit))

    refusal = refusal_of(
        lambda: outfit.desk.loan.take_in(matter.id, PersonForm(phone="1380000000"))
    )

    assert [(one.field, one.rule) for one in refusal.fields] == [("phone", "长度")]
    assert outfit.desk.loan.case_of_matter(matter.id) is None


def test_answers_changed_after_entry_are_noticed_before_acceptance(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    standing = outfit.desk.standing().matters[0]
    changed = {**standing.matter.answers, "marital": "single"}
    outfit.desk.visits.answer(standing.matter, changed)

    assert refused(lambda: outfit.desk.loan.judge(case_id)) == "loan.contradicts"
    assert refused(lambda: outfit.desk.loan.accept(case_id)) == "loan.contradicts"


def test_the_answers_are_fixed_once_the_case_is_accepted(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    outfit.desk.loan.accept(case_id)
    matter = outfit.desk.standing().matters[0].matter
    changed = {**matter.answers, "spouse_part": "agrees"}

    assert refused(lambda: outfit.desk.visits.answer(matter, changed)) == "matter.accepted"


def test_an_entry_after_the_judgement_makes_it_stale(outfit: Outfit, case_id: uuid.UUID) -> None:
    outfit.desk.loan.judge(case_id)
    outfit.desk.loan.enter_money(case_id, replace(MONEY, months="120"))

    def accept_unjudged() -> None:
        conditions = frozenset({"m.married", "co", "h.pre", "first"})
        with outfit.desk._acts.saving(LOAN_ACCEPT) as (unit, acting):
            accept(unit, acting, case_id, conditions)

    assert refused(accept_unjudged) == "loan.unjudged"
