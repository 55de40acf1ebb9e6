"""The one-time notice at a desk: show what would be told, tell it, find what was told before."""

import uuid
from collections.abc import Mapping

from counter.i18n import _
from counter.rules.materials import Question, open_questions
from counter.store.kinds import MATERIAL_CHECK, NOTICE_TELL, SCAN_CAPTURE
from counter.store.tables import Matter
from counter.workflows.desk_parts.acts import Acts
from counter.workflows.material_checks import CheckView, Mark, checks_of, mark
from counter.workflows.matters import MatterView, view
from counter.workflows.notices import (
    NoticeContent,
    NoticeView,
    content_for,
    earlier_notice,
    notice_of,
    tell,
    with_added,
    with_missing,
)
from counter.workflows.refusals import Refused
from counter.workflows.scans import Captured, capture


class NoticePart:
    """Telling once."""

    def __init__(self, acts: Acts) -> None:
        """Tell as one person at one desk."""
        self._acts, self._tools = acts, acts.tools

    def businesses(self) -> tuple[tuple[str, str], ...]:
        """Every business as code and name."""
        return self._tools.book.checklists.businesses()

    def questions(self, matter: MatterView) -> tuple[Question, ...]:
        """Every situation question of the matter's business, also those not asked yet."""
        return self._tools.book.checklist(matter).questions

    def open_questions(self, matter: MatterView) -> tuple[Question, ...]:
        """The questions that still need an answer, given those already answered."""
        checklist = self._tools.book.checklist(matter)
        return open_questions(checklist, matter.answers)

    def preview(self, matter: MatterView) -> NoticeContent:
        """What the notice of a matter would say today."""
        return content_for(self._tools.book, matter)

    def tell(self, matter_id: uuid.UUID, ends: bool = False, reason: str = "") -> NoticeView:
        """Tell once and issue the paper; ``ends`` when the citizen leaves to fetch papers.

        ``reason`` says why something is asked for that an earlier notice lacked; raises ``Refused``
        where one is due.
        """
        with self._acts.saving(NOTICE_TELL) as (unit, acting):
            row = unit.session.get_one(Matter, matter_id)
            earlier = earlier_notice(unit.session, row.citizen_id, row.business, row.made_at)
            content = with_added(content_for(self._tools.book, view(row)), earlier, reason)
            content = with_missing(content, checks_of(unit.session, matter_id))
            return tell(unit, acting, matter_id, content, ends)

    def check(self, matter_id: uuid.UUID, wanted: Mark) -> CheckView:
        """Mark one material seen, waived or missing; saved at once."""
        with self._acts.saving(MATERIAL_CHECK) as (unit, acting):
            return mark(unit, acting, matter_id, wanted)

    def scan(self, matter_id: uuid.UUID, captured: Captured) -> uuid.UUID:
        """Keep a scanned material; its bytes go to the centre after everything else."""
        with self._acts.saving(SCAN_CAPTURE) as (unit, acting):
            return capture(unit, acting, matter_id, captured)

    def checks(self, matter_id: uuid.UUID) -> Mapping[str, CheckView]:
        """What was found of each material so far."""
        with self._acts.reading() as session:
            return checks_of(session, matter_id)

    def told(self, matter_id: uuid.UUID) -> NoticeView | None:
        """The notice of a matter, if it was told."""
        with self._acts.reading() as session:
            return notice_of(session, matter_id)

    def earlier(self, matter_id: uuid.UUID) -> NoticeView | None:
        """What the same citizen was told about this business before this matter was opened."""
        with self._acts.reading() as session:
            matter = session.get(Matter, matter_id)
            if matter is None:
                raise Refused("matter.unknown", _("没有找到这个事项。请重新打开本次来访。"))
            return earlier_notice(session, matter.citizen_id, matter.business, matter.made_at)
