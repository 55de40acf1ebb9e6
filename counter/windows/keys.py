"""The keys of the desk: one filter, so that they win over fields and a composing input method."""

from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QKeyCombination, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QApplication, QWidget


@dataclass(frozen=True)
class DeskKey:
    """A key in Qt's portable spelling, its verb, and its words on the key sheet."""

    key: str
    verb: str
    words: str = ""
    """Empty: the verb's own button says it, or another line of the sheet."""


# Printed on the strip under the monitor; the hall's own are no different at each desk.
EVERYWHERE = (
    DeskKey("F1", "keys", "本页按键"),
    DeskKey("Ctrl+K", "find", "查找号或件"),
    DeskKey("Ctrl+L", "lock", "锁屏"),
    DeskKey("F11", "full_screen", "全屏"),
    DeskKey("Ctrl+I", "why", "为什么：依据和版本"),
    DeskKey("Esc", "back", "返回，不丢内容"),
    DeskKey("Alt+1", "queue", "挂起和过号的"),
    DeskKey("Alt+2", "work", "回到办理"),
    DeskKey("Alt+3", "promises", "待办承诺"),
    DeskKey("Alt+4", "to_check", "待核对的"),
    DeskKey("Alt+5", "devices", "设备和线路"),
    DeskKey("Alt+6", "drill", "断网演练"),
    DeskKey("Ctrl+R", "again", "再查一次、再试一次"),
)
QUEUE = (
    DeskKey("F2", "call_next", "呼叫下一位"),
    DeskKey("Ctrl+F2", "walk_up", "手工接号"),
    DeskKey("Shift+F2", "undo", "撤销呼叫或过号"),
    DeskKey("F3", "recall", "重呼"),
    DeskKey("F4", "miss", "过号"),
    DeskKey("F5", "start", "开始办理"),
    DeskKey("F6", "hold", "挂起"),
    DeskKey("F12", "finish", "结束服务并请评价"),
)
STEPS = (
    DeskKey("Ctrl+Return", "step_done", "完成本步"),
    DeskKey("Ctrl+Enter", "step_done"),
    *(DeskKey(f"Ctrl+{n}", f"step_{n}", "到第 1 至 7 步" if n == 1 else "") for n in range(1, 8)),
    DeskKey("F7", "read_card", "读身份证"),
    DeskKey("F9", "print", "打印本步的单子"),
    DeskKey("Ctrl+Down", "next_open", "下一个没有结论的"),
    DeskKey("Ctrl+PgDown", "next_open"),
    DeskKey("Ctrl+G", "take_limit", "改为可贷额度"),
    DeskKey("Ctrl+B", "add_offset", "加签按月冲还贷"),
    DeskKey("Ctrl+D", "refuse", "记录不同意"),
    DeskKey("Ctrl+H", "cannot_sign", "不能签字：捺印"),
    DeskKey("Ctrl+Del", "sign_again", "请重签"),
    DeskKey("Ctrl+Space", "witness", "确认这份签名"),
)
GROUPS = (("随时", EVERYWHERE), ("叫号", QUEUE), ("办理", STEPS))
DESK_KEYS = {one.key: one.verb for _title, group in GROUPS for one in group}


class DeskKeys(QObject):
    """Turns the desk's keys into verbs, whatever has the focus inside one window.

    It stands where the window system hands a key in, before Qt passes it on to the field that
    has the focus. A filter on the application would see every event of every widget, those half
    made and half gone among them.
    """

    pressed = pyqtSignal(str)

    def watch(self, window: QWidget) -> None:
        """Watch every key that comes to ``window``, which must have been shown."""
        handle = window.windowHandle()
        assert handle is not None
        handle.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Claim the desk's keys before any field does; each press is told once."""
        if not isinstance(event, QKeyEvent) or QApplication.activePopupWidget() is not None:
            return False
        verb = DESK_KEYS.get(spelling(event))
        if verb is None:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            if not event.isAutoRepeat():
                self.pressed.emit(verb)
            return True
        return False


def spelling(event: QKeyEvent) -> str:
    """A pressed key in Qt's portable spelling, the number pad's like the others'."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def on_cap(key: str) -> str:
    """A key as it is printed on its cap: ``Ctrl ↵`` for ``Ctrl+Return``."""
    words = {"Return": "↵", "Del": "Del", "Space": "空格", "PgDown": "PgDn", "Down": "↓"}
    return " ".join(words.get(part, part) for part in key.split("+"))
