"""Was here before (来过): what was told at an earlier visit, beside what is asked for now."""

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.words import short_day
from counter.windows.screen import Card
from counter.workflows.clock import hall_day


def added_items(facts: Facts) -> frozenset[str]:
    """Materials asked for now that the earlier notice lacked: a breach, unless the list changed."""
    if facts.earlier is None or facts.content is None:
        return frozenset()
    told = {row["id"] for row in facts.earlier.content.materials}
    return frozenset(row["id"] for row in facts.content.materials if row["id"] not in told)


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
