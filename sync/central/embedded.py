"""A whole centre in a throw-away folder, for the trial and the tour: no administrator, no
network."""

import shutil
import tempfile
from pathlib import Path

from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import create_database, upgrade
from sync.settings import CentreAddress

DATABASE = "counter"


class EmbeddedCentre:
    """PostgreSQL with the central schema on a unix socket; gone when the block ends.

    ``stop`` and ``start`` in between make an outage.
    """

    def __init__(self, binaries: Path | None = None) -> None:
        """Use ``binaries``, or what this machine offers."""
        self._options = ClusterOptions(binaries=binaries)
        self._folder: Path | None = None
        self._cluster: Cluster | None = None

    def __enter__(self) -> "EmbeddedCentre":
        # A folder of its own with a short name: the path of a unix socket has at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="counter-"))
        try:
            self._cluster = Cluster(self._folder, self._options)
            self._cluster.create()
            self._cluster.start()
            create_database(self._cluster.dsn(), DATABASE)
            upgrade(self.admin_dsn)
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    @property
    def admin_dsn(self) -> str:
        """How the administrator connects to the centre's database."""
        return self.cluster.dsn(DATABASE)

    @property
    def cluster(self) -> Cluster:
        """The server itself."""
        if self._cluster is None:
            raise RuntimeError("the embedded centre is used outside its block")
        return self._cluster

    def address(self, user: str, password: str) -> CentreAddress:
        """Where a desk finds this centre, as one login."""
        cluster = self.cluster
        return CentreAddress(
            str(cluster.socket_folder), cluster.port, DATABASE, user, password, None
        )

    def stop(self) -> None:
        """Let the centre go away; what was committed stays."""
        self.cluster.stop()

    def start(self) -> None:
        """Let the centre come back."""
        self.cluster.start()

    def _remove(self) -> None:
        if self._cluster is not None:
            self._cluster.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._cluster = self._folder = None
