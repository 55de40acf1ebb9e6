"""Moves rows along their life cycle; what it does not know becomes a sentence for the clerk."""

from collections.abc import Mapping
from typing import Any

from counter.i18n import _
from counter.store.life_cycles import NotInLifeCycle, after
from counter.workflows.refusals import Refused

STATE_WORDS: Mapping[str, Mapping[str, str]] = {
    "shift": {"open": "在岗", "closed": "已关窗"},
    "ticket": {
        "called": "已呼叫",
        "serving": "正在办理",
        "missed": "过号",
        "abandoned": "弃号",
        "waiting": "已退回等候",
        "held": "挂起",
        "finished": "已结束服务",
    },
    "visit": {"open": "正在办理", "held": "挂起", "closed": "已结束服务"},
    "matter": {
        "open": "正在办理",
        "handled": "已办",
        "told": "已告知",
        "refused": "不予受理",
        "referred": "已引导",
    },
    "case": {
        "taken_in": "已录入",
        "accepted": "已受理",
        "signed": "面签已结束",
        "second_review": "等待复核",
        "final_review": "等待终审",
        "approved": "已通过",
        "returned": "已退回",
        "refused": "不予贷款",
        "void": "已作废",
    },
    "consent": {"signed": "已签", "refused": "不同意", "withdrawn": "已撤回"},
    "material_check": {"seen": "原件已核", "waived": "免交", "missing": "缺"},
    "promise": {"open": "没有告知", "told": "已告知"},
    "slip": {
        "issued": "未打印",
        "printing": "正在打印",
        "printed": "已打印",
        "failed": "没有打出",
        "unknown": "不知是否打出",
    },
}
_NOUNS = {
    "shift": "本窗口",
    "ticket": "这个号",
    "visit": "这位群众",
    "matter": "这个事项",
    "case": "这个件",
    "consent": "这份文书",
    "material_check": "这项材料",
    "promise": "这条承诺",
    "slip": "这张单子",
}


def state_word(table: str, state: str) -> str:
    """The word on screen for a state."""
    return _(STATE_WORDS[table][state])


def move(table: str, row: Any, event: str) -> None:
    """Set the state a row has after ``event``; raises ``Refused`` when there is none."""
    row.state = moved(table, row.state, event)


def moved(table: str, state: str, event: str) -> str:
    """The state after ``event``; raises ``Refused`` naming the present state."""
    try:
        return after(table, state, event)
    except NotInLifeCycle:
        noun, word = _(_NOUNS[table]), state_word(table, state)
        raise Refused(
            f"{table}.{event}",
            _("{noun}现在是“{word}”，不能做这一步。请刷新后按当前状态继续。").format(
                noun=noun, word=word
            ),
        ) from None
