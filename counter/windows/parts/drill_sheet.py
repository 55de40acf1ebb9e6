"""The sheet that starts an outage drill (断网演练): where and for how long, asked once."""

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import label
from counter.windows.parts.unchanged import only_changes
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import DrillOffer, Verb

_WHAT = (
    "演练时这里真的连不上中心，和断网一样；到时间自动恢复，不能提前结束。",
    "办理照常：每一步都存在本机，恢复后自动上传。演练会写在窗口日结和大厅日报表上。",
)


class DrillSheet(Sheet):
    """Shows a ``DrillOffer``; ``started`` tells whether the whole hall, and the minutes."""

    started = pyqtSignal(bool, int)

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden over ``parent``."""
        super().__init__("断网演练", "真的断开一段时间，到时自动恢复", parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._message, self._form = MessageBar(), QWidget()
        self._desk = QRadioButton("本窗口，马上开始")
        self._hall = QRadioButton("全大厅，60 秒后开始（各窗口先看到开始时间）")
        self._scope, self._minutes = QButtonGroup(self), QSpinBox()
        self._start = VerbButton(Verb("drill_start", "开始演练", "↵", style="next"))
        self._name_parts()
        self.column.addWidget(self._message)
        self.column.addWidget(self._form)
        self._lay_out()
        self._start.clicked.connect(self._tell)
        self._scope.buttonToggled.connect(self._keep_keyboard_on_choice)

    def _name_parts(self) -> None:
        self._desk.setObjectName("drill_desk")
        self._hall.setObjectName("drill_hall")
        for one in (self._desk, self._hall):
            self._scope.addButton(one)
            one.installEventFilter(self)
        self._minutes.setObjectName("drill_minutes")
        self._minutes.setAccessibleName("演练多少分钟")
        self._minutes.setSuffix(" 分钟")
        self._minutes.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._minutes.setFixedWidth(140)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for words in _WHAT:
            said = label(words)
            said.setWordWrap(True)
            column.addWidget(said)
        column.addSpacing(4)
        for part in (label("哪里断开", "bold"), self._desk, self._hall):
            column.addWidget(part)
        column.addSpacing(4)
        named = label("断开多久", "bold")
        named.setBuddy(self._minutes)
        column.addWidget(named)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._limits = label(role="small")
        line.addWidget(self._minutes)
        line.addWidget(self._limits)
        line.addStretch(1)
        line.addWidget(label("Tab 下一项，↑ ↓ 改，回车开始", "caption"))
        line.addWidget(self._start)
        column.addLayout(line)

    @only_changes
    def show_offer(self, offer: DrillOffer) -> None:
        """Show what may be chosen, or in its place why nothing may be."""
        self._message.show_message(offer.refusal)
        self._form.setVisible(offer.refusal is None)
        self._minutes.setRange(offer.least, offer.most)
        self._limits.setText(f"{offer.least} 至 {offer.most} 分钟")
        self._usual = offer.usual

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; nothing of the last time is chosen any more."""
        super().lay(area)
        self._desk.setChecked(True)
        self._minutes.setValue(self._usual)
        (self._desk if self._form.isVisible() else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Enter starts from wherever the keyboard is."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._form.isVisible():
                self._tell()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """An arrow on either place takes the other one, in a window behind another one too."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return super().eventFilter(watched, event)
        other = self._hall if watched is self._desk else self._desk
        other.setChecked(True)
        other.setFocus()
        return True

    def _keep_keyboard_on_choice(self) -> None:
        # Tab never stops on the one that is not chosen: Enter there would start the other.
        for one in (self._desk, self._hall):
            is_chosen = one.isChecked()
            policy = Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus
            one.setFocusPolicy(policy)

    def _tell(self) -> None:
        self._minutes.interpretText()
        self.started.emit(self._hall.isChecked(), self._minutes.value())
