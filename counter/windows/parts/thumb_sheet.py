"""The sheet for somebody who cannot write the own name: read aloud, paper, thumb, two witnesses."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.sheet import Sheet
from counter.windows.parts.text import Elided, label
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import Message, ThumbAsked, Verb

_FIELD_W = 280


class ThumbSheet(Sheet):
    """Shows a ``ThumbAsked``; ``given`` tells both ticks, the staff number and the password."""

    given = pyqtSignal(bool, bool, str, str)
    print_asked = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        """Build it hidden."""
        super().__init__("不能签字：宣读、捺印、两人见证", "Tab 下一项，空格打勾，回车确认", parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._key = ""
        self._said: Message | None = None
        self._what, self._who = Elided(role="strong"), Elided(role="small")
        self._message = MessageBar()
        self._read = QCheckBox("已当面逐字宣读，本人听清并同意")
        self._pressed = QCheckBox("本人已在签署页上捺印，两位见证人已在签署页上签名")
        self._page = Elided(role="small")
        self._print = VerbButton(Verb("print", "打印签署页", "F9"))
        self._staff, self._password = QLineEdit(), QLineEdit()
        self._confirm = VerbButton(Verb("thumb", "确认捺印", "↵", style="next"))
        self._name_parts()
        self._lay_out()
        self._print.clicked.connect(self._ask_print)
        self._confirm.clicked.connect(self._give)

    def _name_parts(self) -> None:
        self._read.setObjectName("thumb_read")
        self._pressed.setObjectName("thumb_pressed")
        self._staff.setObjectName("thumb_staff")
        self._staff.setAccessibleName("第二见证人工号")
        self._staff.setMaxLength(20)
        self._password.setObjectName("thumb_password")
        self._password.setAccessibleName("第二见证人密码")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setMaxLength(128)
        for line in (self._staff, self._password):
            line.setFixedWidth(_FIELD_W)

    def _lay_out(self) -> None:
        self.column.setSpacing(12)
        for part in (self._what, self._who, self._message, self._read):
            self.column.addWidget(part)
        paper = QHBoxLayout()
        paper.setSpacing(12)
        paper.addWidget(self._print)
        paper.addWidget(self._page, 1)
        self.column.addLayout(paper)
        self.column.addWidget(self._pressed)
        second = QGridLayout()
        second.setHorizontalSpacing(12)
        second.setVerticalSpacing(8)
        second.setColumnStretch(2, 1)
        lines = ((self._staff, "第二见证人工号"), (self._password, "第二见证人密码"))
        for row, (line, words) in enumerate(lines):
            named = label(words, "small")
            named.setBuddy(line)
            second.addWidget(named, row, 0)
            second.addWidget(line, row, 1)
        self.column.addLayout(second)
        self.column.addWidget(
            label("第一见证人是本窗口登录的柜员。扶手代捺、代签的无效。", "small")
        )
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._confirm)
        self.column.addLayout(foot)

    def show_asked(self, asked: ThumbAsked) -> bool:
        """Show what is asked; for another text or person nothing is ticked or typed any more.

        Returns whether it is the one shown before.
        """
        is_same = asked.key == self._key
        if not is_same:
            self._key = asked.key
            self._empty()
        self._what.show_text(asked.title)
        self._who.show_text(asked.who)
        self._page.show_text(asked.page_line, "done" if asked.is_page_ready else "")
        self._message.show_message(asked.message)
        is_free = not asked.busy
        self._pressed.setEnabled(asked.is_page_ready)
        self._print.setEnabled(is_free)
        self._confirm.show_verb(
            Verb("thumb", asked.busy or "确认捺印", "↵", enabled=is_free, style="next")
        )
        if asked.message is not None and asked.message != self._said:
            # A password that was refused is typed anew; the next picture of the same leaves it.
            self._password.clear()
        self._said = asked.message
        return is_same

    def lay(self, area: QWidget) -> None:
        """Cover ``area``; the keyboard is on the first tick."""
        super().lay(area)
        self._read.setFocus()

    def put_away(self) -> None:
        """Hide it; the password is gone."""
        self._password.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Enter confirms from wherever the keyboard is."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._confirm.isEnabled():
                self._give()
            return
        super().keyPressEvent(event)

    def _ask_print(self) -> None:
        self.print_asked.emit()

    def _give(self) -> None:
        self.given.emit(
            self._read.isChecked(),
            self._pressed.isChecked(),
            self._staff.text(),
            self._password.text(),
        )

    def _empty(self) -> None:
        self._read.setChecked(False)
        self._pressed.setChecked(False)
        self._staff.clear()
        self._password.clear()
