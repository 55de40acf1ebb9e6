"""Step 4 as a page: what was typed, the rules' rows, the ceilings, both ways to repay."""

from decimal import Decimal

from counter.i18n import _
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import money
from counter.windows.screen import (
    Field,
    LimitBar,
    LimitView,
    LoanPage,
    PlanColumn,
    RuleLine,
)
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_entries import HOME_KINDS, HOME_ORDERS, METHODS, HomeTyped, MoneyTyped
from counter.workflows.loan_judgement import JudgementView, RuleView

STATES = {"通过": "done", "不通过": "bad", "待证明": "warn"}
MOBILES_RULE = "mobiles"
LIMIT_RULE = "amount_limit"
MONEY = ("amount", "months", "method")
HOME = (
    "home_kind",
    "home_order",
    "home_address",
    "home_area",
    "home_price",
    "down_payment",
    "contract_no",
    "contract_filed_on",
    "presale_permit",
    "seller",
)
_LABELS = {
    "amount": "申请金额（元）",
    "months": "期数（月）",
    "method": "还款方式",
    "rate": "利率",
    "home_price": "总价（元）",
    "down_payment": "首付款（元）",
    "home_kind": "房屋类别",
    "home_order": "套数",
    "home_address": "房屋坐落",
    "home_area": "建筑面积（㎡）",
    "contract_no": "合同编号",
    "contract_filed_on": "备案日期",
    "presale_permit": "预售许可证号",
    "seller": "售房单位",
}
_CHOICES = {"home_kind": HOME_KINDS, "home_order": HOME_ORDERS, "method": METHODS}
_STRIP = ("amount", "months", "method", "rate", "home_price", "down_payment")
_BLOCK = tuple(name for name in HOME if name not in _STRIP)


def loan_page(sight: Sight) -> LoanPage:
    """The page of this case, or an empty one before there is a case."""
    case = sight.facts.case
    judgement = None if case is None else case.judgement
    return LoanPage(
        money=tuple(_field(sight, case, name) for name in _STRIP),
        home=(*(_field(sight, case, name) for name in _BLOCK), *_phones(sight, case)),
        home_line=_home_line(sight, case),
        counts=_counts(judgement),
        rows=() if judgement is None else tuple(_line(rule) for rule in judgement.rules),
        hint=""
        if judgement
        else _("填好房屋和金额，按 Ctrl+R 判断；规则、额度、月还款显示在这里。"),
        limit=_limit(sight, case),
        plans=() if case is None else _plans(case),
        plan_line="" if case is None else _plan_line(case),
    )


def _field(sight: Sight, case: CaseView | None, name: str) -> Field:
    if name == "rate":
        return Field("rate", _(_LABELS["rate"]), _rate(case), read_only=True)
    saved = "" if case is None else getattr(case.home if name in HOME else case.money, name)
    options = tuple(_CHOICES[name].items()) if name in _CHOICES else ()
    span = 2 if name == "home_address" else 1
    return sight.box(name, _(_LABELS[name]), saved, options=options, span=span)


def phone_field(role: str) -> str:
    """The field of a party's number."""
    return f"phone_{role}"


def _phones(sight: Sight, case: CaseView | None) -> tuple[Field, ...]:
    """The numbers of the people, to be typed where the centre knows none or is away."""
    label, parties = _("{role}手机"), case.parties if case is not None else ()
    return tuple(
        sight.box(phone_field(one.role), label.format(role=one.role_word), one.phone or "")
        for one in parties
    )


def _rate(case: CaseView | None) -> str:
    plan = None if case is None or case.judgement is None else case.judgement.instalments
    return _("判断后显示") if plan is None else f"{plan.rate}%"


def _home_line(sight: Sight, case: CaseView | None) -> str:
    """Folds the home once it was judged, unless something of it is wrong."""
    if case is None or case.judgement is None or set(_BLOCK) & set(sight.entry.errors):
        return ""
    numbers = {phone_field(one.role) for one in case.parties}
    wrong = {rule.code for rule in case.judgement.rules if STATES.get(rule.outcome) == "bad"}
    if numbers & set(sight.entry.errors) or MOBILES_RULE in wrong:
        return ""
    home = _typed(sight, case)
    return "・".join(
        part
        for part in (
            HOME_KINDS.get(home.home_kind, ""),
            HOME_ORDERS.get(home.home_order, ""),
            f"{home.home_area} ㎡" if home.home_area else "",
            home.home_address,
            home.contract_no,
            home.seller,
        )
        if part
    )


def _typed(sight: Sight, case: CaseView) -> HomeTyped:
    return HomeTyped(**{name: sight.entry.value(name, getattr(case.home, name)) for name in HOME})


def _counts(judgement: JudgementView | None) -> tuple[tuple[str, str], ...]:
    if judgement is None:
        return ()
    return tuple(
        (f"{word} {judgement.count_of(word)}", STATES[word] if judgement.count_of(word) else "")
        for word in ("不通过", "待证明", "通过")
    )


def _line(rule: RuleView) -> RuleLine:
    state = STATES.get(rule.outcome, "warn")
    source = "・".join(part for part in (rule.source, rule.version) if part)
    is_limit = rule.code == LIMIT_RULE and state == "bad"
    return RuleLine(
        name=rule.name,
        word="" if state == "done" else rule.outcome,
        state=state,
        numbers=rule.numbers,
        source=source,
        repair=_("改为可贷额度") if is_limit else rule.repair,
        key="Ctrl G" if is_limit else "",
    )


def _limit(sight: Sight, case: CaseView | None) -> LimitView | None:
    judgement = None if case is None else case.judgement
    if case is None or judgement is None or judgement.limit is None or not judgement.caps:
        return None
    caps = sorted(judgement.caps, key=lambda cap: cap.amount)
    asked = _amount(case.money)
    longest = max(asked, *(cap.amount for cap in caps)) or Decimal(1)
    least = caps[0].amount
    return LimitView(
        value=money(judgement.limit),
        asked=_("申请 {amount}").format(amount=money(asked)),
        asked_share=float(asked / longest),
        is_over=asked > judgement.limit,
        bars=tuple(
            LimitBar(
                f"{cap.name}・最小" if cap.amount == least else cap.name,
                money(cap.amount),
                float(cap.amount / longest),
                cap.amount == least,
            )
            for cap in caps
        ),
    )


def _amount(typed: MoneyTyped) -> Decimal:
    # What stands in the case was checked when it was saved.
    return Decimal(typed.amount) if typed.amount else Decimal(0)


def _plans(case: CaseView) -> tuple[PlanColumn, ...]:
    return tuple(
        PlanColumn(
            name=_(plan.name),
            first=money(plan.first),
            last=money(plan.last),
            interest=money(plan.total_interest),
            curve=tuple((at / 12, float(payment)) for at, payment in plan.curve),
            is_chosen=plan.code == case.money.method,
        )
        for plan in case.plans
    )


def _plan_line(case: CaseView) -> str:
    if not case.plans:
        return ""
    amount = money(_amount(case.money))
    return _("{amount} 元・{months} 期").format(amount=amount, months=case.money.months)
