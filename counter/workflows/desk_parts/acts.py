"""Opens units of work for one signed-in person at one desk, with the clock read once per act."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.peripherals import PeripheralError
from counter.store.kinds import Kind
from counter.store.tables import Hall
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Actor
from counter.workflows.desk_parts.tools import DeskTools
from counter.workflows.refusals import Refused
from counter.workflows.slips import HallInfo


class Acts:
    """Where every part of the desk saves and reads."""

    def __init__(self, tools: DeskTools, actor: Actor) -> None:
        """Act as one person with one desk's tools."""
        self.tools, self.actor = tools, actor

    def acting(self) -> Acting:
        """An act that happens now."""
        return Acting(self.actor, self.tools.place, self.tools.clock.now(), self.tools.new_id)

    @contextmanager
    def saving(self, kind: Kind) -> Iterator[tuple[Unit, Acting]]:
        """One verb, saved whole or not at all; raises ``Refused`` for a role it is not for."""
        if not set(kind.roles).intersection(self.actor.roles):
            raise Refused(
                "actor.role", _("您的岗位不能做这一步。请由综合柜员或值班主任在本窗口登录办理。")
            )
        acting = self.acting()
        with self.tools.store.unit(kind, self.actor.signer, acting.at) as unit:
            yield unit, acting

    def reading(self) -> AbstractContextManager[Session]:
        """A snapshot to read from."""
        return self.tools.store.reading()

    def local(self) -> AbstractContextManager[Session]:
        """The tables of this workstation alone."""
        return self.tools.store.local()

    def hall(self, session: Session) -> HallInfo:
        """The hall as papers name it: its own row, or what the checklists say."""
        hall = session.scalars(select(Hall).where(Hall.hall_id == self.tools.place.hall_id)).first()
        if hall is None:
            office = self.tools.book.checklists.office
            return HallInfo(
                office.place, office.place, office.phone, office.complaint_phone, office.hours
            )
        return HallInfo(
            hall.name, hall.address, hall.phone, hall.complaint_phone, hall.service_hours
        )


@contextmanager
def device_in_use() -> Iterator[None]:
    """Turn what a device cannot do into a refusal with the device's own words."""
    try:
        yield
    except PeripheralError as error:
        raise Refused(f"device.{error.code}", error.sentence) from error
