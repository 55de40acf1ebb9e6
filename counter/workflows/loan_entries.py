"""What a clerk types of home and money, checked field by field; nothing is guessed or rounded."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from counter.i18n import _
from counter.rules.amounts import parse_amount
from counter.rules.dates import parse_date
from counter.rules.instalments import Method
from counter.workflows.refusals import Entries, FieldProblem, Refused

HOME_KINDS = {"pre": "新房（期房）", "ready": "新房（现房）"}
HOME_ORDERS = {"first": "首套", "second": "二套"}
METHODS = {Method.EQUAL_INSTALMENT.code: "等额本息", Method.EQUAL_PRINCIPAL.code: "等额本金"}
_MONTHS = re.compile(r"[1-9][0-9]{0,3}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class HomeTyped:
    """The home as typed; an empty text is not known yet."""

    home_kind: str = ""
    home_order: str = ""
    home_address: str = ""
    home_area: str = ""
    home_price: str = ""
    contract_no: str = ""
    contract_filed_on: str = ""
    down_payment: str = ""
    presale_permit: str = ""
    seller: str = ""


@dataclass(frozen=True)
class MoneyTyped:
    """What is asked for, as typed."""

    amount: str = ""
    months: str = ""
    method: str = Method.EQUAL_INSTALMENT.code


@dataclass(frozen=True)
class HomeEntry:
    """The home as checked; field names are the case's columns."""

    home_kind: str
    home_order: str
    home_address: str = field(repr=False)
    home_area: Decimal | None
    home_price: Decimal
    contract_no: str | None
    contract_filed_on: dt.date | None
    down_payment: Decimal | None
    presale_permit: str | None
    seller: str | None


@dataclass(frozen=True)
class MoneyEntry:
    """What is asked for, as checked; field names are the case's columns."""

    amount: Decimal
    months: int
    method: str


def check_home(typed: HomeTyped, today: dt.date) -> HomeEntry:
    """Check the home; raises ``Refused`` with every field that does not hold."""
    form = _Form()
    entry = HomeEntry(
        home_kind=form.choice("home_kind", typed.home_kind, HOME_KINDS),
        home_order=form.choice("home_order", typed.home_order, HOME_ORDERS),
        home_address=form.text("home_address", typed.home_address, 200, needed=True) or "",
        home_area=form.area("home_area", typed.home_area),
        home_price=form.amount("home_price", typed.home_price, needed=True) or Decimal(0),
        contract_no=form.text("contract_no", typed.contract_no, 60),
        contract_filed_on=form.past_day("contract_filed_on", typed.contract_filed_on, today),
        down_payment=form.amount("down_payment", typed.down_payment),
        presale_permit=form.text("presale_permit", typed.presale_permit, 60),
        seller=form.text("seller", typed.seller, 100),
    )
    form.entries.settle("loan.home")
    return entry


def check_money(typed: MoneyTyped) -> MoneyEntry:
    """Check amount, months and method; raises ``Refused`` with every field that does not hold."""
    form = _Form()
    entry = MoneyEntry(
        amount=form.amount("amount", typed.amount, needed=True) or Decimal(0),
        months=form.months("months", typed.months),
        method=form.choice("method", typed.method, METHODS),
    )
    form.entries.settle("loan.money")
    return entry


def check_both(home: HomeTyped, money: MoneyTyped, today: dt.date) -> tuple[HomeEntry, MoneyEntry]:
    """Check the whole page; raises ``Refused`` with every wrong field of either."""
    problems: list[FieldProblem] = []
    entries: list[HomeEntry | MoneyEntry] = []
    for check in (partial(check_money, money), partial(check_home, home, today)):
        try:
            entries.append(check())
        except Refused as refused:
            problems += refused.fields
    if problems:
        raise Refused("loan.entries", problems[0].sentence, tuple(problems))
    asked, entered = entries
    assert isinstance(asked, MoneyEntry)
    assert isinstance(entered, HomeEntry)
    return entered, asked


class _Form:
    """Reads the fields of one form and collects what is wrong with them."""

    def __init__(self) -> None:
        self.entries = Entries()

    def choice(self, name: str, value: str, options: dict[str, str]) -> str:
        if value not in options:
            words = "、".join(options.values())
            self.entries.refuse(name, "必选", _("请在“{words}”中选一项。").format(words=words))
        return value

    def text(self, name: str, typed: str, longest: int, needed: bool = False) -> str | None:
        text = typed.strip()
        if not text:
            if needed:
                self.entries.refuse(name, "空", _("这一项还没有填写。请照材料录入。"))
            return None
        if len(text) > longest:
            sentence = _("最多 {count} 个字。请核对后重新录入。").format(count=longest)
            self.entries.refuse(name, "长度", sentence)
        if any(unicodedata.category(char) in _UNSEEN for char in text):
            self.entries.refuse(
                name, "控制字符", _("有看不见的字符。请删除后重新录入，不要从别处粘贴。")
            )
        return text

    def amount(self, name: str, typed: str, needed: bool = False) -> Decimal | None:
        if not typed.strip() and not needed:
            return None
        amount = self.entries.take(name, parse_amount(typed))
        if amount is not None and amount == 0:
            self.entries.refuse(name, "零", _("金额不能是零。请照材料录入。"))
        return amount

    def area(self, name: str, typed: str) -> Decimal | None:
        if not typed.strip():
            return None
        checked = parse_amount(typed)
        if not checked.value or checked.value >= 10_000:
            self.entries.refuse(name, "格式", _("面积请按平方米录入，最多两位小数，如“98.50”。"))
        return checked.value

    def past_day(self, name: str, typed: str, today: dt.date) -> dt.date | None:
        if not typed.strip():
            return None
        day = self.entries.take(name, parse_date(typed, today))
        if day is not None and day > today:
            self.entries.refuse(name, "范围", _("这一天还没有到。请核对后重新录入。"))
        return day

    def months(self, name: str, typed: str) -> int:
        text = typed.strip()
        if not _MONTHS.fullmatch(text):
            self.entries.refuse(name, "格式", _("期数请按月录入整数，如“240”。"))
            return 0
        return int(text)
