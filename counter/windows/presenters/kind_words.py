"""What a save was, in the clerk's words: one for every kind a desk saves."""

from counter.i18n import _

_WORDS = {
    "audit.observe": "登录、查看记录",
    "shift.open": "开窗",
    "shift.close": "窗口日结",
    "ticket.call": "叫号",
    "ticket.miss": "过号",
    "visit.open": "开始办理",
    "visit.identify": "核对身份",
    "visit.close": "结束服务",
    "citizen.take_in": "建档",
    "matter.open": "选事项",
    "matter.answer": "选情形",
    "material.check": "核对材料",
    "scan.capture": "扫描材料",
    "notice.tell": "一次性告知",
    "slip.print": "打印单据",
    "loan_intake.take_in": "贷款受理录入",
    "loan_intake.enter": "录入房屋和金额",
    "loan_intake.judge": "规则判断",
    "loan_intake.accept": "受理",
    "loan_intake.end_signing": "面签结束",
    "loan_intake.submit": "初审并提交复核",
    "loan_intake.void": "作废",
    "ticket.undo": "撤销叫号或过号",
    "visit.hold": "挂起",
    "visit.resume": "接着办",
    "consent.print": "打印签署页",
    "promise.make": "登记待办承诺",
    "promise.tell": "承诺已告知群众",
    "drill.start": "发起断网演练",
    "parked.decide": "核对后定一边",
    "parked.merge": "核对后逐栏合并",
    "consent.sign": "签署",
    "consent.refuse": "记录不同意",
    "consent.withdraw": "撤回签署",
    "rating.give": "评价（由评价器写入）",
    "rating.reasons": "评价理由（由评价器写入）",
}


def kind_words(kind: str) -> str:
    """The words for a kind; its own name for one this program does not know."""
    return _(_WORDS.get(kind, kind))
