"""What takes long, and how far it is: waiting for a card, sending what an outage left."""

from dataclasses import dataclass, replace

from counter.i18n import _
from counter.windows.presenters.link import LinkView
from counter.windows.presenters.sight import Entry
from counter.windows.screen import Message, Progress
from counter.workflows.desk_parts.visits import READ_TIMEOUT_S

_LEAST = 3
"""Fewer saves than these are sent before anybody could read it."""


@dataclass(frozen=True)
class Backlog:
    """What waited when the centre came back: how many saves, and when that was."""

    most: int = 0
    began: float = 0.0
    """Seconds since the epoch."""


def followed(backlog: Backlog, before: LinkView, link: LinkView, at: float) -> Backlog:
    """The backlog after the link changed: it begins when the centre is back, and ends empty."""
    if not link.online or not link.pending:
        return Backlog()
    if before.is_cut_off:
        return Backlog(link.pending, at)
    return replace(backlog, most=max(backlog.most, link.pending)) if backlog.most else backlog


def recovered(backlog: Backlog, link: LinkView) -> Message | None:
    """The quiet line at the end of an outage: how much was sent, and what a person has to look
    at; nothing while something is still to be sent."""
    if not backlog.most or not link.online or link.pending:
        return None
    said = _("已恢复，{count} 笔已上传").format(count=backlog.most)
    if not link.parked:
        return Message(said, state="done")
    text = _("{count} 笔要核对，按 Alt 4。").format(count=link.parked)
    return Message(said, text, "warn")


def patience_for(verb: str, at: float) -> float | None:
    """Until when a verb waits for something of the citizen, seconds since the epoch."""
    return at + READ_TIMEOUT_S if verb == "read_card" else None


def progress(entry: Entry, backlog: Backlog, link: LinkView, at: float) -> Progress | None:
    """The one thing that takes long now; what the clerk waits for comes first."""
    if entry.busy and entry.busy_until is not None:
        return Progress(
            _("等身份证"),
            _("请把身份证放在读卡器上"),
            since=entry.busy_until - READ_TIMEOUT_S,
            until=entry.busy_until,
            can_stop=True,
        )
    if backlog.most < _LEAST or not link.pending:
        return None
    done, spent = backlog.most - link.pending, at - backlog.began
    return Progress(
        _("补传断网期间的保存"),
        _("可以继续办理"),
        done=done,
        total=backlog.most,
        since=backlog.began,
        until=at + spent / done * link.pending if done else None,
    )
