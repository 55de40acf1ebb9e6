"""``counter rules``: the policy calculator an administrator uses after changing a table.

The same pure rules as the desk. Exit status: 0 for yes or a value, 1 for no, 2 for a question that
cannot be understood, with one sentence on standard error.
"""

import argparse
import datetime as dt
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter.cli import CommandFailed
from counter.policy import PolicyError, calculator
from counter.policy.calculator import Answer, NoAnswer
from counter.rules.amounts import parse_amount
from counter.rules.eligibility import LoanFacts
from counter.rules.instalments import HIGHEST_PERCENT, LONGEST_SCHEDULE, Method, Terms
from counter.rules.plain_values import BadFacts, from_plain
from counter.workflows.clock import hall_day

LARGEST_FILE = 256 * 1024
_YEARS = (1900, 2200)
_NO = {"valid": False, "refused": True}
"""Fields of an answer that make it a no."""


class NotUnderstood(CommandFailed):
    """The question is not well formed."""

    status = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the questions and their options."""
    asks = parser.add_subparsers(dest="ask", required=True, metavar="QUESTION")

    def question(name: str, words: str) -> argparse.ArgumentParser:
        child = asks.add_parser(name, help=words, description=words)
        child.add_argument("--json", action="store_true", help="one JSON document")
        return child

    question("identity", "does an identity number hold").add_argument("number", metavar="N")
    question("credit-code", "does a credit code hold").add_argument("code", metavar="C")
    clock = question("deadline", "both deadlines of a loan")
    clock.add_argument("--signed", required=True, metavar="D", help="end of face-signing")
    clock.add_argument("--accepted", metavar="D", help="acceptance (default: as signed)")
    plan = question("instalment", "what is repaid each month")
    plan.add_argument("--principal", required=True, metavar="YUAN")
    plan.add_argument("--rate", required=True, metavar="PERCENT", help="a year, as 3.25")
    plan.add_argument("--months", required=True, metavar="N")
    plan.add_argument("--method", required=True, metavar="M", help=" or ".join(Method))
    rate = question("loan-rate", "the rate of a loan disbursed on a day")
    rate.add_argument("--on", required=True, metavar="D")
    rate.add_argument("--months", required=True, metavar="N")
    rate.add_argument("--home", required=True, metavar="H", help="first or second")
    rows = question("materials", "what is to be brought")
    rows.add_argument("business", metavar="BUSINESS", help="a code, as L01")
    rows.add_argument("--with", dest="conditions", nargs="*", default=[], metavar="COND")
    rows.add_argument("--on", metavar="D", help="the day asked for (default: today)")
    facts = question("eligibility", "one row per rule for the application in a file")
    facts.add_argument("file", type=Path, metavar="FILE.json", help="docs/how-to/check-a-rule.md")


def run(options: argparse.Namespace) -> int:
    """Answer; the status is 1 for a no."""
    try:
        answer = _ANSWERS[options.ask](options)
    except NoAnswer as nothing:
        raise NotUnderstood(str(nothing)) from None
    except PolicyError as broken:
        raise CommandFailed(f"政策文件有错：{broken}。请改正后再问。") from None
    sys.stdout.write(_as_json(answer) if options.json else _as_text(answer))
    return int(any(answer.get(name) is no for name, no in _NO.items()))


def _identity(options: argparse.Namespace) -> Answer:
    return calculator.identity(options.number, _today())


def _credit_code(options: argparse.Namespace) -> Answer:
    return calculator.credit_code(options.code)


def _deadline(options: argparse.Namespace) -> Answer:
    signed_on = _day("--signed", options.signed)
    accepted_on = signed_on if options.accepted is None else _day("--accepted", options.accepted)
    if accepted_on > signed_on:
        raise NotUnderstood("受理日不能晚于面签结束日。请核对 --accepted 和 --signed。")
    return calculator.deadline(signed_on, accepted_on)


def _instalment(options: argparse.Namespace) -> Answer:
    if options.method not in set(Method):
        raise NotUnderstood(f"--method 应为 {' 或 '.join(Method)}。")
    terms = Terms(
        principal=_money("--principal", options.principal),
        percent=_rate("--rate", options.rate),
        months=_months(options.months),
        method=Method(options.method),
    )
    return calculator.instalment(terms)


def _loan_rate(options: argparse.Namespace) -> Answer:
    if options.home not in ("first", "second"):
        raise NotUnderstood("--home 应为 first（首套）或 second（二套）。")
    return calculator.loan_rate(_day("--on", options.on), _months(options.months), options.home)


def _materials(options: argparse.Namespace) -> Answer:
    day = _today() if options.on is None else _day("--on", options.on)
    return calculator.material_rows(options.business, frozenset(options.conditions), day)


def _eligibility(options: argparse.Namespace) -> Answer:
    try:
        return calculator.eligibility(from_plain(LoanFacts, _read(options.file)))
    except BadFacts as bad:
        raise NotUnderstood(str(bad)) from None
    except LookupError:
        raise NotUnderstood("这一天还没有政策或利率。请换受理日期，或先补政策表。") from None


_ANSWERS = {
    "identity": _identity,
    "credit-code": _credit_code,
    "deadline": _deadline,
    "instalment": _instalment,
    "loan-rate": _loan_rate,
    "materials": _materials,
    "eligibility": _eligibility,
}


def _read(file: Path) -> Any:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError:
        raise NotUnderstood("文件打不开。请检查文件名和权限。") from None
    if len(data) > LARGEST_FILE:
        raise NotUnderstood("文件超过 256 KB，不像是一件贷款申请。请检查文件。")
    try:
        return json.loads(data.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotUnderstood("文件不是 UTF-8 的 JSON。请对照说明里的例子改正。") from None


def _no_number(_text: str) -> None:
    raise ValueError


def _day(name: str, text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text) if text.isascii() and len(text) == 10 else None
    except ValueError:
        day = None
    if day is None or not _YEARS[0] <= day.year <= _YEARS[1]:
        raise NotUnderstood(f"{name} 应为真实的日期，如 2026-11-23。")
    return day


def _money(name: str, text: str) -> Decimal:
    checked = parse_amount(text)
    if checked.value is None or checked.value <= 0:
        raise NotUnderstood(f"{name} 应为大于零的金额，最多两位小数，如 400000.00。")
    return checked.value


def _rate(name: str, text: str) -> Decimal:
    whole, _dot, places = text.partition(".")
    digits = f"{whole}{places}"
    is_plain = text.isascii() and digits.isdigit() and whole and len(places) <= 4
    if not is_plain or Decimal(text) > HIGHEST_PERCENT:
        raise NotUnderstood(f"{name} 应为百分数，如 3.25，在 0 到 100 之间。")
    return Decimal(text)


def _months(text: str) -> int:
    months = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    if not 1 <= months <= LONGEST_SCHEDULE:
        raise NotUnderstood(f"--months 应为 1 到 {LONGEST_SCHEDULE} 的整数。")
    return months


def _today() -> dt.date:
    return hall_day(dt.datetime.now(dt.UTC))


def _as_json(answer: Answer) -> str:
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def _as_text(answer: Answer) -> str:
    lines = [_line(row) for row in answer.get("rows", ())]
    lines += [f"{name}: {_word(value)}" for name, value in answer.items() if name != "rows"]
    return "\n".join(lines) + "\n"


def _line(row: Answer) -> str:
    return "  ".join(str(value) for value in row.values() if value != "")


def _word(value: object) -> str:
    words = {True: "是", False: "否", None: "没有返回"}
    if isinstance(value, bool) or value is None:
        return words[value]
    if isinstance(value, dict):
        return "、".join(f"{key} {text}" for key, text in value.items())
    return str(value)
