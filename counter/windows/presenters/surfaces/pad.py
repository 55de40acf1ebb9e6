"""The rating pad: whose window, the question with five equal answers, reasons that may be skipped.

One touch stores. Nothing is chosen beforehand; nobody pressed is 未评价, never 满意. A press that
the desk has not taken yet is sent again when the wire is back, and never a second grade.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from counter.i18n import _
from counter.windows.surfaces.screens import Answer, PadScreen, Reason

SAID_S = 6.0
REASONS_S = 60.0
LOWEST_GOOD = 3
_ANSWERS = (
    Answer(5, "非常满意", 5),
    Answer(4, "满意", 4),
    Answer(3, "基本满意", 3),
    Answer(2, "不满意", 2),
    Answer(1, "非常不满意", 1),
)


@dataclass(frozen=True)
class Question:
    """What the desk asks; ``ends`` is on the presenter's own clock."""

    session: str
    ticket: str
    window: int
    staff: str
    ends: float


class PadView(Protocol):
    """A window that shows the pad."""

    def show_screen(self, screen: PadScreen) -> None:
        """Show it."""


class Desk(Protocol):
    """What the pad says to its desk."""

    def rated(self, session: str, grade: int) -> None:
        """A citizen pressed."""

    def reasons(self, session: str, codes: tuple[str, ...]) -> None:
        """A citizen chose reasons."""


@dataclass(frozen=True)
class PadWords:
    """What the pad needs to know of policy: the reasons, and the days a later rating may take."""

    reasons: tuple[tuple[str, str], ...]
    late_workdays: int


class PadPresenter:
    """Takes what the desk says, what the citizen presses, and the passing of time."""

    def __init__(
        self,
        view: PadView,
        desk: Desk,
        words: PadWords,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Show that no desk is there yet."""
        self._view, self._desk, self._words, self._clock = view, desk, words, clock
        self._is_linked = False
        self._window, self._staff = 0, ""
        self._question: Question | None = None
        self._pressed: int | None = None
        self._rated_session = ""
        self._chosen: tuple[str, ...] = ()
        self._reasons_end = 0.0
        self._said: tuple[str, str] | None = None
        self._said_end = 0.0
        self.screen = self._made()
        view.show_screen(self.screen)

    def now(self) -> float:
        """The clock a question's end is told on."""
        return self._clock()

    def linked(self, is_linked: bool) -> None:
        """The desk is there, or gone; a question on the screen stays until its time is over."""
        self._is_linked = is_linked
        self._show()

    def plate(self, window: int, staff: str) -> None:
        """Whose window this is."""
        self._window, self._staff = window, staff
        self._show()

    def asked(self, question: Question) -> None:
        """The desk asks; asked again for the same visit, a press made meanwhile is sent again."""
        known = self._question
        if known is not None and known.session == question.session and self._pressed is not None:
            self._desk.rated(known.session, self._pressed)
            return
        if question.session == self._rated_session:
            return
        self._question, self._pressed, self._said = question, None, None
        self._rated_session, self._chosen, self._reasons_end = "", (), 0.0
        self._show()

    def cancelled(self, session: str) -> None:
        """The desk takes the question back: its time is over, or the next person is called."""
        if self._question is not None and self._question.session == session:
            self._give_up()
            self._show()

    def accepted(self, session: str) -> None:
        """The desk has stored the press."""
        question = self._question
        if question is None or question.session != session or self._pressed is None:
            return
        self._rated_session, self._question = session, None
        if self._pressed >= LOWEST_GOOD:
            self._say(_("谢谢您的评价"), _("已经提交。请带好证件和单据。"))
        else:
            self._reasons_end = self._clock() + REASONS_S
        self._show()

    def pressed(self, grade: int) -> None:
        """A citizen pressed one of the five; only the first press counts."""
        question = self._question
        if question is None or self._pressed is not None or self._clock() >= question.ends:
            return
        self._pressed = grade
        self._desk.rated(question.session, grade)
        self._show()

    def reason_toggled(self, code: str) -> None:
        """A citizen ticked a reason, or took it back."""
        if self._is_asking_reasons():
            chosen = self._chosen
            without = tuple(one for one in chosen if one != code)
            self._chosen = without if code in chosen else (*chosen, code)
            self._reasons_end = self._clock() + REASONS_S
            self._show()

    def reasons_sent(self) -> None:
        """A citizen is done with the reasons."""
        if self._is_asking_reasons():
            if self._chosen:
                self._desk.reasons(self._rated_session, self._chosen)
            self._thank()

    def reasons_skipped(self) -> None:
        """A citizen wants to give no reason."""
        if self._is_asking_reasons():
            self._thank()

    def tick(self) -> None:
        """Some time has passed."""
        now = self._clock()
        if self._question is not None and now >= self._question.ends:
            self._give_up()
        if self._is_asking_reasons() and now >= self._reasons_end:
            self._thank()
        if self._said is not None and now >= self._said_end:
            self._said = None
        self._show()

    def _is_asking_reasons(self) -> bool:
        return bool(self._reasons_end) and bool(self._rated_session)

    def _thank(self) -> None:
        self._reasons_end = 0.0
        self._say(_("谢谢您的评价"), _("已经提交。我们会认真核实和改进。"))
        self._show()

    def _give_up(self) -> None:
        """The question's time is over."""
        was_pressed, self._question, self._pressed = self._pressed is not None, None, None
        later = _("{days} 个工作日内可扫小票上的二维码再评。").format(
            days=self._words.late_workdays
        )
        if was_pressed:
            self._say(_("没有提交成功"), _("与窗口电脑断开了。") + later)
        else:
            self._say(_("未评价"), _("时间到了，按“未评价”记录。") + later)

    def _say(self, title: str, line: str) -> None:
        self._said, self._said_end = (title, line), self._clock() + SAID_S

    def _show(self) -> None:
        made = self._made()
        if made != self.screen:
            self.screen = made
            self._view.show_screen(made)

    def _made(self) -> PadScreen:
        if self._question is not None:
            return self._ask(self._question)
        if self._is_asking_reasons():
            return self._reasons()
        if self._said is not None:
            title, line = self._said
            return PadScreen("said", self._head(), "", title, line)
        return self._plate()

    def _ask(self, question: Question) -> PadScreen:
        left = max(0, round(question.ends - self._clock()))
        sending = self._pressed is not None
        foot = _("不评也可以。还有 {left} 秒，到时记为“未评价”。\n").format(left=left) + _(
            "{days} 个工作日内可扫小票上的二维码再评。"
        ).format(days=self._words.late_workdays)
        return PadScreen(
            "ask",
            _("{ticket} 号    {window} 号窗口    工号 {staff}").format(
                ticket=question.ticket, window=question.window, staff=question.staff
            ),
            _("只评这一次，提交后不能改"),
            _("这次办得怎么样？请您评价"),
            _("正在提交…") if sending else _("点一个就提交。窗口人员看不到是谁评的。"),
            answers=tuple(replace(one, words=_(one.words)) for one in _ANSWERS),
            can_answer=not sending,
            foot=foot,
            trouble="" if self._is_linked else _("与窗口电脑断开了，接上后自动提交。"),
        )

    def _reasons(self) -> PadScreen:
        return PadScreen(
            "reasons",
            self._head(),
            _("评价已经提交"),
            _("哪里让您不满意？"),
            _("可以选几项，也可以不选。"),
            reasons=tuple(
                Reason(code, words, code in self._chosen) for code, words in self._words.reasons
            ),
            send=_("提交原因"),
            skip=_("不说了"),
        )

    def _plate(self) -> PadScreen:
        trouble = "" if self._is_linked else _("没有连上窗口电脑，暂时不能评价。")
        if not self._staff:
            words = _("窗口准备中"), _("请稍候，或到其他窗口办理。")
            return PadScreen("plate", "", "", *words, window=self._number(), trouble=trouble)
        return PadScreen(
            "plate",
            "",
            "",
            _("为您服务"),
            _("办完后请在这里评价。"),
            window=self._number(),
            staff=_("工号 {staff}").format(staff=self._staff),
            trouble=trouble,
        )

    def _number(self) -> str:
        return _("{window} 号窗口").format(window=self._window) if self._window else ""

    def _head(self) -> str:
        return _("{window} 号窗口").format(window=self._window) if self._window else ""
