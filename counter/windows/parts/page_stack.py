"""The pages of the work area, one shown at a time."""

from PyQt6.QtCore import QSize
from PyQt6.QtWidgets import QStackedLayout, QWidget


class _OnePage(QStackedLayout):
    """Is as tall as the page it shows; Qt's own is as tall as its tallest page.

    A page that does not wrap its words is asked for the least it needs, so that its lists give way
    to a message above it.
    """

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Always: the shown page alone is asked."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """What the shown page needs at a width."""
        page = self.currentWidget()
        if page is None:
            return super().heightForWidth(width)
        if page.hasHeightForWidth():
            return page.heightForWidth(width)
        return page.minimumSizeHint().height()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The shown page's own size."""
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """The least the shown page needs."""
        page = self.currentWidget()
        return super().minimumSize() if page is None else page.minimumSizeHint()


class PageStack(QWidget):
    """Holds every page and shows one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty stack."""
        super().__init__(parent)
        # Not a stacked widget: the scroll area asks the layout for its height, and only a layout
        # of ours can answer for the page that is shown.
        self._pages = _OnePage(self)

    def addWidget(self, page: QWidget) -> None:  # noqa: N802 - as Qt's stack has it
        """Add a page."""
        self._pages.addWidget(page)

    def currentWidget(self) -> QWidget | None:  # noqa: N802 - as Qt's stack has it
        """The page that is shown."""
        return self._pages.currentWidget()

    def setCurrentWidget(self, page: QWidget) -> None:  # noqa: N802 - as Qt's stack has it
        """Show a page."""
        self._pages.setCurrentWidget(page)
        self._pages.invalidate()
