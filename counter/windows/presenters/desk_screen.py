"""The whole desk as one picture, from what is so, what was typed and what surrounds it."""

import datetime as dt
from dataclasses import dataclass, replace

from counter.i18n import _
from counter.windows.presenters import call_panel, drills, idle, parked, promises, rating, thumbs
from counter.windows.presenters.consents import SIGNING, ConsentsStep
from counter.windows.presenters.holds import aside_picks, found_picks, hold_picks
from counter.windows.presenters.identity import IdentityStep
from counter.windows.presenters.link import DeviceState, LinkView, outage, segments
from counter.windows.presenters.loan import LoanStep
from counter.windows.presenters.matter import MatterStep
from counter.windows.presenters.notice import NoticeStep
from counter.windows.presenters.progress import Backlog, progress
from counter.windows.presenters.rating import RatingStep
from counter.windows.presenters.sight import Sight, StepPresenter, rail
from counter.windows.presenters.submit import SubmitStep
from counter.windows.presenters.surroundings import cards
from counter.windows.screen import DeskScreen, Message, Page, Verb

STEPS: tuple[StepPresenter, ...] = (
    IdentityStep(),
    MatterStep(),
    NoticeStep(),
    LoanStep(),
    ConsentsStep(),
    SubmitStep(),
    RatingStep(),
)

ALWAYS = frozenset(
    (
        "keys",
        "find",
        "queue",
        "to_check",
        "promises",
        "lock",
        "full_screen",
        "why",
        "back",
        "work",
        "devices",
        "drill",
        "again",
    )
)
"""Verbs of the window itself, possible in every state."""


@dataclass(frozen=True)
class Plate:
    """What stands in the top bar: the window and the person at it."""

    window_no: int
    window_kind: str
    clerk: str
    role: str
    may_drill: bool = False
    """Whether this person may start an outage drill."""


@dataclass(frozen=True)
class Around:
    """What is not the visit's: the window, the link, the devices, when was last saved."""

    plate: Plate
    link: LinkView = LinkView(online=False, since=None)  # noqa: RUF009 - frozen
    devices: tuple[DeviceState, ...] = ()
    saved: str = ""
    is_opening: bool = False
    """The check before the window opens was not read yet."""
    backlog: Backlog = Backlog()  # noqa: RUF009 - frozen
    since: float | None = None
    """When the ticket was called or the visit began, seconds since the epoch."""


def step_of(sight: Sight) -> StepPresenter:
    """The step that is shown."""
    return STEPS[sight.entry.step - 1]


def desk_screen(sight: Sight, around: Around, now: dt.datetime) -> DeskScreen:
    """The desk as it is now."""
    serving, busy = sight.facts.visit is not None, sight.entry.busy
    still_open, hint, actions = step_of(sight).bar(sight) if serving else ("", "", ())
    cut_off = around.link.is_cut_off
    queue_title, queue = idle.queue_column(sight.facts, now, cut_off=cut_off)
    plate, call = around.plate, call_panel.panel(sight.facts, around.since)
    thumb = thumbs.asked(sight) if sight.entry.step == SIGNING else None
    sheets = frozenset({"cannot_sign"} if thumb is not None else ())
    return DeskScreen(
        window_no=plate.window_no,
        window_kind=plate.window_kind,
        window_state=busy or _("正常叫号"),
        clerk=plate.clerk,
        role=plate.role,
        call=call,
        queue=queue,
        queue_title=queue_title,
        steps=rail(STEPS, sight) if serving else (),
        page=_page(sight, around.link, now),
        still_open=still_open,
        hint=hint,
        actions=_quiet(actions) if busy else actions,
        cards=cards(sight, around.link, now),
        status=(
            *segments(around.link, around.devices, now),
            *promises.segment(sight.facts, now),
        ),
        saved=around.saved,
        message=sight.entry.message,
        progress=progress(sight.entry, around.backlog, around.link, now.timestamp()),
        outage=outage(around.link, now),
        busy=bool(busy),
        opening=around.is_opening and not busy,
        holds=hold_picks() if serving else (),
        aside=aside_picks(sight.facts),
        found=found_picks(sight.facts),
        thumb=thumb,
        promises=promises.picks(sight.facts, now),
        promise_phone=promises.phone_of(sight.facts),
        parked=parked.asked(sight),
        drill=drills.offer(around.link, may_start=plate.may_drill),
        possible=_possible(call.verbs, actions, serving=serving) | sheets,
    )


def why_greyed(screen: DeskScreen) -> Message:
    """Why each greyed verb cannot be done now; Ctrl I where a page says nothing of its own."""
    verbs = (*screen.call.verbs, *screen.actions)
    words = [f"{verb.label}：{verb.why}" for verb in verbs if not verb.enabled and verb.why]
    text = "；".join(dict.fromkeys(words))
    return Message(_("现在不能按的和原因"), text or _("现在都能按。"), "act")


def _possible(
    queue: tuple[Verb, ...], actions: tuple[Verb, ...], *, serving: bool
) -> frozenset[str]:
    shown = {verb.name for verb in (*queue, *actions) if verb.enabled}
    steps = {f"step_{nth}" for nth in range(1, len(STEPS) + 1)} if serving else set()
    return ALWAYS | shown | steps


def _page(sight: Sight, link: LinkView, now: dt.datetime) -> Page:
    if sight.facts.visit is not None:
        return step_of(sight).page(sight)
    if sight.facts.asked is not None and sight.facts.ticket is None:
        return rating.asking_page(sight.facts)
    if link.is_cut_off and sight.facts.ticket is None:
        return idle.outage_page(sight.facts)
    return idle.idle_page(sight.facts, now)


def _quiet(verbs: tuple[Verb, ...]) -> tuple[Verb, ...]:
    """The same verbs in their places, not to be pressed while one runs."""
    return tuple(replace(verb, enabled=False) for verb in verbs)
