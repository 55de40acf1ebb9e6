"""The first-start page: try the program with a throw-away profile, or set this workstation up."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from counter.windows.parts.message_bar import MessageBar
from counter.windows.parts.text import label
from counter.windows.screen import FirstStartScreen, Message
from counter.windows.style import dress, set_state


class FirstStartWindow(QWidget):
    """Shows a ``FirstStartScreen``."""

    trial_chosen = pyqtSignal()
    set_up = pyqtSignal(str, str, str)
    """The centre's address, the file of its certificate authority, the enrolment code."""

    def __init__(self) -> None:
        """Build the page."""
        super().__init__()
        dress(self)
        self.setWindowTitle("公积金窗口工作台・首次启动")
        self._message = MessageBar()
        self._progress = label(role="small")
        self._try = QPushButton("先试一试")
        self._try.setObjectName("try")
        set_state(self._try, "next")
        self._address, self._authority, self._code = QLineEdit(), QLineEdit(), QLineEdit()
        self._set_up = QPushButton("设置这台窗口电脑")
        self._set_up.setObjectName("setUp")
        self._lay_out()
        self._try.clicked.connect(self.trial_chosen)
        self._set_up.clicked.connect(
            lambda: self.set_up.emit(
                self._address.text(), self._authority.text(), self._code.text()
            )
        )

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(40, 32, 40, 32)
        whole.setSpacing(14)
        whole.addWidget(label("公积金窗口工作台", "number"))
        whole.addWidget(label("这台电脑还没有设置。可以先试一试，也可以直接设置。", "small"))
        whole.addWidget(self._message)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._trial_card(), 1)
        row.addWidget(self._set_up_card(), 1)
        whole.addLayout(row)
        whole.addWidget(self._progress)
        whole.addStretch()

    def _trial_card(self) -> QFrame:
        card, inner = _card("先试一试")
        inner.addWidget(
            _words(
                "用一份用完即丢的资料、一个本机的演示中心和模拟设备走一遍。不连接任何真实系统，关闭后不留数据。"
            )
        )
        inner.addStretch()
        inner.addWidget(self._try)
        return card

    def _set_up_card(self) -> QFrame:
        card, inner = _card("设置这台窗口电脑")
        for box, words, name in (
            (self._address, "中心地址（主机:端口/数据库）", "address"),
            (self._authority, "中心证书文件", "authority"),
            (self._code, "登记码（管理员给的一次性码）", "code"),
        ):
            box.setObjectName(name)
            box.setAccessibleName(words)
            inner.addWidget(label(words, "small"))
            inner.addWidget(box)
        pick = QPushButton("选择证书文件…")
        pick.clicked.connect(self._pick)
        inner.addWidget(pick)
        inner.addWidget(self._set_up)
        return card

    def _pick(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "中心证书文件", "", "证书 (*.crt *.pem)")
        if name:
            self._authority.setText(name)

    def show_screen(self, screen: FirstStartScreen) -> None:
        """Show what can be done on this machine."""
        if screen.error:
            self._message.show_message(Message(screen.error))
        elif screen.keyring:
            self._message.show_message(Message("现在只能试用", screen.keyring, "warn"))
        else:
            self._message.show_message(None)
        self._progress.setText(screen.progress)
        self._try.setEnabled(not screen.busy)
        for box in (self._set_up, self._address, self._authority, self._code):
            box.setEnabled(screen.can_keep and not screen.busy)


def _card(title: str) -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    inner = QVBoxLayout(card)
    inner.setContentsMargins(20, 16, 20, 20)
    inner.setSpacing(8)
    inner.addWidget(label(title, "strong"))
    return card, inner


def _words(text: str) -> QWidget:
    shown = label(text)
    shown.setWordWrap(True)
    return shown
