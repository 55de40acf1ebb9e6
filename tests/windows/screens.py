"""Screens with good defaults and hard content: long names, errors, greyed verbs."""

from typing import Any

from counter.windows.screen import (
    CallPanel,
    Card,
    Choice,
    ConsentsPage,
    DeskScreen,
    Field,
    IdentityPage,
    IdlePage,
    LoanPage,
    MatterPage,
    Message,
    NoticePage,
    Page,
    RatingPage,
    Row,
    Segment,
    Signer,
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
            Card(f"借款人 {LONG_NAME}", "371799 19850615 0016", "已读证", "done"),
            Card("配偶 周若岚", LONG_ADDRESS, "待读证", "warn", (("余额", "31,420.55"),)),
        ),
        "status": (Segment("● 中心已连接"), Segment("打印机 缺纸", "bad")),
        "saved": "✓ 已保存 10:33:05",
    }
    return DeskScreen(**{**values, **changes})


def an_idle_page() -> IdlePage:
    """Eight people waiting."""
    rows = tuple(Row((str(n), f"A05{n}", "贷款", ""), "28 分") for n in range(8))
    return IdlePage("A047", "新房贷款·期房", rows)


def every_page() -> tuple[Page, ...]:
    """One hard example of every page."""
    fields = tuple(Field(f"f{n}", "房屋坐落", LONG_ADDRESS, "元") for n in range(8))
    return (
        an_idle_page(),
        IdlePage("", "现在没有人等候", (), "有人取号后会显示在这里"),
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
            "期房・已婚・本市缴存",
            tuple(Row((str(n), "居民身份证", "借款人"), "待核") for n in range(16)),
        ),
        LoanPage(
            fields,
            fields[:3],
            "不通过 1",
            tuple(Row(("连续缴存", "62 ≥ 6", "条例"), "不通过", "bad") for _ in range(9)),
        ),
        ConsentsPage(
            (
                Signer("借款人 孟庆禾", "已签完", (Row(("征信",), "已签", "done"),), -1, False),
                Signer(f"配偶 {LONG_NAME}", "请签", (Row(("征信",), "请本人签", "act"),), 0, True),
            ),
            "个人征信查询及报送授权书",
            "一、本人同意。\n" * 30,
            "文本 2026-03 版",
            can_sign=True,
        ),
        SubmitPage((("借款人", LONG_NAME),), Field("opinion", "意见"), "承诺 12-07"),
        RatingPage("请群众评价", "评价器上已显示评价页。"),
    )


A_MESSAGE = Message("告知单没有打出来：打印机缺纸。", "装好纸后按 F9 补打，号码不变。")
