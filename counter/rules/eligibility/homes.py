"""Rules about the home: how many, where, the contract, the figures, the security, the papers."""

from decimal import Decimal

from counter.rules.amounts import plain, show
from counter.rules.codes import GUARANTEES, label
from counter.rules.eligibility.facts import GUARANTEE_FIELDS, Home
from counter.rules.eligibility.judging import Judging, is_second_hand
from counter.rules.eligibility.rows import Rule, RuleRow
from counter.rules.policy_table import as_whole

THIRD = Rule("third_home", "家庭住房套数", "中心贷款管理办法", "R07")
SECOND = Rule("second_home", "二套房条件", "中心贷款管理办法", "R06")
IN_CITY = Rule("in_city", "购房地", "中心贷款管理办法", "R23")
CONTRACT = Rule("contract_filed", "购房合同备案", "中心贷款管理办法", "R09")
ADDRESS = Rule("address", "房屋坐落", "受理录入要求", "R24")
FIGURES = Rule("home_figures", "面积与价款", "受理录入要求", "R24")
PROJECT = Rule("project", "楼盘预审批", "合作楼盘预审批规定", "R10")
HOUSE_AGE = Rule("house_age_term", "房龄 + 期限", "中心贷款管理办法", "R14")
GUARANTEE = Rule("guarantee", "担保", "《住房公积金管理条例》第二十七条", "R24")
PAPERS = Rule("attachments", "影像资料", "受理录入要求", "R24")

_BLOCK_WORDS = {
    "applicant": "申请人",
    "co_borrower": "共同借款人",
    "home": "房屋",
    "guarantee": "担保",
}
_FIELD_WORDS = {
    "property_address": "抵押物坐落",
    "property_value": "抵押物价值",
    "owners_agree": "共有人同意抵押",
    "pledge": "质押物",
    "pledge_value": "质押物价值",
    "guarantor": "保证人",
    "guarantor_document": "保证人证件号码",
}


def third_home(case: Judging) -> RuleRow:
    """No loan for a third home; the household is borrower, spouse and minor children."""
    value = case.reading.value("loan.max_homes_before")
    most, before = as_whole(value), case.facts.household.homes_before
    if before is None:
        return THIRD.to_prove("家庭住房套数未查询", "信息查询授权书签字后查询", value)
    numbers = f"借款人、配偶、未成年子女名下已有 {before} 套，要求 ≤ {most} 套"
    if before > most:
        return THIRD.failed(numbers, "不能申请公积金贷款", value)
    declared = "首套" if case.facts.home.order == "first" else "二套"
    fits = (case.facts.home.order == "first") == (before == 0)
    return THIRD.judged(fits, f"{numbers}，申报{declared}", "按查询结果改正首套或二套", value)


def second_home(case: Judging) -> RuleRow:
    """A second home's loan waits until the first fund loan is paid off."""
    if case.facts.home.order == "first":
        return SECOND.passed("首套，不适用")
    owed = case.facts.household.outstanding
    counts = [person.open_loans for _, person in case.facts.parties]
    if owed or any(counts):
        return SECOND.failed(
            f"首次公积金贷款未结清，余额 {show(owed)}", "结清首次公积金贷款后再申请"
        )
    if None in counts:
        return SECOND.to_prove("首次公积金贷款是否结清未查询", "信息查询授权书签字后查询")
    used = case.facts.household.fund_loans_before
    return SECOND.passed(f"曾用公积金贷款 {'未知' if used is None else used} 次，均已结清")


def in_city(case: Judging) -> RuleRow:
    """The home stands in the centre's city."""
    holds = case.facts.home.in_city
    return IN_CITY.judged(holds, "本市" if holds else "外地", "到购房地中心申请异地贷款")


def contract_filed(case: Judging) -> RuleRow:
    """The purchase contract is filed (网签备案) by the day of acceptance."""
    home, day = case.facts.home, case.facts.accepted_on
    if home.kind.is_built:
        return CONTRACT.passed("自建、翻建、大修，不适用")
    filed = home.contract_filed_on
    if filed is None:
        return CONTRACT.to_prove("未录入备案日期", "完成网签备案并录入备案日期")
    numbers = f"备案日 {filed.isoformat()}，受理日 {day.isoformat()}"
    return CONTRACT.judged(filed <= day, numbers, "核对备案日期")


def address(case: Judging) -> RuleRow:
    """The address is long enough to find the home."""
    value = case.reading.value("loan.address_min_chars")
    length, least = len(case.facts.home.address.strip()), as_whole(value)
    numbers = f"{length} 个字，要求 ≥ {least} 个字"
    return ADDRESS.judged(length >= least, numbers, "按合同录入完整坐落，到楼栋和房号", value)


def home_figures(case: Judging) -> RuleRow:
    """Areas, price and own money are there and fit together."""
    home = case.facts.home
    missing = [word for word, amount in _figures(home) if amount is None]
    if missing:
        return FIGURES.failed("缺" + "、".join(missing), "按合同补齐")
    wrong = list(_contradictions(home))
    if wrong:
        return FIGURES.failed("；".join(wrong), "对照合同改正")
    shown = [_shown(word, amount) for word, amount in _figures(home) if amount is not None]
    return FIGURES.passed("、".join(shown))


def _figures(home: Home) -> tuple[tuple[str, Decimal | None], ...]:
    money = ("预算", "自有资金") if home.kind.is_built else ("总价", "首付款")
    figures: tuple[tuple[str, Decimal | None], ...] = (
        ("建筑面积", home.area),
        (money[0], home.price),
        (money[1], home.down_payment),
    )
    return (*figures, ("评估价", home.appraised)) if home.basis != home.price else figures


def _shown(word: str, amount: Decimal) -> str:
    return f"{word} {plain(amount)} ㎡" if word == "建筑面积" else f"{word} {show(amount)}"


def _contradictions(home: Home) -> tuple[str, ...]:
    found = []
    for word, amount in _figures(home):
        if amount is not None and (amount < 0 or (amount == 0 and word != "首付款")):
            found.append(f"{word}应大于零")
    if home.inner_area is not None and home.area is not None and home.inner_area > home.area:
        found.append(f"套内面积 {plain(home.inner_area)} 大于建筑面积 {plain(home.area)}")
    if home.down_payment is not None and home.price is not None and home.down_payment > home.price:
        found.append(f"首付款 {show(home.down_payment)} 大于总价 {show(home.price)}")
    return tuple(found)


def project(case: Judging) -> RuleRow:
    """A new home belongs to a pre-approved building whose permit is its own (一栋一证)."""
    home = case.facts.home
    if not home.kind.is_new:
        return PROJECT.passed("不是新建商品房，不适用")
    found = home.project
    if found is None:
        return PROJECT.to_prove("未查到楼盘", "在合作楼盘库中选择楼栋，或请开发企业办理预审批")
    wrong = [
        words
        for words, holds in (
            ("未通过预审批", found.approved),
            ("开发企业已停用", found.developer_enabled),
            ("预售许可证与楼栋不符", found.permit_matches),
        )
        if not holds
    ]
    numbers = f"预审批库 {found.number}，" + ("、".join(wrong) or "已通过，预售证一致")
    return PROJECT.judged(not wrong, numbers, "请开发企业补齐预审批")


def house_age(case: Judging) -> RuleRow:
    """For a second-hand home: age of the house and term together."""
    if not is_second_hand(case.facts):
        return HOUSE_AGE.passed("不是二手房，不适用")
    value = case.reading.value("loan.house_age_plus_term")
    built = case.facts.home.built_year
    if built is None:
        return HOUSE_AGE.to_prove("建成年份未知", "按不动产权证录入建成年份", value)
    age, months, most = (
        case.facts.accepted_on.year - built,
        case.facts.request.months,
        as_whole(value),
    )
    numbers = f"房龄 {age} 年 + {months} 个月，要求合计 ≤ {most} 年"
    if age < 0:
        return HOUSE_AGE.failed(numbers, "核对建成年份", value)
    return HOUSE_AGE.judged(age * 12 + months <= most * 12, numbers, "缩短期限", value)


def guarantee(case: Judging) -> RuleRow:
    """The block of the guarantee's own kind is complete."""
    given = case.facts.guarantee
    needed = GUARANTEE_FIELDS.get(given.kind)
    kind = label(GUARANTEES, given.kind)
    if needed is None:
        return GUARANTEE.failed(kind, "选择抵押、质押或保证")
    missing = [_FIELD_WORDS[field] for field in needed if field not in given.filled]
    if missing == [_FIELD_WORDS["owners_agree"]]:
        return GUARANTEE.to_prove(f"{kind}，共有人尚未签署", "请全部共有人签署抵押声明")
    numbers = f"{kind}，" + (f"缺{'、'.join(missing)}" if missing else "要素齐全")
    return GUARANTEE.judged(not missing, numbers, "补齐担保要素")


def attachments(case: Judging) -> RuleRow:
    """Every block that is needed holds its scans."""
    found = case.facts.attachments
    if found is None:
        return PAPERS.to_prove("尚未扫描", "扫描原件")
    needed = ["applicant", "home", "guarantee"]
    if case.facts.spouse is not None:
        needed.insert(1, "co_borrower")
    missing = [_BLOCK_WORDS[block] for block in needed if block not in found]
    numbers = f"缺{'、'.join(missing)}" if missing else f"{len(needed)} 类齐全"
    return PAPERS.judged(not missing, numbers, "扫描所缺的原件")


HOME_RULES = (
    third_home,
    second_home,
    in_city,
    contract_filed,
    address,
    home_figures,
    project,
    house_age,
    guarantee,
    attachments,
)
