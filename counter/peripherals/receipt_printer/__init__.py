"""The receipt printer: what a desk asks of one, and what can become of a slip.

Printing cannot be undone and cannot be repeated without a trace: every print has a job id of its
own, a job is never sent twice, and when nobody can say whether paper came out the answer is
UNKNOWN.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from counter.peripherals import PeripheralError
from counter.peripherals.receipt_printer.slip import (
    COLUMNS,
    Align,
    Cut,
    Feed,
    Item,
    Line,
    QrCode,
    Slip,
    clean,
    columns,
    wrap,
)

__all__ = [
    "COLUMNS",
    "Align",
    "Cut",
    "Feed",
    "FontMissing",
    "Item",
    "JobRefused",
    "Line",
    "Outcome",
    "Paper",
    "PrintResult",
    "PrinterStatus",
    "Problem",
    "QrCode",
    "ReceiptPrinter",
    "Slip",
    "clean",
    "columns",
    "wrap",
]


class Problem(StrEnum):
    """Why a printer does not print; the value is the sentence for the screen."""

    PAPER_OUT = "打印机缺纸。装好纸后按打印键补打，号码不变。"
    COVER_OPEN = "打印机上盖没有合好。合上后按打印键补打，号码不变。"
    CUTTER = "打印机切刀卡住。请关机取出卡纸，开机后按打印键补打，号码不变。"
    OVERHEATED = "打印头过热。请等一分钟后按打印键补打，号码不变。"
    BROKEN = "打印机有故障，需要报修。请换一台打印机或手工填写。"
    OFFLINE = "打印机处于脱机状态。请按打印机上的联机键后再打印。"
    ABSENT = "没有找到打印机。请检查电源和连接线后再打印，或换一台打印机。"
    IN_USE = "打印机的串口被其他程序占用。请关闭占用它的程序后再打印。"
    NOT_ALLOWED = "本机账号没有使用打印机端口的权限。请让管理员开通串口权限后再打印。"
    NO_FONT = "有字打印机没有，本机也缺少能画出它的中文字体。请让管理员安装字体后再打印。"
    CANNOT_TELL = "不能确定打印是否完成。请看一下出纸口：已打印出来了吗？"


class Paper(StrEnum):
    """What the paper sensors say."""

    ENOUGH = "纸够"
    NEAR_END = "纸将用完"
    OUT = "缺纸"
    UNKNOWN = "未知"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What the printer says about itself; `is_known` is false when it does not answer properly."""

    is_known: bool
    problem: Problem | None = None
    paper: Paper = Paper.UNKNOWN

    @property
    def is_ready(self) -> bool:
        """Whether a slip sent now would be printed."""
        return self.is_known and self.problem is None


class Outcome(StrEnum):
    """What became of a job."""

    PRINTED = "printed"
    #: Nothing, or not all, came out; the paper may hold a torn beginning.
    FAILED = "failed"
    #: Bytes went out and nobody can say whether they were printed: ask the clerk.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrintResult:
    """The end of one job: the outcome, and the reason when it is not PRINTED."""

    job_id: str
    outcome: Outcome
    problem: Problem | None = None
    paper: Paper = Paper.UNKNOWN

    @property
    def sentence(self) -> str:
        """The words for the screen; empty after a good print."""
        return "" if self.problem is None else self.problem.value


class JobRefused(PeripheralError):
    """This job's bytes went out before; a second copy needs a job id of its own and 补打 on it."""

    code = "job-refused"
    happened = "这张单据已经送去打印过一次。"
    next_step = "没有打出来的，请用补打。"


class FontMissing(PeripheralError):
    """A character must be drawn and no font on this machine has it."""

    code = "font-missing"
    happened = "有字{device}没有，本机也缺少能画出它的中文字体。"
    next_step = "请让管理员安装字体后再打印。"


class ReceiptPrinter(Protocol):
    """A printer for slips; every call blocks until done and one thread makes all calls."""

    def print_slip(self, job_id: str, slip: Slip) -> PrintResult:
        """Print and say what became of it; raises JobRefused and nothing else."""
        ...

    def status(self) -> PrinterStatus:
        """Ask the printer how it is; an absent printer is a status too."""
        ...

    def close(self) -> None:
        """Let go of the port; the next call connects again."""
        ...
