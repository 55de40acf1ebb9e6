"""Step 4: borrower and spouse, home and money, judged by the rules."""

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.loan_page import HOME, MONEY, loan_page, phone_field
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.trouble import warning_of
from counter.windows.presenters.words import money
from counter.windows.screen import LoanPage, Message, Verb
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_entries import HomeTyped, MoneyTyped
from counter.workflows.loan_judgement import JudgementView, RuleView
from counter.workflows.refusals import Refused

_STATES = {"通过": "done", "不通过": "bad", "待证明": "warn"}
_ENTRY = ("taken_in", "returned")
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
        return loan_page(sight)

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
        return _still_open(sight), _hint(sight), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """What the keys of this step do."""
        return {
            "read_card": add_spouse,
            "again": judge,
            "take_limit": take_limit,
            "step_done": go_on,
            "why": why,
        }.get(verb)


def add_spouse(hands: Hands, sight: Sight) -> Worked:
    """Read the spouse's card and add the person to the case."""
    case = _case(sight)
    seen = hands.desk.visits.read_card(is_cancelled=hands.is_cancelled)
    met = hands.desk.visits.meet(seen, case.business)
    added = hands.desk.loan.add_spouse(case.id, met.citizen.id)
    return Worked(sight.facts, message=warning_of(met.warnings + added.warnings))


def judge(hands: Hands, sight: Sight) -> Worked:
    """Save home and money as they stand, ask for figures still missing, judge."""
    case = _case(sight)
    if case.state in _ENTRY:
        _save(hands, sight, case)
        _save_phones(hands, sight, case)
        missing = hands.desk.loan.ask_again(case.id)
        hands.desk.loan.judge(case.id)
        return Worked(sight.facts, message=warning_of(missing))
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


def why(hands: Hands, sight: Sight) -> Worked:
    """Source, version and deciding day of the rule the keyboard is on."""
    judgement = _case(sight).judgement
    if judgement is None or not 0 <= sight.entry.row < len(judgement.rules):
        raise Refused("loan.no_rule", _("先按 Ctrl+R 判断，再用 ↑↓ 选一条规则，按 Ctrl+I。"))
    rule = judgement.rules[sight.entry.row]
    version = _("版本 {version}").format(version=rule.version) if rule.version else ""
    day = _("按{day}的政策").format(day=rule.decided_by) if rule.decided_by else ""
    parts = (rule.numbers, rule.repair, rule.source, version, day)
    text = "・".join(part for part in parts if part)
    return Worked(sight.facts, message=Message(f"{rule.name}（{rule.outcome}）", text, "act"))


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
    home = HomeTyped(**{name: _typed(sight, name, case.home) for name in HOME})
    money_typed = _money_typed(sight, case)
    if (home, money_typed) != (case.home, case.money):
        hands.desk.loan.enter_both(case.id, home, money_typed)


def _save_phones(hands: Hands, sight: Sight, case: CaseView) -> None:
    saved = {party.role: party.phone or "" for party in case.parties}
    typed = {role: sight.entry.value(phone_field(role), phone) for role, phone in saved.items()}
    if typed != saved:
        hands.desk.loan.enter_phones(case.id, typed)


def _money_typed(sight: Sight, case: CaseView) -> MoneyTyped:
    return MoneyTyped(**{name: _typed(sight, name, case.money) for name in MONEY})


def _typed(sight: Sight, name: str, saved: HomeTyped | MoneyTyped) -> str:
    return sight.entry.value(name, getattr(saved, name))


def _failed_rules(judgement: JudgementView) -> list[RuleView]:
    return [rule for rule in judgement.rules if _STATES.get(rule.outcome) == "bad"]


def _failed(judgement: JudgementView) -> int:
    return len(_failed_rules(judgement))


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
    failed, waiting = _failed(case.judgement), case.judgement.count_of("待证明")
    words = [_("{count} 项不通过").format(count=failed)] if failed else []
    words += [_("{count} 项待证明").format(count=waiting)] if waiting else []
    if not words:
        return ""
    head = _("现在不能去签署") if failed else _("可以去签署，还有")
    return f"{head}：{'，'.join(words)}"


def _hint(sight: Sight) -> str:
    case = sight.facts.case
    if case is not None and _over_limit(case):
        return _("按 Ctrl+G 改为可贷额度，或请群众补首付")
    return _("待证明的在签署后查询、或由复核岗核实；Ctrl ↓ 到下一条")
