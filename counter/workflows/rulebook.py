"""The fund's dated content a desk works by: policy, checklists, consent texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from counter.i18n import _
from counter.policy.hall import OutageWords
from counter.rules.consents import ConsentText
from counter.rules.marital import marital_condition
from counter.rules.materials import Checklist, Checklists, conditions_of
from counter.rules.policy_table import Policy
from counter.workflows.matters import MatterView
from counter.workflows.refusals import Refused

MARITAL_CODES = {"m.single": "10", "m.married": "20", "m.widowed": "30", "m.divorced": "40"}
"""Condition key -> plain GB/T 2261.2 code."""
_HOME_KEYS = ("h.pre", "h.ready")
_ORDER_KEYS = {"first": "first", "second": "second.home"}


@dataclass(frozen=True)
class Rulebook:
    """What applies, each value with its dates; replaced whole when the centre sends overrides."""

    policy: Policy
    checklists: Checklists
    texts: tuple[ConsentText, ...]
    series: Mapping[str, str] = field(default_factory=dict)
    """Letter of a series of tickets -> the class in one word: 贷款."""
    outage: tuple[OutageWords, ...] = ()
    """What is said while the centre is away."""
    decision_reasons: tuple[tuple[str, str], ...] = ()
    """Why one of two versions may be chosen, as codes and words."""

    def checklist(self, matter: MatterView) -> Checklist:
        """The list of a matter's business in force on the day it was opened."""
        return self.checklists.on(matter.business, matter.day)

    def conditions(self, matter: MatterView) -> frozenset[str]:
        """The condition keys the answers of a matter set."""
        return conditions_of(self.checklist(matter), matter.answers)


def checked_answers(checklist: Checklist, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, each with an option of its question; raises ``Refused``."""
    options = {
        question.id: {one.id for one in question.options} for question in checklist.questions
    }
    for question, option in answers.items():
        if option not in options.get(question, ()):
            raise Refused(
                "matter.answer", _("有一个情形的选项已不在清单里。请重新选择情形后继续。")
            )
    return dict(answers)


def refuse_other_marital(conditions: frozenset[str], code: str) -> None:
    """Raise ``Refused`` when a borrower's marital code is not what was answered."""
    _refuse_contradiction(conditions, MARITAL_CODES, marital_condition(code) or "")


def refuse_other_home(conditions: frozenset[str], kind: str, order: str) -> None:
    """Raise ``Refused`` when a home's kind or order is not what was answered."""
    _refuse_contradiction(conditions, _HOME_KEYS, f"h.{kind}")
    _refuse_contradiction(conditions, _ORDER_KEYS.values(), _ORDER_KEYS[order])


def _refuse_contradiction(conditions: frozenset[str], group: Iterable[str], entered: str) -> None:
    answered = conditions.intersection(group)
    if answered and entered not in answered:
        raise Refused(
            "loan.contradicts",
            _("录入的内容与情形选择不一致。请核对后改正录入，或回到第 2 步重选情形并重新告知。"),
        )
