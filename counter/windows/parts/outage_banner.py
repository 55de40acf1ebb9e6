"""The banner of an outage: since when, what goes on, how long already."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counter.windows.icons import drawn
from counter.windows.parts.text import Elided, label
from counter.windows.parts.unchanged import only_changes
from counter.windows.screen import Outage


class OutageBanner(QFrame):
    """Shows an ``Outage``; hidden while the centre can be reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build it hidden."""
        super().__init__(parent)
        self.setObjectName("outage")
        sign = label()
        sign.setPixmap(drawn("unplug", "onbar", 20))
        self._since, self._text, self._for = label(role="strong"), Elided(), label(role="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(sign)
        row.addWidget(self._since)
        row.addWidget(self._text, 1)
        row.addWidget(self._for)
        self.hide()

    @only_changes
    def show_outage(self, outage: Outage | None) -> None:
        """Show the outage, or hide."""
        self.setVisible(outage is not None)
        if outage is None:
            return
        self._since.setText(outage.since)
        self._text.show_text(outage.text)
        self._for.setText(outage.lasting)
        self.setAccessibleName(f"{outage.since} {outage.text}")
