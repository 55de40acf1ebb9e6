"""Step 4: borrower and spouse, home and money, judged by the rules."""

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.words import money
from counter.windows.screen import Field, LoanPage, Message, Row, Verb
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_entries import (
    HOME_KINDS,
    HOME_ORDERS,
    METHODS,
    HomeTyped,
    MoneyTyped,
)
from counter.workflows.loan_judgement import JudgementView, RuleView
from counter.workflows.refusals import Refused

_STATES = {"通过": "done", "不通过": "bad", "待证明": "warn"}
_ENTRY = ("taken_in", "returned")
_CHOICES = {"home_kind": HOME_KINDS, "home_order": HOME_ORDERS, "method": METHODS}
_HOME = (
    ("home_kind", "房屋类别", ""),
    ("home_order", "套数", ""),
    ("home_address", "房屋坐落", ""),
    ("home_area", "建筑面积", "㎡"),
    ("home_price", "总价", "元"),
    ("down_payment", "首付款", "元"),
    ("contract_no", "合同编号", ""),
    ("contract_filed_on", "备案日期", ""),
    ("presale_permit", "预售许可证号", ""),
    ("seller", "售房单位", ""),
)
_MONEY = (("amount", "申请金额", "元"), ("months", "期数", "月"), ("method", "还款方式", ""))
_LIMIT_RULE = "amount_limit"


class LoanStep:
    """Enters home and money, adds the spouse by card, and judges."""

    title = _("贷款受理")

    def is_done(self, sight: Sight) -> bool:
        """Whether the case was judged and nothing failed."""
        case = sight.facts.case
        return case is not None and case.judgement is not None and not _failed(case.judgement)

    def fact(self, sight: Sight) -> str:
        """How many rules failed, or the limit."""
        case = sight.facts.case
        if case is None:
            return _("未开始")
        if case.judgement is None:
            return _("未判断")
        failed = _failed(case.judgement)
        if failed:
            return _("不通过 {count}").format(count=failed)
        return _("可贷 {limit}").format(limit=money(case.judgement.limit))

    def page(self, sight: Sight) -> LoanPage:
        """Fields and rules."""
        case = sight.facts.case
        judgement = None if case is None else case.judgement
        return LoanPage(
            home=_fields(sight, _HOME, None if case is None else case.home),
            money=_fields(sight, _MONEY, None if case is None else case.money),
            summary=_summary(judgement),
            rows=() if judgement is None else tuple(_row(rule) for rule in judgement.rules),
            limit=_limit(judgement),
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Read the spouse's card, judge, go on."""
        case, done = sight.facts.case, self.is_done(sight)
        needs = case is not None and needs_spouse(case)
        verbs = (
            Verb("read_card", _("读配偶身份证"), "F7", style="next" if needs else ""),
            Verb("take_limit", _("改为可贷额度"), "Ctrl G", enabled=_over_limit(case)),
            Verb("again", _("判断"), "Ctrl R", style="" if needs or done else "next"),
            Verb(
                "step_done", _("去配偶签署"), "Ctrl ↵", style="next" if done and not needs else ""
            ),
        )
        return _still_open(sight), _("每一项都存本机；判断后才能去签署"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """What the keys of this step do."""
        return {
            "read_card": add_spouse,
            "again": judge,
            "take_limit": take_limit,
            "step_done": go_on,
        }.get(verb)


def add_spouse(hands: Hands, sight: Sight) -> Worked:
    """Read the spouse's card and add the person to the case."""
    case = _case(sight)
    seen = hands.desk.visits.read_card(is_cancelled=hands.is_cancelled)
    met = hands.desk.visits.meet(seen, case.business)
    added = hands.desk.loan.add_spouse(case.id, met.citizen.id)
    words = "；".join(dict.fromkeys(met.warnings + added.warnings))
    return Worked(sight.facts, message=Message(words, state="warn") if words else None)


def judge(hands: Hands, sight: Sight) -> Worked:
    """Save home and money as they stand, ask for figures still missing, judge."""
    case = _case(sight)
    if case.state in _ENTRY:
        _save(hands, sight, case)
        missing = hands.desk.loan.ask_again(case.id)
        hands.desk.loan.judge(case.id)
        if missing:
            return Worked(sight.facts, message=Message("；".join(missing), state="warn"))
    return Worked(sight.facts)


def take_limit(hands: Hands, sight: Sight) -> Worked:
    """Ask for what can be lent, and judge again."""
    case = _case(sight)
    limit = None if case.judgement is None else case.judgement.limit
    if limit is None:
        raise Refused("loan.unjudged", _("还没有算出可贷额度。请先按 Ctrl+R 判断。"))
    typed = _money_typed(sight, case)
    hands.desk.loan.enter_money(case.id, MoneyTyped(f"{limit:.2f}", typed.months, typed.method))
    hands.desk.loan.judge(case.id)
    return Worked(sight.facts, drops=("amount",))


def go_on(hands: Hands, sight: Sight) -> Worked:
    """Judge what stands and go to the signatures, unless a rule failed or the spouse is missing."""
    case = _case(sight)
    if case.state not in _ENTRY:
        return Worked(sight.facts, step=5)
    judge(hands, sight)
    judged = hands.desk.loan.case(case.id)
    if needs_spouse(judged):
        raise Refused(
            "loan.no_spouse", _("借款人已婚，还没有录入配偶。请放上配偶的身份证，按 F7 读取。")
        )
    failed = [] if judged.judgement is None else _failed_rules(judged.judgement)
    if failed:
        raise Refused(
            "loan.failed",
            _("有 {count} 条不通过：{names}。请按表中的提示改正；不能改正的，不能受理。").format(
                count=len(failed), names="、".join(rule.name for rule in failed)
            ),
        )
    return Worked(sight.facts, step=5)


def needs_spouse(case: CaseView) -> bool:
    """Whether a married borrower's spouse is not in the case yet."""
    roles = {party.role: party for party in case.parties}
    borrower = roles.get("borrower")
    # GB/T 2261.2: 20 to 23 are the married.
    return borrower is not None and borrower.marital.startswith("2") and "spouse" not in roles


def _case(sight: Sight) -> CaseView:
    if sight.facts.case is None:
        raise Refused("loan.no_case", _("还没有建件。请先完成一次性告知。"))
    return sight.facts.case


def _save(hands: Hands, sight: Sight, case: CaseView) -> None:
    home = HomeTyped(**{name: _typed(sight, name, case.home) for name, _label, _unit in _HOME})
    money_typed = _money_typed(sight, case)
    if home != case.home:
        hands.desk.loan.enter_home(case.id, home)
    if money_typed != case.money:
        hands.desk.loan.enter_money(case.id, money_typed)


def _money_typed(sight: Sight, case: CaseView) -> MoneyTyped:
    return MoneyTyped(**{name: _typed(sight, name, case.money) for name, _label, _unit in _MONEY})


def _typed(sight: Sight, name: str, saved: HomeTyped | MoneyTyped) -> str:
    return sight.entry.value(name, getattr(saved, name))


def _fields(
    sight: Sight, names: tuple[tuple[str, str, str], ...], saved: HomeTyped | MoneyTyped | None
) -> tuple[Field, ...]:
    return tuple(
        sight.box(
            name,
            _(label),
            "" if saved is None else getattr(saved, name),
            unit=unit,
            options=tuple(_CHOICES[name].items()) if name in _CHOICES else (),
        )
        for name, label, unit in names
    )


def _failed_rules(judgement: JudgementView) -> list[RuleView]:
    return [rule for rule in judgement.rules if _STATES.get(rule.outcome) == "bad"]


def _failed(judgement: JudgementView) -> int:
    return len(_failed_rules(judgement))


def _summary(judgement: JudgementView | None) -> str:
    if judgement is None:
        return _("还没有判断")
    counts = dict.fromkeys(("不通过", "待证明", "通过"), 0)
    for rule in judgement.rules:
        counts[rule.outcome] += 1
    return "  ".join(f"{word} {count}" for word, count in counts.items())


def _limit(judgement: JudgementView | None) -> str:
    if judgement is None or judgement.limit is None:
        return ""
    words = [_("可贷额度 {limit}").format(limit=money(judgement.limit))]
    plan = judgement.instalments
    if plan is not None:
        words.append(
            _("利率 {rate}% · 首月还款 {first} · 利息合计 {interest}").format(
                rate=plan.rate, first=money(plan.first), interest=money(plan.total_interest)
            )
        )
    return "  ".join(words)


def _row(rule: RuleView) -> Row:
    said = rule.numbers if not rule.repair else f"{rule.numbers}  {rule.repair}"
    state = _STATES.get(rule.outcome, "")
    return Row((rule.name, said, rule.source), rule.outcome, state, tip=f"{said}\n{rule.version}")


def _over_limit(case: CaseView | None) -> bool:
    if case is None or case.judgement is None or case.judgement.limit is None:
        return False
    return any(
        rule.code == _LIMIT_RULE and _STATES.get(rule.outcome) == "bad"
        for rule in case.judgement.rules
    )


def _still_open(sight: Sight) -> str:
    case = sight.facts.case
    if case is None:
        return _("还没有建件")
    if needs_spouse(case):
        return _("还没有配偶：请放上配偶的身份证，按 F7")
    if case.judgement is None:
        return _("还没有判断")
    failed = _failed(case.judgement)
    return _("现在不能去签署：{count} 项不通过").format(count=failed) if failed else ""
