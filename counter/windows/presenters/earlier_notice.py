"""Was here before (来过): what was told at an earlier visit, beside what is asked for now."""

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import short_day
from counter.windows.screen import Card, Field
from counter.workflows.clock import hall_day
from counter.workflows.notices import CHANGED, OMITTED, POLICY, added_since


def added_items(facts: Facts) -> frozenset[str]:
    """Materials asked for now that the earlier notice lacked: a breach, unless the list changed."""
    return frozenset() if facts.content is None else added_since(facts.earlier, facts.content)


def reason_asked(sight: Sight) -> Field | None:
    """Why something was not told before; not asked where another list says it by itself."""
    facts = sight.facts
    added = added_items(facts)
    if not added or facts.earlier is None or facts.content is None:
        return None
    if facts.earlier.content.list_version != facts.content.list_version:
        return None
    given = next((row["added"] for row in facts.content.materials if "added" in row), "")
    label = _("有 {count} 项上次没告知，原因").format(count=len(added))
    options = (
        ("", _("请选择")),
        (CHANGED, _("群众的情况变了")),
        (OMITTED, _("上次没问清，告知遗漏")),
        (POLICY, _("政策调整")),
    )
    return sight.box("added_reason", label, given, options=options)


def earlier_card(facts: Facts) -> Card | None:
    """The card of an earlier notice of the same citizen and business, or nothing."""
    earlier = facts.earlier
    if earlier is None or facts.today is None:
        return None
    added = added_items(facts)
    missing = [
        row["id"]
        for row in earlier.content.materials
        if (check := facts.checks.get(row["id"])) is not None and check.state == "missing"
    ]
    is_same = facts.content is None or facts.content.list_version == earlier.content.list_version
    why = "" if is_same else _("政策调整")
    word = _("没有新增要求") if not added else why or _("上次没告知")
    return Card(
        head=_("来过：{day} 已告知").format(day=short_day(hall_day(earlier.told_at), facts.today)),
        sub=_("告知单 {number}").format(number=earlier.number),
        chip=word,
        chip_state="done" if not added else "warn",
        pairs=(
            (_("当时告知，今天仍缺"), _("{count} 项").format(count=len(missing))),
            (_("当时未告知，今天要"), _("{count} 项").format(count=len(added))),
        ),
    )
