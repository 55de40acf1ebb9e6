"""Columns and their values in the clerk's words, where two versions of one row are compared."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from counter.i18n import _
from counter.windows.presenters.words import money
from counter.workflows.loan_entries import HOME_KINDS, HOME_ORDERS, METHODS
from counter.workflows.machine import STATE_WORDS

TABLES = {
    "citizen": "群众资料",
    "case": "贷款件",
    "party": "当事人",
    "consent": "签署",
    "visit": "接待",
    "ticket": "号",
    "matter": "事项",
    "material_check": "材料核对",
    "scan": "扫描材料",
    "slip": "单据",
    "shift": "班次",
    "hold": "挂起",
    "promise": "待办承诺",
    "drill": "断网演练",
}
_COLUMNS = {
    "state": "状态",
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "nation": "民族",
    "address": "住址",
    "issuer": "签发机关",
    "valid_from": "证件有效期起",
    "valid_to": "证件有效期止",
    "phone": "手机",
    "verification": "核验情况",
    "amount": "申请金额（元）",
    "months": "期数（月）",
    "method": "还款方式",
    "rate": "利率（%）",
    "home_kind": "房屋类别",
    "home_order": "套数",
    "home_address": "房屋坐落",
    "home_area": "建筑面积（㎡）",
    "home_price": "总价（元）",
    "down_payment": "首付款（元）",
    "contract_no": "合同编号",
    "contract_filed_on": "备案日期",
    "presale_permit": "预售许可证号",
    "seller": "售房单位",
    "applicant": "申请人",
    "accepted_on": "受理日期",
    "signed_on": "面签结束日期",
    "submitted_at": "提交时间",
    "judgement": "判断结果",
    "marital": "婚姻状况",
    "employer": "工作单位",
    "account_no": "公积金账号",
    "deposit_base": "缴存基数（元）",
    "balance": "账户余额（元）",
    "consecutive_months": "连续缴存（月）",
    "paid_through": "缴至",
    "answers": "情形",
    "window_no": "窗口",
    "note": "说明",
    "citizen_id": "办理人",
    "closed_at": "结束时间",
    "decided_at": "时间",
}
_MONEY = frozenset({"amount", "home_price", "down_payment", "deposit_base", "balance"})
_CODES: Mapping[str, Mapping[str, str]] = {
    "home_kind": HOME_KINDS,
    "home_order": HOME_ORDERS,
    "method": METHODS,
    "sex": {"1": "男", "2": "女"},
    "verification": {"verified": "已核验", "to_verify": "待核验"},
}


def column_word(column: str) -> str:
    """The words of a column; its own name for one this program does not name."""
    return _(_COLUMNS.get(column, column))


def value_words(table: str, column: str, value: Any) -> str:
    """A value in wire form as a clerk reads it."""
    if value is None or value == "":
        return _("（空）")
    if column == "state":
        return _(STATE_WORDS.get(table, {}).get(str(value), str(value)))
    if column in _MONEY:
        return money(Decimal(str(value)))
    if isinstance(value, (dict, list)):
        return _("（内容不同）")
    return _(_CODES.get(column, {}).get(str(value), str(value)))
