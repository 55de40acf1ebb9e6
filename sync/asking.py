"""Questions that need an answer now: a short call with a deadline, or ``Offline``."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString, TypeVar

from counter.workflows.ports import DEADLINE_S, NotAllowed, Offline
from sync.line import Line, LoginRefused, Patience, Refused, Unreachable, never
from sync.settings import CentreAddress

Answer = TypeVar("Answer")
IDLE_S = 30.0
"""A connection unused for longer is not trusted: something in between may have forgotten it."""

# SQLSTATE of the centre -> stable reason and the clerk's sentence.
REFUSALS: Mapping[str, tuple[str, str]] = {
    "CW001": ("invalid", "中心没有接受这次请求的内容，请检查所填内容后重试。"),
    "CW002": ("workstation", "中心不认可这台工作站，请联系管理员。"),
    "CW003": ("quota", "本小时的查询次数已用完，请稍后再查或请主管协助。"),
    "CW004": ("code", "开通码不正确，请核对后重新输入。"),
    "CW005": ("expired", "开通码已过期，请管理员重新发放。"),
    "CW006": ("left", "该人员已停用，请联系管理员。"),
    "CW007": ("version", "程序版本过低，请升级后再用。"),
}
_UNREADABLE = ("answer", "中心的回答无法识别，请联系管理员核对程序版本。")
_OTHER = ("refused", "中心拒绝了这次请求，请联系管理员。")


def present(answer: Answer | None) -> Answer:
    """An answer that may not be empty; raises ``NotAllowed`` for an empty one."""
    if answer is None:
        raise NotAllowed(*_UNREADABLE)
    return answer


class ShortLine:
    """One connection for short questions, opened when first needed, shared by all threads in
    turn."""

    def __init__(
        self,
        address: CentreAddress,
        deadline_s: float = DEADLINE_S,
        at_refused_login: tuple[str, str] = REFUSALS["CW002"],
        is_shut: Callable[[], bool] = never,
    ) -> None:
        """Keep where to ask, what to say when the login is refused, and who says that nothing may
        be asked now; nothing is opened yet."""
        self._address, self._deadline_s = address, deadline_s
        self._at_refused_login = at_refused_login
        self._turn = threading.Lock()
        self._line: Line | None = None
        self._used_at = 0.0
        self._is_closed, self._is_shut = False, is_shut

    def ask(self, query: LiteralString, parameters: Sequence[Any]) -> Any:
        """Run one function call at the centre; raises ``Offline`` or ``NotAllowed``.

        Waiting for another thread's question counts against the deadline. A question is never asked
        twice: when the line dies under it, nobody knows what it did.
        """
        deadline = time.monotonic() + self._deadline_s
        if not self._turn.acquire(timeout=self._deadline_s):
            raise Offline
        try:
            return self._ready_line(deadline).call(query, parameters)
        except Unreachable:
            self._hang_up()
            raise Offline from None
        except LoginRefused:
            raise NotAllowed(*self._at_refused_login) from None
        except Refused as refusal:
            raise NotAllowed(*REFUSALS.get(refusal.code, _OTHER)) from None
        finally:
            self._used_at = time.monotonic()
            self._turn.release()

    def ask_for(
        self, query: LiteralString, parameters: Sequence[Any], read: Callable[[Any], Answer]
    ) -> Answer | None:
        """Ask, and read the answer unless it is empty; an answer without its form is refused
        too."""
        raw = self.ask(query, parameters)
        try:
            return None if raw is None else read(raw)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            # Without its cause, whose text may quote a citizen's row.
            raise NotAllowed(*_UNREADABLE) from None

    def close(self) -> None:
        """Hang up; later questions are answered ``Offline``."""
        self._is_closed = True
        if self._turn.acquire(timeout=self._deadline_s):
            self._hang_up()
            self._turn.release()

    def _ready_line(self, deadline: float) -> Line:
        if self._is_closed:
            raise Unreachable("closed")
        patience = Patience(self._deadline_s, deadline, self._is_stopped)
        line = self._line
        if line is not None and self._is_good(line):
            line.patience = patience
            return line
        self._hang_up()
        self._line = line = Line.open(self._address, patience)
        return line

    def _is_stopped(self) -> bool:
        return self._is_closed or self._is_shut()

    def _is_good(self, line: Line) -> bool:
        if line.closed or time.monotonic() - self._used_at > IDLE_S:
            return False
        try:
            # A server that was restarted has hung up: better to notice before asking than after.
            line.take_in()
        except Unreachable:
            return False
        return True

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
