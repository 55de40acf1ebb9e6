"""Open change sets at a desk: the own ones, the hall's for a supervisor; deciding on them."""

from counter.i18n import _
from counter.store.kinds import PARKED_DECIDE, PARKED_MERGE
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.parked import (
    Choice,
    OpenSet,
    decide,
    of_head,
    own_open_sets,
    with_detail,
)
from counter.workflows.ports import NotAllowed, Offline
from counter.workflows.refusals import Refused

SUPERVISOR = "supervisor"


class ParkedPart:
    """Looking at open sets and deciding on them."""

    def __init__(self, acts: Acts) -> None:
        """Decide as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    @property
    def may_merge(self) -> bool:
        """Whether this person decides field by field, and for other windows."""
        return SUPERVISOR in self._acts.actor.roles

    def own(self) -> tuple[OpenSet, ...]:
        """What this workstation wrote and nobody settled yet; known while cut off too."""
        with self._acts.reading() as session:
            return own_open_sets(session)

    def elsewhere(self) -> tuple[OpenSet, ...]:
        """The other windows' open sets, for a supervisor; raises ``Refused`` when the centre does
        not tell."""
        if not self.may_merge:
            return ()
        try:
            heads = self._tools.open_sets.heads()
        except Offline:
            raise Refused(
                "parked.offline",
                _("与中心断开，只列出本窗口的。恢复后按 Alt 4 再看别的窗口的。"),
            ) from None
        except NotAllowed as refusal:
            raise Refused(f"parked.{refusal.code}", refusal.sentence) from None
        place = self._tools.place
        # What a machine sent that stood here before this one is nobody's own any more.
        here = (place.ws, place.epoch)
        others = (one for one in heads if (one.ws, one.epoch) != here)
        return tuple(of_head(one) for one in others if one.code != "depends")

    def look(self, one: OpenSet) -> OpenSet:
        """Both versions as the centre has them now; while it is away those known here.

        Raises ``Refused`` for another window's set while the centre is away, and when somebody
        settled it meanwhile.
        """
        place = one.place
        try:
            told = self._tools.open_sets.detail(place.ws, place.epoch, place.seq)
        except Offline:
            if one.window_no is None:
                return one
            raise Refused(
                "parked.offline",
                _("与中心断开，看不到别的窗口的内容。恢复后按 Alt 4 再看。"),
            ) from None
        except NotAllowed as refusal:
            raise Refused(f"parked.{refusal.code}", refusal.sentence) from None
        if told is None:
            raise Refused("parked.settled", _("这一笔已经处理好了，不用再定。"))
        return with_detail(one, told.detail, told.by_window)

    def decide(self, one: OpenSet, choice: Choice) -> None:
        """Keep a decision; raises ``Refused`` where it is the supervisor's."""
        is_plain = one.window_no is None and choice.verdict != "merged"
        if not is_plain and not self.may_merge:
            raise Refused(
                "parked.supervisor",
                _("逐栏合并、别的窗口的由值班主任定。请值班主任在任一窗口登录后按 Alt 4。"),
            )
        with self._acts.saving(PARKED_DECIDE if is_plain else PARKED_MERGE) as (unit, acting):
            decide(unit, acting, one, choice)
