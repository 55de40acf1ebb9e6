"""What stands on the papers of a window: ticket, notice, acceptance; pure, 48 columns."""

import datetime as dt
from dataclasses import dataclass, field

from counter.i18n import _
from counter.peripherals.receipt_printer import Align, Slip
from counter.workflows.clock import hall_time
from counter.workflows.ports import QueueTicket


@dataclass(frozen=True)
class HallInfo:
    """The hall as papers name it."""

    name: str
    address: str
    phone: str
    complaint_phone: str
    service_hours: str


@dataclass(frozen=True)
class Printed:
    """What every paper carries: hall, window, who gives it, its number and when it is printed."""

    hall: HallInfo
    window_no: int
    clerk: str
    number: str
    at: dt.datetime


@dataclass(frozen=True)
class MaterialLine:
    """One paper to bring: who brings it, in which form."""

    name: str
    detail: str
    missing: str = ""
    """What exactly was not there when the list was looked through; empty when nothing is."""


@dataclass(frozen=True)
class NoticePaper:
    """The content of a one-time notice, frozen when it was told."""

    business: str
    situation: str
    materials: tuple[MaterialLine, ...]
    facts: tuple[tuple[str, str], ...]
    """Label and value: limits, fee."""
    blocks: tuple[tuple[str, tuple[str, ...]], ...]
    """Heading and paragraphs: conditions, procedure, legal basis, refusal reasons."""


@dataclass(frozen=True)
class AcceptancePaper:
    """What an acceptance slip (受理凭证) says of a case."""

    business: str
    applicant: str = field(repr=False)
    """Masked name."""
    amount: str
    accepted_on: dt.date
    statutory: dt.date
    provisional: bool
    workdays: int


@dataclass(frozen=True)
class SigningPaper:
    """One text as it is put before one person on paper, bound to the digest of its words."""

    case_number: str
    signer: str = field(repr=False)
    title: str
    version: str
    digest: str
    body: str = field(repr=False)


def ticket_slip(ticket: QueueTicket, business: str, hall: HallInfo) -> Slip:
    """The paper a citizen waits with."""
    return (
        Slip.of(hall.name, _("排队号票"))
        .rule()
        .large(ticket.label)
        .text(business, align=Align.CENTER)
        .rule()
        .pair(_("前面等候"), _("{count} 人").format(count=ticket.ahead))
        .pair(_("取号时间"), _time_text(ticket.issued_at))
        .text(_("请留意叫号。过号请到咨询导办台。"))
        .cut()
    )


def notice_slip(paper: NoticePaper, printed: Printed, first_asked: str) -> Slip:
    """The one-time notice: everything needed, with the names of those who answer for it."""
    slip = _headed(_("一次性告知单"), _("编号"), printed).pair(_("事项"), paper.business)
    if paper.situation:
        slip = slip.pair(_("情形"), paper.situation)
    if lacking := [(nth, one) for nth, one in enumerate(paper.materials, 1) if one.missing]:
        slip = slip.rule().text(_("【请补齐 {count} 项】").format(count=len(lacking)))
        for number, material in lacking:
            slip = slip.row(number, material.name, material.missing)
    slip = slip.rule().text(_("申请材料（均要原件，核对后退还）"))
    for number, material in enumerate(paper.materials, start=1):
        slip = slip.row(number, material.name, material.detail)
    slip = slip.rule()
    for label, value in paper.facts:
        slip = slip.pair(label, value)
    for heading, lines in paper.blocks:
        slip = _block(slip, heading, lines)
    slip = slip.rule().pair(_("首问责任人"), first_asked).pair(_("告知人"), printed.clerk)
    slip = slip.feed().pair(_("被告知人签字"), "____________________")
    return _footed(slip, printed)


def acceptance_slip(paper: AcceptancePaper, printed: Printed) -> Slip:
    """The acceptance slip: number, what was accepted, both time limits and whom to ask."""
    statutory = paper.statutory.isoformat() + (_("（暂估）") if paper.provisional else "")
    slip = (
        _headed(_("受理凭证"), _("受理编号"), printed)
        .pair(_("事项"), paper.business)
        .pair(_("申请人"), paper.applicant)
        .pair(_("申请金额"), _("{amount} 元").format(amount=paper.amount))
        .pair(_("受理日期"), paper.accepted_on.isoformat())
        .rule()
        .pair(_("承诺时限"), _("面签结束后 {count} 个工作日").format(count=paper.workdays))
        .pair(_("法定期限"), statutory)
        .text(_("您可凭受理编号到任一窗口或电话查询办理进度。不收取任何费用。"))
        .rule()
        .pair(_("受理人"), printed.clerk)
    )
    return _footed(slip, printed)


def signing_slip(paper: SigningPaper, printed: Printed) -> Slip:
    """One text on paper: to be read, and to press a thumb on where somebody cannot sign."""
    slip = (
        _headed(_("签署页"), _("页号"), printed)
        .pair(_("件号"), paper.case_number)
        .pair(_("签署人"), paper.signer)
        .rule()
        .text(_("{title}（文本 {version} 版）").format(title=paper.title, version=paper.version))
    )
    for line in paper.body.splitlines():
        slip = slip.text(line) if line.strip() else slip.feed()
    slip = (
        slip.rule()
        .text(_("以上文字的摘要（SHA-256）"))
        .text(paper.digest)
        .rule()
        .text(_("在签名板上签署的，本页只供阅读。不能签字的，由工作人员逐字宣读后，本人在此捺印："))
        .feed(5)
        .pair(_("本人捺印"), "____________________")
        .feed()
        .pair(_("见证人（一）"), "____________________")
        .feed()
        .pair(_("见证人（二）"), "____________________")
        .pair(_("宣读人"), printed.clerk)
    )
    return _footed(slip, printed)


def _headed(title: str, label: str, printed: Printed) -> Slip:
    return Slip.of(title, printed.hall.name).rule().pair(label, printed.number)


def _footed(slip: Slip, printed: Printed) -> Slip:
    hall = printed.hall
    return (
        slip.rule()
        .pair(
            _("办理地点"),
            _("{address} {number}号窗口").format(address=hall.address, number=printed.window_no),
        )
        .pair(_("办理时间"), hall.service_hours)
        .pair(_("咨询电话"), hall.phone)
        .pair(_("监督投诉电话"), hall.complaint_phone)
        .pair(_("打印时间"), _time_text(printed.at))
        .cut()
    )


def _block(slip: Slip, heading: str, lines: tuple[str, ...]) -> Slip:
    if not lines:
        return slip
    slip = slip.rule().text(heading)
    for number, line in enumerate(lines, start=1):
        slip = slip.point(f"{number}.", line)
    return slip


def _time_text(at: dt.datetime) -> str:
    return f"{hall_time(at):%Y-%m-%d %H:%M}"
