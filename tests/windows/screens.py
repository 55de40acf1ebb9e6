"""Screens with good defaults and hard content: long names, errors, greyed verbs."""

from typing import Any

from counter.windows.screen import (
    CallPanel,
    Card,
    CardLine,
    Choice,
    ClockLine,
    ConsentsPage,
    Deadline,
    DeskScreen,
    Field,
    IdentityPage,
    IdlePage,
    LimitBar,
    LimitView,
    LoanPage,
    MaterialRow,
    MatterPage,
    Message,
    NoticePage,
    OfferedText,
    OutageCard,
    OutagePage,
    Page,
    PlanColumn,
    QueueRow,
    RatingPage,
    Row,
    RuleLine,
    Segment,
    Signer,
    StatusRow,
    Step,
    SubmitPage,
    Verb,
)

LONG_NAME = "阿卜杜热合曼·买买提依明江·吾"
LONG_ADDRESS = (
    "某某省某某市某某区某某街道办事处某某社区幸福大道与和谐路交叉口"
    "向东一百米路北锦绣家园三期十二号楼二单元"
)
VERBS = (
    Verb("call_next", "呼叫下一位", "F2", style="main"),
    Verb("recall", "重呼", "F3", enabled=False, why="还没有叫号"),
    Verb("miss", "过号", "F4", enabled=False),
    Verb("start", "开始办理", "F5", enabled=False),
    Verb("hold", "挂起转号", "F6", enabled=False),
    Verb("finish", "结束服务并请评价", "F12", enabled=False),
    Verb("undo", "撤销上一步", "Shift F2", enabled=False),
)
TITLES = ["身份核验", "事项情形", "一次性告知", "贷款受理", "配偶授权", "面签提交", "评价办结"]


def a_desk(page: Page | None = None, **changes: Any) -> DeskScreen:
    """A desk in the middle of a visit."""
    values: dict[str, Any] = {
        "window_no": 5,
        "window_kind": "综合窗口",
        "window_state": "正常叫号",
        "clerk": "许清和 0512",
        "role": "柜员",
        "call": CallPanel("正在办理", "A047", "新房贷款·期房·夫妻 2 人", VERBS),
        "queue": tuple(Row((f"A04{n}", "新房贷款"), "35 分") for n in range(5)),
        "queue_title": "接下来 24 人",
        "steps": tuple(
            Step(title, "未开始", "current" if n == 3 else "open") for n, title in enumerate(TITLES)
        ),
        "page": page or an_idle_page(),
        "still_open": "已核 2  缺 1",
        "hint": "缺第 4 项：打印告知单后可结束",
        "actions": (
            Verb("print", "打印告知单", "F9"),
            Verb("step_done", "完成本步", "Ctrl ↵", style="next"),
        ),
        "cards": (
            Card(
                LONG_NAME,
                "371799 19850615 0016",
                "人证一致（目视）",
                "done",
                (("手机", "13800000000"), ("缴至 / 连续", "2026-10 / 62 个月")),
                active=True,
                role="借款人",
                detail="男 41 岁",
                note="数据截至 11-22 日终",
            ),
            Card("周若岚", LONG_ADDRESS, "待核验", "warn", (("余额", "31,420.55"),), role="配偶"),
            Card(
                "件 W07-000123",
                chip="已受理",
                lines=(CardLine("locked", LONG_ADDRESS, "等签字"),),
                deadlines=(Deadline("承诺 超 1 个工作日", "bad"), Deadline("法定 12-08")),
            ),
        ),
        "status": (Segment("● 中心已连接"), Segment("打印机 缺纸", "bad")),
        "saved": "✓ 已保存 10:33:05",
    }
    return DeskScreen(**{**values, **changes})


def an_idle_page() -> IdlePage:
    """Eight people waiting."""
    rows = tuple(
        QueueRow(str(n), f"A05{n}", "贷款", "新房贷款・期房", "09:58", "28 分", is_late=n < 4)
        for n in range(8)
    )
    return IdlePage("A047", "新房贷款・期房", "已等 28 分", rows, "还有 9 人", "10:41 的数")


def an_outage_page() -> OutagePage:
    """Three cards and a save that waits."""
    card = OutageCard("先存本机，恢复后继续", "不受影响", ("提交复核：恢复后进复核",), "off")
    return OutagePage(
        (card, card, card), "等待上传 7 笔", "最早 10:44", (StatusRow("签署", word="已存本机"),)
    )


def a_signer(**changes: Any) -> Signer:
    """The spouse, card on the reader, the second of five texts on the table."""
    words = ("已签 10:40", "请本人签", "未签", "不同意 10:41", "已撤回 10:42")
    states = ("done", "act", "", "bad", "warn")
    marks = ("signed", "act", "open", "bad", "warn")
    values: dict[str, Any] = {
        "role": "配偶",
        "name": LONG_NAME,
        "person": "女 39 岁",
        "number": "371799 19870922 0029",
        "line": "证件在读卡器上，正在签署",
        "line_state": "act",
        "rows": tuple(
            StatusRow("个人征信查询及报送授权书", "用途：本次贷款・2026-07 版", *row)
            for row in zip(words, states, marks, strict=True)
        ),
        "current": 1,
        "active": True,
        "field_title": "请本人签第 2 份",
        "field_note": "摘要 7c1e…b2",
        "can_sign": True,
    }
    return Signer(**{**values, **changes})


def a_consents_page(**changes: Any) -> ConsentsPage:
    """Two people, one of them locked with a signature shown."""
    seen = (((0, 0, 512, 0), (80, 40, 512, 9), (160, 5, 512, 20)),)
    borrower = a_signer(
        role="借款人",
        line="已锁定：请本人放上身份证，按 F7",
        line_state="",
        current=-1,
        active=False,
        field_title="签名样（第 5 份）",
        field_note="10:39:48・摘要 a41f…09",
        strokes=seen,
        can_sign=False,
        foot="5 份已签，每份各有签名",
    )
    values: dict[str, Any] = {
        "title": "配偶签署・逐人逐份",
        "hint": "读卡器上是谁的证件，就只能签谁的。",
        "signers": (borrower, a_signer()),
        "offered": OfferedText(
            "按月冲还贷（可选）", "双方都签才生效", "加入签署", "Ctrl B", False, True
        ),
        "on_table": "spouse 7c1e",
    }
    return ConsentsPage(**{**values, **changes})


def a_loan_page(**changes: Any) -> LoanPage:
    """A judged loan: one rule of each outcome, four ceilings, both plans."""
    names = ("amount", "months", "method", "rate", "home_price", "down_payment")
    rules = (
        RuleLine("账户状态", "", "done", "借款人 01 正常", "中心办法・2026-07"),
        RuleLine("征信", "待证明", "warn", "借款人尚未查询", "征信业管理条例", "签字后查询"),
        RuleLine(
            "申请额度", "不通过", "bad", f"超出可贷额度{LONG_ADDRESS}", "示例", "改为上限", "Ctrl G"
        ),
    )
    bars = tuple(
        LimitBar(name, value, share, is_least=nth == 0)
        for nth, (name, value, share) in enumerate(
            (("余额 × 10・最小", "496,566.50", 0.44), ("还款能力", "1,140,638.79", 1.0))
        )
    )
    plans = tuple(
        PlanColumn(name, "2,652.55", "2,652.16", "140,611.61", ((0, first), (20, last)), chosen)
        for name, first, last, chosen in (
            ("等额本息", 2652.55, 2652.16, True),
            ("等额本金", 3141.34, 2070.35, False),
        )
    )
    values = {
        "money": tuple(Field(name, "申请金额（元）", "500000.00") for name in names),
        "home": tuple(Field(f"h{n}", "房屋坐落", LONG_ADDRESS) for n in range(8)),
        "home_line": f"期房・首套・{LONG_ADDRESS}",
        "counts": (("不通过 1", "bad"), ("待证明 1", "warn"), ("通过 1", "done")),
        "rows": rules,
        "limit": LimitView("496,000.00", "申请 500,000.00", 0.45, is_over=True, bars=bars),
        "plans": plans,
        "plan_line": "496,000 元・240 期",
    }
    return LoanPage(**{**values, **changes})


def a_checklist() -> tuple[MaterialRow, ...]:
    """A row of every state."""
    states = (("待核", "open"), ("缺", "bad"), ("原件已核", "done"), ("免交", "waived"))
    rows = [
        MaterialRow(
            str(nth), f"材料{LONG_ADDRESS}", LONG_ADDRESS, word, state, "10:29", "上次没告知"
        )
        for nth, (word, state) in enumerate(states, 1)
    ]
    signed = MaterialRow("5", "贷款申请表", "借款人・当场签", "当场签", "act", can_mark=False)
    return (*rows, signed)


def every_page() -> tuple[Page, ...]:
    """One hard example of every page."""
    fields = tuple(Field(f"f{n}", "房屋坐落", LONG_ADDRESS, "元") for n in range(8))
    return (
        an_idle_page(),
        IdlePage("", "没有人在等", "", (), empty="有人取号，这里会马上出现。"),
        an_outage_page(),
        IdentityPage(
            "请把身份证放在读卡器上，按 F7 读取",
            (("姓名", LONG_NAME), ("住址", LONG_ADDRESS)),
            Field("number", "证件号码", "37179", error="证件号码长度不对。请输入 18 位。"),
            Field("name", "姓名"),
            same_person=False,
            can_compare=True,
        ),
        MatterPage(
            Choice("business", "办理事项", (("L01", "新建商品房贷款"),), "L01"),
            (Choice("marital", "婚姻状况", (("m", "已婚"), ("s", "未婚"))),),
        ),
        NoticePage(
            "新建商品房贷款・材料清单",
            "告知单 W07-000123・2026-07-01 版・只收原件",
            ("期房", "已婚", "本市缴存"),
            a_checklist(),
            Field("note_L01-2", "第 2 项缺什么、谁来补（回车保存）", LONG_ADDRESS),
        ),
        LoanPage(fields[:6], fields, "", (), (), hint="填好房屋和金额，按 Ctrl+R 判断。"),
        a_loan_page(),
        a_consents_page(),
        SubmitPage(
            "面签提交・W07-000123",
            LONG_ADDRESS,
            tuple(StatusRow(title, LONG_ADDRESS, "已办 11-23", "done", "done") for title in "abcd"),
            (
                ClockLine(Deadline("承诺 2027-01-04 暂估", "dashed"), LONG_ADDRESS, True),
                ClockLine(Deadline("法定 12-08"), "受理后 15 日", False),
            ),
            (StatusRow("受理凭证", "W07-000123・打印 1 次", "没有打出", "bad", "bad", "F9"),),
            (StatusRow("还有 3 份没有签", LONG_ADDRESS, "去第 5 步", "bad", "bad", "Ctrl 5"),),
            Field("opinion", "初审意见"),
        ),
        RatingPage(
            "请群众评价",
            "评价器上已显示评价页。",
            (StatusRow(LONG_ADDRESS, "件 W07-000123", "还没有结果", "bad", "bad", "Ctrl 6"),),
        ),
    )


A_MESSAGE = Message("告知单没有打出来：打印机缺纸。", "装好纸后按 F9 补打，号码不变。")
