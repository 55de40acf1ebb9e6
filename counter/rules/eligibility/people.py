"""Rules about the people: documents, marriage, presence, deposits, loans, credit."""

import datetime as dt
from collections.abc import Iterable

from counter.rules.codes import (
    ACCOUNT_STATES,
    DOCUMENTS,
    IDENTITY_CARD,
    MARITAL_STATES,
    NORMAL_ACCOUNT,
    label,
)
from counter.rules.dates import age_on
from counter.rules.eligibility.facts import Person, Presence
from counter.rules.eligibility.judging import Judging, account_of, birth_and_sex
from counter.rules.eligibility.rows import Rule, RuleRow
from counter.rules.identity import check_identity
from counter.rules.marital import is_married, marital_condition
from counter.rules.phone import check_mobile
from counter.rules.policy_table import as_whole

ADULT = Rule("adult", "完全民事行为能力", "《民法典》第十七条、第十八条", "")
IDENTITIES = Rule("id_numbers", "身份证件号码", "GB 11643-1999", "R01")
MOBILES = Rule("mobiles", "手机号码", "受理录入要求", "R24")
MARITAL = Rule("marital", "婚姻状况", "GB/T 2261.2；《民法典》第一千零六十四条", "R03")
PRESENCE = Rule(
    "presence", "当事人到场", "GB/T 51267-2017 面谈面签；《民法典》第一百六十五条", "R02"
)
MONTHS = Rule("deposit_months", "连续足额缴存", "建金〔2014〕148号", "R04")
ACCOUNTS = Rule("account_state", "账户状态", "中心贷款管理办法", "R05")
LOANS = Rule("open_loans", "未结清公积金贷款", "中心贷款管理办法", "R06")
IN_FLIGHT = Rule("in_flight", "在途业务", "中心贷款管理办法", "R19")
CREDIT = Rule("credit", "征信", "《征信业管理条例》第十八条；中心贷款管理办法", "R12")

_ASK_LEDGER = "与中心连通后查询账户；与中心断开期间先收件，结果电话告知"
_ASK_AFTER_CONSENT = "信息查询授权书签字后查询"
_PRESENCE_WORDS = {
    Presence.PRESENT: "到场",
    Presence.NOTARISED: "公证委托",
    Presence.HOME_VISIT: "上门办理",
    Presence.ABSENT: "未到场",
}


def adult(case: Judging) -> RuleRow:
    """The borrower has full civil capacity."""
    value = case.reading.value("loan.adult_age")
    today = case.facts.accepted_on
    birth, _ = birth_and_sex(case.facts.borrower, today)
    if birth is None:
        return ADULT.to_prove("出生日期未知", "先核对借款人证件号码", value)
    age, least = age_on(birth, today), as_whole(value)
    numbers = f"借款人 {age} 周岁，要求 ≥ {least} 周岁"
    return ADULT.judged(age >= least, numbers, "由成年的家庭成员申请", value)


def id_numbers(case: Judging) -> RuleRow:
    """Both identity numbers are valid."""
    today = case.facts.accepted_on
    findings = [_document_finding(role, p, today) for role, p in case.facts.parties]
    wrong = [text for ok, text in findings if not ok]
    numbers = "、".join(text for _, text in findings)
    return IDENTITIES.judged(not wrong, numbers, "重新读卡或对照证件改正号码")


def _document_finding(role: str, person: Person, today: dt.date) -> tuple[bool, str]:
    if person.doc_type != IDENTITY_CARD:
        return bool(person.doc_number.strip()), f"{role} {label(DOCUMENTS, person.doc_type)}"
    identity = check_identity(person.doc_number, today)
    return identity.valid, f"{role} {'有效' if identity.valid else identity.reason + '不对'}"


def mobiles(case: Judging) -> RuleRow:
    """Every party can be reached on an 11-digit mobile."""
    findings = [_mobile_finding(role, person) for role, person in case.facts.parties]
    numbers = "、".join(text for _, text in findings)
    return MOBILES.judged(all(ok for ok, _ in findings), numbers, "与本人核对后录入手机号码")


def _mobile_finding(role: str, person: Person) -> tuple[bool, str]:
    if not person.phone.strip():
        return False, f"{role} 没有录入"
    checked = check_mobile(person.phone)
    return checked.valid, f"{role} {'11位' if checked.valid else checked.reason + '不对'}"


def marital(case: Judging) -> RuleRow:
    """The status is stated (90 is not allowed at acceptance) and fits the parties."""
    facts = case.facts
    code = facts.borrower.marital
    numbers = "、".join(f"{role} {label(MARITAL_STATES, p.marital)}" for role, p in facts.parties)
    if marital_condition(code) is None:
        return MARITAL.failed(numbers, "问明婚姻状况并核对证件后改正")
    if is_married(code) and facts.spouse is None:
        return MARITAL.failed(numbers + "，未录入配偶", "录入配偶")
    if not is_married(code) and facts.spouse is not None:
        return MARITAL.failed(numbers + "，却录入了配偶", "核对婚姻状况，或删去配偶")
    if facts.spouse is not None and not is_married(facts.spouse.marital):
        return MARITAL.failed(numbers, "核对配偶的婚姻状况")
    return MARITAL.passed(numbers)


def presence(case: Judging) -> RuleRow:
    """Every party is there, at home with two of our staff, or represented by a notarised power."""
    parties = case.facts.parties
    numbers = "、".join(f"{role}{_PRESENCE_WORDS[p.presence]}" for role, p in parties)
    holds = all(person.presence is not Presence.ABSENT for _, person in parties)
    return PRESENCE.judged(holds, numbers, "请本人到场，或持公证委托书，或申请上门服务")


def deposit_months(case: Judging) -> RuleRow:
    """At least one of borrower and co-borrower deposited long enough without a gap."""
    value = case.reading.value("loan.min_months")
    least = as_whole(value)
    found = [(role, account_of(person)) for role, person in case.facts.joint]
    numbers = "、".join(
        f"{role} {'未知' if a is None else f'{a.consecutive_months} 个月'}" for role, a in found
    )
    numbers += f"，要求至少一人 ≥ {least} 个月"
    if any(account and account.consecutive_months >= least for _, account in found):
        return MONTHS.passed(numbers, value)
    if any(account is None for _, account in found):
        return MONTHS.to_prove(numbers, _ASK_LEDGER, value)
    return MONTHS.failed(numbers, f"连续足额缴存满 {least} 个月后再申请", value)


def account_state(case: Judging) -> RuleRow:
    """The accounts that carry the loan are in state 01."""
    found = [(role, p.account) for role, p in case.facts.joint if p.deposits]
    if not found:
        return ACCOUNTS.failed("借款人没有公积金账户", "由缴存人申请")
    numbers = "、".join(
        f"{role} {'未知' if a is None else label(ACCOUNT_STATES, a.status)}" for role, a in found
    )
    if any(account and account.status != NORMAL_ACCOUNT for _, account in found):
        return ACCOUNTS.failed(numbers, "账户恢复正常后再申请")
    if any(account is None for _, account in found):
        return ACCOUNTS.to_prove(numbers, _ASK_LEDGER)
    return ACCOUNTS.passed(numbers)


def open_loans(case: Judging) -> RuleRow:
    """The household has no fund loan that is not paid off."""
    found = [(role, person.open_loans) for role, person in case.facts.parties]
    numbers = "、".join(f"{role} {'未知' if n is None else f'{n} 笔'}" for role, n in found)
    if any(count for _, count in found):
        return LOANS.failed(numbers, "结清原公积金贷款后再申请")
    if any(count is None for _, count in found):
        return LOANS.to_prove(numbers, _ASK_AFTER_CONSENT)
    return LOANS.passed(numbers)


def in_flight(case: Judging) -> RuleRow:
    """No party has unfinished business: withdrawal, transfer, sealing, repayment."""
    found = [(role, person.in_flight) for role, person in case.facts.parties]
    open_business = list(_named(found))
    if open_business:
        return IN_FLIGHT.failed("、".join(open_business), "办结或撤销在途业务后再申请")
    unknown = [role for role, items in found if items is None]
    if unknown:
        return IN_FLIGHT.to_prove("、".join(unknown) + "尚未查询", _ASK_LEDGER)
    return IN_FLIGHT.passed("没有未完成的提取、转移、还款")


def credit(case: Judging) -> RuleRow:
    """The credit report of every party is clean; it may be asked for only after the consent."""
    found = [(role, person.credit_findings) for role, person in case.facts.parties]
    objections = list(_named(found))
    if objections:
        return CREDIT.failed("、".join(objections), "按信用报告处理完毕后再申请")
    unknown = [role for role, items in found if items is None]
    if unknown:
        return CREDIT.to_prove("、".join(unknown) + "尚未查询", "征信查询授权书签字后查询")
    return CREDIT.passed("信用报告无不良记录")


def _named(found: Iterable[tuple[str, tuple[str, ...] | None]]) -> Iterable[str]:
    return (f"{role}：{item}" for role, items in found for item in items or ())


PEOPLE_RULES = (
    adult,
    id_numbers,
    mobiles,
    marital,
    presence,
    deposit_months,
    account_state,
    open_loans,
    in_flight,
    credit,
)
