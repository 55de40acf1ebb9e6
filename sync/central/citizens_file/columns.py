"""The documented columns of the file, and what is said about a file that is not so."""

from dataclasses import dataclass
from typing import Final

DOC_TYPE: Final = "证件类型"
DOC_NUMBER: Final = "证件号码"
NAME: Final = "姓名"
SEX: Final = "性别"
BIRTH_DATE: Final = "出生日期"
MARITAL: Final = "婚姻状况"
SPOUSE: Final = "配偶证件号码"
PHONE: Final = "手机号"
EMPLOYER: Final = "单位"
ACCOUNT_NO: Final = "个人账号"
STATUS: Final = "账户状态"
BASE: Final = "缴存基数"
BALANCE: Final = "余额"
MONTHS: Final = "连续缴存月数"
PAID_THROUGH: Final = "缴至年月"
OPEN_LOANS: Final = "未结清贷款笔数"
AS_OF: Final = "数据截至"

COLUMNS: Final = (
    DOC_TYPE,
    DOC_NUMBER,
    NAME,
    SEX,
    BIRTH_DATE,
    MARITAL,
    SPOUSE,
    PHONE,
    EMPLOYER,
    ACCOUNT_NO,
    STATUS,
    BASE,
    BALANCE,
    MONTHS,
    PAID_THROUGH,
    OPEN_LOANS,
    AS_OF,
)
ACCOUNT_COLUMNS: Final = (STATUS, BASE, BALANCE, MONTHS, PAID_THROUGH, OPEN_LOANS)

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 100
MOST_ERRORS: Final = 20


@dataclass(frozen=True)
class RowError:
    """One thing wrong: where, and why; never the value itself. Row 0 is the file as a whole."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        if self.row == 0:
            return self.reason
        place = f"第{self.row}行" + (f"「{self.column}」" if self.column else "")
        return f"{place}：{self.reason}"


class FileRefused(Exception):
    """The file is refused whole; nothing of it was imported."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        """Keep the first errors, at most 20."""
        super().__init__("\n".join(map(str, errors[:MOST_ERRORS])))
        self.errors = errors[:MOST_ERRORS]


def refused(reason: str) -> FileRefused:
    """A refusal of the file as a whole."""
    return FileRefused((RowError(0, "", reason),))
