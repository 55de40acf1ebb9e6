"""The fund's dated content a desk works by: policy, checklists, consent texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from counter.i18n import _
from counter.rules.consents import ConsentText
from counter.rules.materials import Checklist, Checklists, conditions_of
from counter.rules.policy_table import Policy
from counter.workflows.matters import MatterView
from counter.workflows.refusals import Refused


@dataclass(frozen=True)
class Rulebook:
    """What applies, each value with its dates; read once at start, replaced whole when the centre sends overrides."""

    policy: Policy
    checklists: Checklists
    texts: tuple[ConsentText, ...]

    def checklist(self, matter: MatterView) -> Checklist:
        """The list of a matter's business in force on the day it was opened."""
        return self.checklists.on(matter.business, matter.day)

    def conditions(self, matter: MatterView) -> frozenset[str]:
        """The condition keys the answers of a matter set."""
        return conditions_of(self.checklist(matter), matter.answers)


def checked_answers(checklist: Checklist, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers, each to a question of the list and with one of its options; raises ``Refused``."""
    options = {
        question.id: {one.id for one in question.options} for question in checklist.questions
    }
    for question, option in answers.items():
        if option not in options.get(question, ()):
            raise Refused(
                "matter.answer", _("有一个情形的选项已不在清单里。请重新选择情形后继续。")
            )
    return dict(answers)


def refuse_contradiction(conditions: frozenset[str], group: Iterable[str], entered: str) -> None:
    """Raise ``Refused`` when an entry says another thing than the answer the notice was made from."""
    answered = conditions.intersection(group)
    if answered and entered not in answered:
        raise Refused(
            "loan.contradicts",
            _("录入的内容与情形选择不一致。请核对后改正录入，或回到第 2 步重选情形并重新告知。"),
        )
