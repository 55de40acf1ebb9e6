"""Rules about the money: own part, limit and its caps, capacity, term. Nothing is rounded first."""

from decimal import Decimal

from counter.rules.amounts import percent_at_least, percent_at_most, plain, show
from counter.rules.dates import add_months, whole_months
from counter.rules.eligibility.facts import LoanFacts
from counter.rules.eligibility.judging import (
    Judging,
    birth_and_sex,
    limit_facts,
    limit_policy,
    own_part_key,
)
from counter.rules.eligibility.rows import Rule, RuleRow
from counter.rules.identity import FEMALE
from counter.rules.loan_limit import CapCode, capacity
from counter.rules.policy_table import PolicyValue, as_decimal, as_whole
from counter.rules.retirement import Category

OWN_PART = Rule("down_payment", "首付款比例", "中心贷款管理办法", "R08")
WHOLE = Rule("down_plus_loan", "首付款加贷款", "中心贷款管理办法", "R08")
SHARE = Rule("loan_share", "贷款占房价比例", "中心贷款管理办法", "R08")
CAP = Rule("cap_depositor", "最高额度", "中心贷款管理办法", "R13")
BALANCE = Rule("cap_balance", "余额倍数", "中心贷款管理办法", "R13")
REMAINING = Rule("cap_remaining", "剩余额度", "中心贷款管理办法", "R06")
LIMIT = Rule("amount_limit", "申请额度", "中心贷款管理办法", "R13")
CAPACITY = Rule("capacity", "还款能力", "中心贷款管理办法", "R13")
MAX_TERM = Rule("max_term", "最长期限", "中心贷款管理办法", "R14")
AGE = Rule("age_term", "年龄 + 期限", "中心贷款管理办法", "R14")

_NOT_YET = "账户、房价、申请金额和期数齐全后计算"


def down_payment(case: Judging) -> RuleRow:
    """The own part reaches the least share of the price, compared exactly."""
    value = case.reading.value(own_part_key(case.facts))
    percent = _own_percent(case.facts, value)
    home = case.facts.home
    if not home.price or home.down_payment is None:
        return OWN_PART.to_prove("价款未录入", "按合同录入价款", value)
    shown = percent_at_most(home.down_payment, home.price)
    numbers = f"{show(home.down_payment)} ÷ {show(home.price)} = {shown}，要求 ≥ {plain(percent)}%"
    holds = home.down_payment * 100 >= home.price * percent
    return OWN_PART.judged(holds, numbers, "补足首付款并提供凭证", value)


def _own_percent(facts: LoanFacts, value: PolicyValue) -> Decimal:
    percent = as_decimal(value)
    return 100 - percent if facts.home.kind.is_built else percent


def down_plus_loan(case: Judging) -> RuleRow:
    """Own part and loan together do not exceed the price."""
    home, amount = case.facts.home, case.facts.request.amount
    if home.price is None or home.down_payment is None:
        return WHOLE.to_prove("价款未录入", "按合同录入价款")
    total = home.down_payment + amount
    numbers = f"{show(home.down_payment)} + {show(amount)} = {show(total)}，房价 {show(home.price)}"
    if total < home.price:
        numbers += f"，另须自付 {show(home.price - total)}"
    return WHOLE.judged(total <= home.price, numbers, "减少申请金额")


def loan_share(case: Judging) -> RuleRow:
    """The loan stays within its share of the price (of the lower one for a second-hand home)."""
    value = case.reading.value(own_part_key(case.facts))
    basis, amount = case.facts.home.basis, case.facts.request.amount
    if not basis:
        return SHARE.to_prove("价款或评估价未录入", "录入价款；二手房同时录入评估价", value)
    most = 100 - _own_percent(case.facts, value)
    shown = percent_at_least(amount, basis)
    numbers = f"{show(amount)} ÷ {show(basis)} = {shown}，要求 ≤ {plain(most)}%"
    return SHARE.judged(amount * 100 <= basis * most, numbers, "减少申请金额", value)


def cap_depositor(case: Judging) -> RuleRow:
    """The loan stays within the cap for one depositor or for a couple."""
    made_of = limit_facts(case.facts)
    key = "loan.cap_couple" if made_of and made_of.couple_deposits else "loan.cap_single"
    return _within(case, CAP, "cap_depositor", case.reading.value(key))


def cap_balance(case: Judging) -> RuleRow:
    """The loan stays within the multiple of the accounts' balance."""
    return _within(case, BALANCE, "cap_balance", case.reading.value("loan.balance_multiple"))


def cap_remaining(case: Judging) -> RuleRow:
    """The loan stays within what an earlier loan leaves of the cap."""
    if not case.facts.household.outstanding:
        return REMAINING.passed("没有未还贷款，不适用")
    return _within(case, REMAINING, "cap_remaining", None)


def _within(case: Judging, rule: Rule, code: CapCode, value: PolicyValue | None) -> RuleRow:
    cap = case.limit.cap(code) if case.limit else None
    if cap is None:
        return rule.to_prove("尚不能计算", _NOT_YET, value)
    amount = case.facts.request.amount
    numbers = f"申请 {show(amount)}，{cap.name}：{cap.working}"
    return rule.judged(
        amount <= cap.amount, numbers, f"申请金额改为不超过 {show(cap.amount)}", value
    )


def amount_limit(case: Judging) -> RuleRow:
    """The loan stays within the smallest cap, cut down to the step."""
    value = case.reading.value("loan.round_to")
    amount = case.facts.request.amount
    if amount <= 0:
        return LIMIT.failed(f"申请 {show(amount)}", "录入申请金额", value)
    if case.limit is None:
        return LIMIT.to_prove("尚不能计算", _NOT_YET, value)
    most = case.limit.amount
    numbers = f"申请 {show(amount)}，可贷额度 {show(most)}（{case.limit.binding.name}最小）"
    return LIMIT.judged(amount <= most, numbers, _take_the_limit(case, most), value)


def _take_the_limit(case: Judging, most: Decimal) -> str:
    home = case.facts.home
    words = f"申请金额改为 {show(most)}"
    if home.price is None or home.down_payment is None:
        return words
    gap = home.price - home.down_payment - most
    return f"{words}，首付须补 {show(gap)}" if gap > 0 else words


def repayment_capacity(case: Judging) -> RuleRow:
    """The month's payment stays within the share of the deposit bases."""
    value = case.reading.value("loan.capacity_ratio")
    made_of = limit_facts(case.facts)
    if made_of is None or case.instalment is None:
        return CAPACITY.to_prove("尚不能计算", _NOT_YET, value)
    most = capacity(made_of, limit_policy(made_of, case.facts.home.order, case.reading))
    numbers = (
        f"月还 {show(case.instalment)}，基数合计 {show(made_of.base_total)} × "
        f"{plain(as_decimal(value))} = {show(most)}"
    )
    return CAPACITY.judged(case.instalment <= most, numbers, "减少金额或延长期限", value)


def max_term(case: Judging) -> RuleRow:
    """The term is at least one month and at most the longest."""
    value = case.reading.value("loan.max_terms")
    months, most = case.facts.request.months, as_whole(value)
    numbers = f"{months} 期，要求 1 至 {most} 期"
    return MAX_TERM.judged(1 <= months <= most, numbers, "改正期数", value)


def age_term(case: Judging) -> RuleRow:
    """The borrower is not older than the limit when the loan ends."""
    value, limit_months = _age_limit(case)
    facts = case.facts
    birth, _ = birth_and_sex(facts.borrower, facts.accepted_on)
    if birth is None or limit_months is None or facts.request.months < 1:
        return AGE.to_prove("出生日期或期数未知", "先核对借款人证件号码和期数", value)
    age = whole_months(birth, facts.accepted_on)
    end = add_months(facts.accepted_on, min(facts.request.months, 12000))
    latest = add_months(birth, limit_months)
    numbers = (
        f"{_span(age, '岁')} + {_span(facts.request.months, '年')}"
        f" = {_span(age + facts.request.months, '岁')}，要求 ≤ {_span(limit_months, '岁')}"
        f"；到期 {end.isoformat()}，不晚于 {latest.isoformat()}"
    )
    return AGE.judged(end <= latest, numbers, "缩短期限", value)


def _age_limit(case: Judging) -> tuple[PolicyValue, int | None]:
    rule = case.reading.value("loan.age_limit_rule")
    day = case.reading.days.day(rule.anchor)
    birth, sex = birth_and_sex(case.facts.borrower, case.facts.accepted_on)
    if rule.value == "retirement":
        if birth is None:
            return rule, None
        category: Category = "female_55" if sex == FEMALE else "male_60"
        retires = case.reading.policy.retirement.age_months(category, birth, day)
        after = case.reading.value("loan.age_after_retirement")
        return after, retires + as_whole(after) * 12
    key = "loan.age_limit_female" if sex == FEMALE else "loan.age_limit_male"
    value = case.reading.value(key)
    return value, as_whole(value) * 12


def _span(months: int, unit: str) -> str:
    years, rest = divmod(months, 12)
    return f"{years} {unit} {rest} 个月" if rest else f"{years} {unit}"


MONEY_RULES = (
    down_payment,
    down_plus_loan,
    loan_share,
    cap_depositor,
    cap_balance,
    cap_remaining,
    amount_limit,
    repayment_capacity,
    max_term,
    age_term,
)
