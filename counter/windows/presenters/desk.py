"""The desk's presenter: what the clerk did becomes a verb, what is so a screen."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from counter.i18n import _
from counter.windows.presenters import (
    call_panel,
    consents,
    facts,
    matter,
    rating,
    sheets,
    signing,
)
from counter.windows.presenters.desk_screen import (
    STEPS,
    Around,
    Plate,
    desk_screen,
    step_of,
    why_greyed,
)
from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.presenters.link import DeviceState, LinkView
from counter.windows.presenters.progress import followed, patience_for, recovered
from counter.windows.presenters.sight import Entry, Ink, Sight, Work, after, with_field
from counter.windows.presenters.trouble import message_of
from counter.windows.presenters.turns import Turns
from counter.windows.presenters.words import second
from counter.windows.screen import DeskScreen, Message
from counter.workflows.desk import Desk
from counter.workflows.executor import Executor
from counter.workflows.refusals import Refused


class DeskView(Protocol):
    """What the presenter needs of the window."""

    def show_screen(self, screen: DeskScreen) -> None:
        """Show one picture of the desk."""


@dataclass(frozen=True)
class Threads:
    """Where work runs: the clerk's verbs in order, and looking around beside them."""

    verbs: Executor
    looks: Executor


class DeskPresenter:
    """Lives on the Qt thread; nothing here blocks it."""

    def __init__(
        self,
        view: DeskView,
        desk: Desk,
        threads: Threads,
        plate: Plate,
        now: Callable[[], dt.datetime],
    ) -> None:
        """Take the window, the desk behind it, and where to run its verbs."""
        self._view, self._desk, self._threads = view, desk, threads
        self._around, self._now = Around(plate), now
        self._cancel = threading.Event()
        self._hands = Hands(desk, self._cancel.is_set, now)
        self._sight = Sight(Facts(), Entry())
        self._turns = Turns(threads.verbs, self._settle, self._refused)
        self._is_draft_due = False
        self._began = now()
        self._is_restored = False
        self._is_over = False
        self._is_looking = False
        self.left: Callable[[str], None] = lambda _verb: None
        """Called for verbs that leave the desk: ``lock``."""

    @property
    def sight(self) -> Sight:
        """What is shown now."""
        return self._sight

    def begin(self) -> None:
        """Open the window's shift and go on where it stopped."""
        self._began = self._now()
        self._run(_open, _("正在开窗…"))
        self.look_around()

    def end(self) -> None:
        """The person left; nothing is shown any more."""
        self._is_over = True
        self._cancel.set()

    def take_verb(self, verb: str) -> None:
        """A key or button of the clerk."""
        if verb == "back":
            self._cancel.set()
            self._put_aside()
        elif verb == "lock":
            self.left(verb)
        elif verb == "opening_read":
            self._around = replace(self._around, is_opening=False)
            self._show()
        elif verb in sheets.LISTS:
            self._run(sheets.LISTS[verb], "")
        elif self._sight.entry.busy:
            # One press, one act: what is pressed while something runs is not kept for later.
            return
        elif verb in ("sign_again", "add_offset"):
            self._change_signing(verb)
        elif verb.startswith("step_") and verb != "step_done":
            self._go_to(int(verb.removeprefix("step_")))
        else:
            self._do(verb)

    def _do(self, verb: str) -> None:
        """A verb of the queue or of the step; Ctrl I is answered even where neither knows it."""
        if (work := self._work_for(verb)) is not None:
            until = patience_for(verb, self._now().timestamp())
            self._enter(replace(self._sight.entry, busy_until=until))
            # Why something is so is only looked up: nothing is saved, nothing written is lost.
            self._run(work, "" if verb == "why" else _busy_words(verb))
        elif verb == "why":
            shown = desk_screen(self._sight, self._around, self._now())
            self._enter(replace(self._sight.entry, message=why_greyed(shown)))
            self._show()

    def _change_signing(self, verb: str) -> None:
        """What changes on the signing page without a save of business."""
        if verb == "sign_again":
            self._enter(replace(self._sight.entry, ink=None))
        else:
            self._enter(consents.with_offer(self._sight))
            self._keep_draft()
        self._show()

    def take_entry(self, name: str, value: str) -> None:
        """Something was typed or chosen in a field."""
        if self._sight.entry.fields.get(name) == value:
            return
        self._enter(replace(with_field(self._sight.entry, name, value), warned=""))
        self._keep_draft()
        if name == matter.BUSINESS or name.startswith("answer_"):
            self._run(matter.ask, "")
        elif name == "same_person":
            self._show()

    def take_choice(self, name: str, value: object) -> None:
        """A row was chosen, or a signature drawn."""
        if name == "strokes":
            self._enter(replace(self._sight.entry, ink=cast(Ink | None, value)))
        elif name == "row":
            if value == self._sight.entry.row:
                return
            self._enter(replace(self._sight.entry, row=cast(int, value)))
        elif name == "text":
            person, row = cast(tuple[int, int], value)
            text = consents.key_at(self._sight, person, row)
            self._enter(replace(self._sight.entry, text=text, ink=None, warned=""))
        elif (chosen := sheets.chosen(name, value)) is not None:
            # One press, one act: what is chosen while something runs is not kept for later.
            if not self._sight.entry.busy:
                self._run(chosen.work, chosen.busy)
            return
        self._show()

    def link_changed(self, link: LinkView) -> None:
        """The link to the centre, or what waits for it, changed."""
        before, at = self._around, self._now().timestamp()
        backlog = followed(before.backlog, before.link, link, at)
        said = recovered(before.backlog, link)
        # What the clerk is being told about the visit is not pushed aside by it.
        if said is not None and self._sight.entry.message is None:
            self._enter(replace(self._sight.entry, message=said))
        self._around = replace(before, link=link, backlog=backlog)
        self._show()

    def devices_changed(self, devices: tuple[DeviceState, ...]) -> None:
        """What is known of the devices changed."""
        self._around = replace(self._around, devices=devices)
        self._show()

    def tend_queue(self) -> None:
        """Hold tickets for an outage; asked again and again by a timer. With the clerk's verbs, for
        both end grants."""
        sight, link = self._sight, self._around.link
        if not link.online or sight.facts.standing.shift is None or sight.entry.busy:
            return

        def tended(reserve: Any) -> None:
            if reserve != self._sight.facts.reserve:
                facts = replace(self._sight.facts, reserve=reserve)
                self._sight = replace(self._sight, facts=facts)
                self._show()

        def failed(error: Exception) -> None:
            if message_of(error) is None:
                raise error

        self._threads.verbs.submit(self._desk.queue.tend, tended, failed)

    def look_around(self) -> None:
        """Ask who waits, beside the clerk's verbs; asked again and again by a timer."""
        if consents.is_watching(self._sight) and not self._sight.entry.busy:
            self._run(consents.look_at_card, "")
        if self._is_looking:
            return
        self._is_looking = True

        def seen(waiting: Any) -> None:
            self._is_looking = False
            before = self._sight.facts
            facts = replace(before, waiting=waiting)
            if waiting is not None:
                facts = replace(facts, last_waiting=waiting, waiting_at=self._now())
            self._sight = replace(self._sight, facts=facts)
            if waiting != before.waiting or before.visit is None:
                self._show()

        def failed(error: Exception) -> None:
            if message_of(error) is None:
                raise error
            seen(None)

        self._threads.looks.submit(self._desk.queue.waiting, seen, failed)

    def hear_pad(self) -> None:
        """Take what the pad said, if a rating was asked for; asked again and again by a timer."""
        is_asked = self._sight.facts.asked is not None
        if is_asked and not self._sight.entry.busy and self._desk.ratings.has_news():
            self._run(rating.hear, "")

    def _work_for(self, verb: str) -> Work | None:
        queue = call_panel.work(verb)
        if queue is not None:
            return queue
        if self._sight.facts.visit is None:
            return None
        return step_of(self._sight).work(verb, self._sight)

    def _run(self, work: Work, busy: str) -> None:
        if busy:
            self._cancel.clear()
            self._enter(replace(self._sight.entry, busy=busy, message=None))
            self._show()

        def begin() -> Callable[[], Worked]:
            sight, keeps = self._sight, bool(busy) and self._is_restored

            def act() -> Worked:
                worked = work(self._hands, sight)
                worked = replace(worked, facts=facts.read(self._desk, worked.facts))
                if keeps and not worked.restores:
                    # Kept before it is shown: a kill right after finds the step the clerk saw.
                    self._note(worked.facts, after(worked, sight.entry))
                return worked

            return act

        self._turns.add(begin, is_verb=bool(busy))

    def _settle(self, worked: Worked, is_verb: bool) -> None:
        before, entry = self._sight.facts, after(worked, self._sight.entry)
        changes: dict[str, Any] = {}
        if is_verb:
            changes |= {"busy": "", "errors": {}, "ink": None, "warned": ""}
            if not signing.is_as_it_was(entry.text, before, worked.facts):
                changes["text"] = None
            saved = _("已保存 {time}").format(time=second(self._now()))
            self._around = replace(self._around, saved=saved)
        if is_verb or worked.message is not None:
            changes["message"] = worked.message
        # What others looked up meanwhile is newer than what the verb began with.
        now = replace(
            worked.facts,
            waiting=before.waiting,
            last_waiting=before.last_waiting,
            waiting_at=before.waiting_at,
        )
        self._sight = Sight(now, replace(entry, **changes))
        self._note_time(before)
        if worked.restores:
            self._restore()
        if not self._is_restored:
            self._restore()
            shift = now.standing.shift
            # A shift that began with this sign-in is the day's first at this window.
            is_first = shift is not None and shift.opened_at >= self._began
            self._around = replace(self._around, is_opening=is_first and now.visit is None)
        if is_verb:
            self._ask_situation()
            self.look_around()
        self._show()

    def _refused(self, error: Exception) -> None:
        entry, message = replace(self._sight.entry, busy=""), message_of(error)
        if message is None:
            self._enter(entry)
            self._show()
            raise error
        code, errors = "", {}
        if isinstance(error, Refused):
            code = error.code
            errors = {problem.field: problem.sentence for problem in error.fields}
        self._enter(replace(entry, message=message, errors=errors, warned=code))
        self._run(sheets.look_again, "")
        self._show()

    def _note_time(self, before: Facts) -> None:
        present = self._sight.facts
        state = (present.ticket and present.ticket.id, present.visit and present.visit.id)
        if state != (before.ticket and before.ticket.id, before.visit and before.visit.id):
            busy = present.ticket is not None or present.visit is not None
            since = self._now().timestamp() if busy else None
            self._around = replace(self._around, since=since)

    def _ask_situation(self) -> None:
        sight = self._sight
        if sight.facts.visit is not None and sight.entry.step == 2 and not sight.facts.questions:
            self._run(matter.ask, "")

    def _restore(self) -> None:
        """Go on where the desk stopped: the step and what was typed."""
        self._is_restored = True
        draft = self._sight.facts.standing.draft
        if draft is not None:
            step = int(draft.step) if draft.step in map(str, range(1, len(STEPS) + 1)) else 1
            self._enter(replace(self._sight.entry, step=step, fields=dict(draft.fields)))

    def _keep_draft(self) -> None:
        """Keep what is typed, once for all keys pressed until its turn comes."""
        if not self._is_draft_due and self._sight.facts.visit is not None:
            self._is_draft_due = True
            self._turns.add(self._begin_draft, is_verb=False)

    def _begin_draft(self) -> Callable[[], Worked]:
        self._is_draft_due = False
        sight = self._sight

        def keep() -> Worked:
            self._note(sight.facts, sight.entry)
            return Worked(sight.facts)

        return keep

    def _note(self, present: Facts, entry: Entry) -> None:
        """Write the step and what is typed beside the open visit; off the Qt thread."""
        if present.visit is not None:
            self._desk.keep_draft(present.visit.id, str(entry.step), entry.fields)

    def _go_to(self, number: int) -> None:
        if self._sight.facts.visit is None:
            return
        # The end can be reached from everywhere: people leave before their business is done.
        is_open = number in (1, 2, len(STEPS)) or STEPS[number - 2].is_done(self._sight)
        if is_open:
            self._enter(replace(self._sight.entry, step=number, message=None))
            self._keep_draft()
            self._ask_situation()
        else:
            title = STEPS[number - 2].title
            words = _("第 {number} 步要等“{title}”。").format(number=number, title=title)
            self._enter(replace(self._sight.entry, message=Message(words, state="warn")))
        self._show()

    def _put_aside(self) -> None:
        self._enter(replace(self._sight.entry, message=None))
        self._show()

    def _enter(self, entry: Entry) -> None:
        self._sight = replace(self._sight, entry=entry)

    def _show(self) -> None:
        # What was still under way when the person left has no window any more.
        if not self._is_over:
            self._view.show_screen(desk_screen(self._sight, self._around, self._now()))


def _open(hands: Hands, sight: Sight) -> Worked:
    hands.desk.open()
    return Worked(sight.facts)


def _busy_words(verb: str) -> str:
    return {
        "read_card": _("请把身份证放在读卡器上…（Esc 取消）"),
        "print": _("正在打印…"),
        "call_next": _("正在叫号…"),
    }.get(verb, _("正在保存…"))
