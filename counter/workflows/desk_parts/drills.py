"""Outage drills at a desk: started by a supervisor while the centre answers."""

from counter.i18n import _
from counter.store import outbox
from counter.store.kinds import DRILL_START
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.drills import Drill, DrillAsked, refuse_second, start
from counter.workflows.ports import NotAllowed, Offline
from counter.workflows.refusals import Refused


class DrillPart:
    """Starting drills."""

    def __init__(self, acts: Acts) -> None:
        """Start as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    @property
    def may_start(self) -> bool:
        """Whether this person may start one."""
        return bool(set(DRILL_START.roles).intersection(self._acts.actor.roles))

    def start(self, asked: DrillAsked) -> Drill:
        """Start one; raises ``Refused`` for who is no supervisor, while another one is on or
        announced, and while the centre is really away."""
        if not self.may_start:
            raise Refused(
                "drill.role",
                _("断网演练只能由值班主任发起。请值班主任在本窗口登录后再按 Alt 6。"),
            )
        with self._acts.reading() as session:
            refuse_second(session, self._tools.store.origin, self._tools.clock.now())
        self._refuse_while_away()
        with self._acts.saving(DRILL_START) as (unit, acting):
            return start(unit, acting, asked)

    def _refuse_while_away(self) -> None:
        """A drill over a real outage would prove nothing, and hide when the real one ended."""
        if outbox.state(self._tools.store.engine).stopped_code is not None:
            raise Refused(
                "drill.stopped", _("本机已暂停上传，现在不能演练。请先联系管理员恢复上传。")
            )
        try:
            self._tools.open_sets.heads()
        except Offline:
            raise Refused(
                "drill.away",
                _("现在真的连不上中心，不能演练。请按断网办法照常办理，恢复后再演练。"),
            ) from None
        except NotAllowed as refusal:
            raise Refused(f"drill.{refusal.code}", refusal.sentence) from None
