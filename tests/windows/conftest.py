from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter.store.unit_of_work import Store
from counter.windows.desk_window import DeskWindow
from counter.windows.style import choose_type
from tests import builders as b
from tests.windows.at_work import AtWork, sit_down


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> DeskWindow:
    """The window at 1366 x 768, on the screen and still without a picture."""
    choose_type(qapp, 1366)
    window = DeskWindow()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return b.a_store(tmp_path)


@pytest.fixture
def outfit(store: Store) -> Iterator[b.Outfit]:
    with b.an_outfit(store) as made:
        made.queue.issue("A", "L01")
        couple = (b.HUSBAND, b.WIFE), (b.WIFE, b.HUSBAND)
        made.directory.entries = {
            one.number: b.an_entry(one, spouse_doc_number=other.number) for one, other in couple
        }
        yield made


@pytest.fixture
def at_work(outfit: b.Outfit) -> AtWork:
    return sit_down(outfit)
