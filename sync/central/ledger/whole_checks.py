"""What only the whole file shows: twins, couples that do not match, several days."""

import datetime as dt

from sync.central.ledger import cell_checks
from sync.central.ledger.refusals import Fault
from sync.central.ledger.row_checks import Entry


class WholeFile:
    """Remembers the rows seen; ``note`` each, ask ``couples`` at the end."""

    def __init__(self) -> None:
        self.count = 0
        self.as_of: dt.date | None = None
        self._documents: dict[tuple[str, str], int] = {}
        self._accounts: dict[str, int] = {}
        # Document number -> row, spouse's number, marital code.
        self._people: dict[str, tuple[int, str | None, str]] = {}

    def note(self, entry: Entry) -> list[Fault]:
        """Remember a good row; gives what is wrong with it beside the earlier ones."""
        self.count += 1
        self.as_of = self.as_of or entry.as_of
        faults = []
        twin = self._documents.setdefault((entry.doc_type, entry.doc_number), entry.row)
        if twin != entry.row:
            faults.append(Fault(entry.row, "证件号码", f"与第{twin}行重复。"))
        if entry.figures is not None:
            twin = self._accounts.setdefault(entry.figures.account_no, entry.row)
            if twin != entry.row:
                faults.append(Fault(entry.row, "个人账号", f"与第{twin}行重复。"))
        if entry.as_of != self.as_of:
            faults.append(Fault(entry.row, "数据截至", "与第一位的不同，一个文件只能有一个日期。"))
        self._people[entry.doc_number] = (entry.row, entry.spouse_doc_number, entry.marital)
        return faults

    def couples(self) -> list[Fault]:
        """Spouses who do not name each other, in order of rows."""
        named: dict[str, int] = {}
        faults = []
        for number, (row, spouse, _) in self._people.items():
            if spouse is None:
                continue
            first = named.setdefault(spouse, row)
            sentence = self._mismatch(number, spouse)
            if first != row:
                sentence = f"与第{first}行填了同一位配偶。"
            if sentence:
                faults.append(Fault(row, "配偶证件号码", sentence))
        return faults

    def _mismatch(self, number: str, spouse: str) -> str:
        if spouse == number:
            return "不能是本人。"
        if spouse not in self._people:
            return ""
        row, theirs, marital = self._people[spouse]
        if theirs not in (None, number):
            return f"第{row}行是这位配偶，但填的配偶不是本行。"
        if marital in cell_checks.UNMARRIED:
            return f"第{row}行是这位配偶，但婚姻状况不是已婚。"
        return ""
