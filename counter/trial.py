"""A throw-away ground to try the program on: embedded centre, fictional citizens, devices.

Used by *try it* of the first-start page, by ``counter desk --simulate`` and by the tour.
"""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from counter.app_opening import Opened, WhereTo, set_up
from counter.citizen_checks import citizen_checks
from counter.i18n import _
from counter.sample.citizens import SampleCitizen, sample_citizens
from counter.sample.citizens_file import write_citizens
from counter.simulators import Simulators
from counter.store.credentials import Credentials, MemoryCredentials
from counter.workflows.clock import hall_day
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk
from sync.central.admin.import_citizens import import_citizens
from sync.central.admin.windows import Place, add_window
from sync.central.embedded import EmbeddedCentre

HALL, WINDOW = 3, 5
STAFF_NO, CLERK = "0512", "许清和"
PEOPLE = 200
SEED = 1
_FACTS = HallFacts(
    name="示例市住房公积金综合服务大厅",
    address="示例市样例区政务路1号",
    phone="12329",
    complaint_phone="12329",
    service_hours="工作日 8:30-12:00，13:30-17:00",
)

Progress = Callable[[str], None]


class Trial:
    """The ground, from ``prepare`` to ``close``; nothing of it is left afterwards."""

    def __init__(self, progress: Progress = lambda _words: None) -> None:
        """Nothing is started yet; ``progress`` is told what is being done."""
        self._progress = progress
        self._stack = ExitStack()
        self.centre = EmbeddedCentre()
        self.simulators = Simulators()
        self._stack.callback(self.simulators.close)
        self.folder = Path(tempfile.mkdtemp(prefix="counter-trial-"))
        self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.machine_code = self.clerk_code = ""
        self.people: tuple[SampleCitizen, ...] = ()

    def prepare(self) -> None:
        """Start the centre, add hall, window and clerk, import citizens; takes some seconds."""
        self._progress("starting the embedded centre")
        self._stack.enter_context(self.centre)
        dsn, keys = self.centre.admin_dsn, self.folder / "keys"
        self._progress("adding hall, window and clerk")
        add_hall(dsn, HALL, _FACTS, keys)
        self.machine_code = add_window(dsn, Place(HALL, WINDOW), keys).code
        self.clerk_code = add_clerk(dsn, HALL, STAFF_NO, CLERK)
        self._progress("importing fictional citizens")
        self._import_people(dsn, keys)

    def open_desk(self, credentials: Credentials | None = None) -> Opened:
        """Set a workstation up by its code, its secrets in memory; raises ``CannotOpen``."""
        address = self.centre.address("", "")
        where = WhereTo(f"{address.host}:{address.port}/{address.dbname}", "", self.machine_code)
        folder = self.folder / "profile"
        return set_up(folder, where, credentials or MemoryCredentials(), self.simulators.settings)

    def close(self) -> None:
        """Stop everything and remove the folder."""
        self._stack.close()

    def _import_people(self, dsn: str, keys: Path) -> None:
        today = hall_day(dt.datetime.now(dt.UTC))
        as_of = today - dt.timedelta(days=1)
        self.people = tuple(sample_citizens(PEOPLE, SEED, as_of))
        file = self.folder / "citizens.xlsx"
        write_citizens(file, self.people, as_of)
        import_citizens(dsn, file, keys, citizen_checks(today))


def open_trial(trial: Trial) -> tuple[Opened, str]:
    """Prepare a trial and open its desk; closing what is opened closes the trial too."""
    with ExitStack() as stack:
        stack.callback(trial.close)
        trial.prepare()
        opened = trial.open_desk()
        # Pushed last, so closed first: the desk goes before the ground it stands on.
        stack.push(opened.stack)
        hint = _("演练：工号 {number}，登记码 {code}，密码自己定").format(
            number=STAFF_NO, code=trial.clerk_code
        )
        return Opened(opened.workplace, opened.devices, opened.held, stack.pop_all()), hint
