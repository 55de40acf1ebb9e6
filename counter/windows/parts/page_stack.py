"""The pages of the work area, one shown at a time."""

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QStackedWidget


class PageStack(QStackedWidget):
    """Is as tall as the page it shows; Qt's own stack is as tall as its tallest page."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The shown page's own size."""
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least the shown page needs."""
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()
