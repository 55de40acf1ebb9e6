"""The first page of the day: who sits here, and the password that unlocks that person's keys."""

from dataclasses import dataclass

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.text import label
from counter.windows.screen import Message, SignInScreen
from counter.windows.style import dress, set_state


@dataclass(frozen=True)
class _Face:
    title: str
    enter: str
    asks: frozenset[str]


_SIGNING_IN = _Face("登录", "登录  ↵", frozenset({"who", "password"}))
_ENROLLING = _Face("登记", "登记并登录  ↵", frozenset({"who", "code", "password", "again"}))
_RENEWING = _Face("重新登记本机", "重新登记  ↵", frozenset({"code"}))
_RENEW = "本机已暂停上传：用新登记码重新登记"
_ABOUT_RENEWAL = (
    "本机的资料与中心的对不上，已暂停上传。",
    "请管理员发新登记码（replace-window）。未上传的业务会原样补传，一笔不丢。",
)


class SignInWindow(QWidget):
    """Shows a ``SignInScreen``; no personal data of a citizen is on it."""

    signed_in = pyqtSignal(str, str)
    """Staff number, password."""
    enrolled = pyqtSignal(str, str, str)
    """Staff number, one-time code, new password."""
    enrolment_asked = pyqtSignal(bool)
    renewal_asked = pyqtSignal(bool)
    renewed = pyqtSignal(str)
    """The one-time code this machine is set up again with."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        dress(self)
        self.setWindowTitle("公积金窗口工作台")
        self._plate = label()
        self._plate.setObjectName("plate")
        self._plate.setFixedSize(64, 64)
        self._plate.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label("登录", "title")
        self._link = label(role="small")
        self._message = MessageBar()
        self._who = QComboBox()
        self._who.setObjectName("who")
        self._who.setEditable(True)
        self._who.setAccessibleName("工号")
        self._code, self._password, self._again = QLineEdit(), _secret(), _secret()
        self._code.setObjectName("code")
        self._password.setObjectName("password")
        self._again.setObjectName("again")
        self._enter = QPushButton("登录  ↵")
        self._enter.setObjectName("enter")
        set_state(self._enter, "next")
        self._switch = QPushButton("第一次使用：用登记码登记")
        self._switch.setObjectName("switch")
        self._renew = QPushButton(_RENEW)
        self._renew.setObjectName("renew")
        self._enrolling = self._renewing = False
        self._lay_out()
        self._enter.clicked.connect(self._confirm)
        self._password.returnPressed.connect(self._confirm)
        self._again.returnPressed.connect(self._confirm)
        self._code.returnPressed.connect(self._confirm_code)
        self._renew.clicked.connect(lambda: self.renewal_asked.emit(not self._renewing))
        # Whoever types a code means to enrol: names that arrive meanwhile do not turn the page.
        self._code.textEdited.connect(self._take_code)
        self._switch.clicked.connect(lambda: self.enrolment_asked.emit(not self._enrolling))

    def _lay_out(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(460)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(28, 24, 28, 24)
        inner.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._plate)
        words = QVBoxLayout()
        words.addWidget(self._title)
        words.addWidget(self._link)
        head.addLayout(words, 1)
        inner.addLayout(head)
        inner.addWidget(self._message)
        form = QFormLayout()
        form.setSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._rows = {
            name: label(words)
            for name, words in (
                ("who", "工号"),
                ("code", "登记码"),
                ("password", "密码"),
                ("again", "再输一次"),
            )
        }
        for name, box in (
            ("who", self._who),
            ("code", self._code),
            ("password", self._password),
            ("again", self._again),
        ):
            self._rows[name].setBuddy(box)
            form.addRow(self._rows[name], box)
        inner.addLayout(form)
        inner.addWidget(self._enter)
        inner.addWidget(self._switch)
        inner.addWidget(self._renew)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        # Not aligned: an aligned card would not grow with a message of several lines.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(card)
        row.addStretch()
        whole.addLayout(row)
        whole.addStretch(3)

    def show_screen(self, screen: SignInScreen) -> None:
        """Show who may sign in and what went wrong; a wrong password keeps the name."""
        self._plate.setText(str(screen.window_no or ""))
        self._link.setText(screen.link)
        people = [self._who.itemData(n) for n in range(self._who.count())]
        if people != [number for number, _ in screen.people]:
            self._who.clear()
            for number, name in screen.people:
                self._who.addItem(f"{number} {name}", number)
            if screen.chosen:
                self._who.setCurrentIndex(self._who.findData(screen.chosen))
        self._show_face(screen)
        self._message.show_message(_message(screen))
        entry: tuple[QWidget, ...] = (self._who, self._code, self._password, self._again)
        for part in (*entry, self._enter, self._switch, self._renew):
            part.setEnabled(not screen.busy)
        if screen.error:
            self._password.clear()
            self._again.clear()
            self._password.setFocus()

    def _show_face(self, screen: SignInScreen) -> None:
        """One of three faces: sign in, enrol a person, set the machine up again."""
        self._enrolling, self._renewing = screen.enrolling, screen.renewing
        face = _RENEWING if screen.renewing else _ENROLLING if screen.enrolling else _SIGNING_IN
        for name, box in (
            ("who", self._who),
            ("code", self._code),
            ("password", self._password),
            ("again", self._again),
        ):
            box.setVisible(name in face.asks)
            self._rows[name].setVisible(name in face.asks)
        self._rows["password"].setText("新密码" if screen.enrolling else "密码")
        self._title.setText(face.title)
        self._enter.setText(face.enter)
        self._switch.setText("返回登录" if screen.enrolling else "第一次使用：用登记码登记")
        self._switch.setVisible(not screen.renewing)
        self._renew.setVisible(screen.renewable)
        self._renew.setText("返回登录" if screen.renewing else _RENEW)

    def _take_code(self, _text: str) -> None:
        if not self._renewing:
            self.enrolment_asked.emit(True)

    def _confirm_code(self) -> None:
        if self._renewing:
            self._confirm()

    def forget(self) -> None:
        """Empty the secret fields once they were used."""
        for box in (self._code, self._password, self._again):
            box.clear()

    def _confirm(self) -> None:
        if self._renewing:
            self.renewed.emit(self._code.text())
            return
        number = str(self._who.currentData() or self._who.currentText().split(" ")[0]).strip()
        if self._enrolling and self._password.text() != self._again.text():
            self._message.show_message(Message("两次输入的密码不一样。请重新输入。"))
            return
        if self._enrolling:
            self.enrolled.emit(number, self._code.text(), self._password.text())
        else:
            self.signed_in.emit(number, self._password.text())


def _message(screen: SignInScreen) -> Message | None:
    if screen.error:
        return Message(screen.error)
    if screen.renewing:
        return Message(*_ABOUT_RENEWAL, state="act")
    return Message(screen.hint, state="act") if screen.hint and screen.enrolling else None


def _secret() -> QLineEdit:
    box = QLineEdit()
    box.setEchoMode(QLineEdit.EchoMode.Password)
    # Latin letters only: an input method has no business in a password.
    box.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
        | Qt.InputMethodHint.ImhLatinOnly
    )
    return box
