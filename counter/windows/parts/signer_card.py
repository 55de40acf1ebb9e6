"""One person on the consent page: who it is, the texts, the signature."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter.windows.icons import drawn, mark
from counter.windows.parts.rows import RowsView
from counter.windows.parts.signature import SignatureField
from counter.windows.parts.status_rows import StatusRows
from counter.windows.parts.text import Elided, fit_to_text, label
from counter.windows.parts.verb_button import VerbButton
from counter.windows.screen import Signer, Verb
from counter.windows.style import set_state

_MARKS = {"act": "act", "done": "done", "": "locked"}
_PHOTO_W, _PHOTO_H = 44, 56


class _Head(QFrame):
    """The person: photo, role, name, sex and age, number, and where the card lies."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("signerHead")
        photo = label()
        photo.setObjectName("photo")
        photo.setFixedSize(_PHOTO_W, _PHOTO_H)
        photo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # The picture on the chip is in a format only licensed software may open.
        photo.setPixmap(drawn("user-round", "ink3", 28))
        self._role, self._name = label(role="caption"), Elided(role="strong")
        self._person, self._number = label(role="small"), Elided(role="small")
        self._mark, self._line = label(), Elided(role="small")
        names, state = QHBoxLayout(), QHBoxLayout()
        for row in (names, state):
            row.setSpacing(8)
        names.addWidget(self._role)
        names.addWidget(self._name, 100)
        names.addWidget(self._person)
        names.addStretch(1)
        state.addWidget(self._mark)
        state.addWidget(self._line, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(names)
        words.addWidget(self._number)
        words.addLayout(state)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 5, 12, 5)
        whole.setSpacing(12)
        whole.addWidget(photo)
        whole.addLayout(words, 1)

    def show_signer(self, signer: Signer) -> None:
        set_state(self, "active" if signer.active else "")
        self._role.setText(signer.role)
        self._name.show_text(signer.name)
        fit_to_text(self._name, "strong")
        self._person.setText(signer.person)
        self._number.show_text(signer.number)
        if (pixmap := mark(_MARKS[signer.line_state])) is not None:
            self._mark.setPixmap(pixmap)
        self._line.show_text(signer.line, signer.line_state)


class SignerCard(QFrame):
    """Shows a ``Signer``; tells the row that was chosen, a signature, and the verbs."""

    moved = pyqtSignal(int, int)
    """The person of this card and the row."""
    inked = pyqtSignal(object)
    """Strokes and field size, or nothing while the pen is down."""
    verb_pressed = pyqtSignal(str)

    def __init__(self, nth: int, parent: QWidget | None = None) -> None:
        """Build the card of the ``nth`` person."""
        super().__init__(parent)
        self._nth = nth
        self.setObjectName("signerCard")
        self._head = _Head()
        self.list = RowsView(StatusRows(), f"consents_{nth}", {"Space": "witness"})
        self.field = SignatureField()
        self.field.setObjectName(f"signature_{nth}")
        self._field_title, self._field_note = label(role="bold"), Elided(role="micro")
        self._field_note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._foot = Elided(role="small")
        self._cannot = VerbButton(Verb("cannot_sign", "不能签字", "Ctrl H", style="flat"))
        self._again = VerbButton(Verb("sign_again", "请重签", "Ctrl Del", style="flat"))
        self._confirm = VerbButton(Verb("witness", "确认这份签名", "Space", style="flat"))
        self._is_showing = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 4)
        column.setSpacing(0)
        column.addWidget(self._head)
        # The list comes first, up to all its rows; what is left is room to write.
        column.addWidget(self.list, 100)
        title, foot = QHBoxLayout(), QHBoxLayout()
        title.setContentsMargins(12, 4, 12, 2)
        title.addWidget(self._field_title)
        title.addWidget(self._field_note, 1)
        column.addLayout(title)
        inset = QHBoxLayout()
        inset.setContentsMargins(12, 0, 12, 4)
        inset.addWidget(self.field)
        column.addLayout(inset, 20)
        foot.setContentsMargins(12, 0, 8, 0)
        foot.setSpacing(4)
        foot.addWidget(self._foot, 1)
        foot.addWidget(self._cannot)
        foot.addWidget(self._again)
        foot.addWidget(self._confirm)
        column.addLayout(foot)
        column.addStretch(1)

    def _connect(self) -> None:
        self.list.moved.connect(self._tell_moved)
        self.list.verb_pressed.connect(self._tell_verb)
        self.field.signed.connect(self._tell_ink)
        self.field.begun.connect(self._tell_pen_down)
        self.field.witnessed.connect(self._witness)
        self._again.clicked.connect(self._sign_again)
        self._confirm.clicked.connect(self._witness)
        self._cannot.clicked.connect(self._cannot_sign)

    def show_signer(self, signer: Signer) -> None:
        """Show the person; the list of whoever is not here is locked."""
        self._is_showing = True
        set_state(self, "active" if signer.active else "")
        self._head.show_signer(signer)
        self.list.setAccessibleName(f"{signer.role} {signer.name} 要签的文本")
        self.field.setAccessibleName(f"{signer.role} {signer.name} 的签名")
        self.list.setEnabled(signer.active)
        self.list.show_rows(signer.rows, signer.current)
        self.list.setMaximumHeight(self.list.natural_height())
        if not signer.active:
            self.list.clearSelection()
        elif self.list.current() >= 0:
            self.list.setCurrentIndex(self.list.currentIndex())
        self._is_showing = False
        self._field_title.setText(signer.field_title)
        self._field_note.show_text(signer.field_note)
        if not signer.has_ink and not self.field.is_drawing:
            self.field.clear()
        self.field.show_strokes(signer.strokes)
        self.field.allow(signer.can_sign)
        self._foot.show_text(signer.foot, "done" if signer.foot else "")
        for button in (self._again, self._confirm):
            button.setEnabled(signer.has_ink)
        self._confirm.setVisible(signer.can_sign)
        # One place for both: nobody signs again who cannot sign.
        self._again.setVisible(signer.can_sign and signer.has_ink)
        self._cannot.setVisible(signer.can_sign and not signer.has_ink)
        self._confirm.show_verb(
            Verb(
                "witness",
                "确认这份签名",
                "Space",
                enabled=signer.has_ink,
                style="next" if signer.has_ink else "flat",
            )
        )

    def _tell_moved(self, row: int) -> None:
        if not self._is_showing:
            self.moved.emit(self._nth, row)

    def _tell_verb(self, _row: int, verb: str) -> None:
        self.verb_pressed.emit(verb)

    def _tell_ink(self) -> None:
        self.inked.emit((self.field.strokes(), (self.field.width(), self.field.height())))

    def _tell_pen_down(self) -> None:
        self.inked.emit(None)

    def _witness(self) -> None:
        self.verb_pressed.emit("witness")

    def _cannot_sign(self) -> None:
        self.verb_pressed.emit("cannot_sign")

    def _sign_again(self) -> None:
        self.verb_pressed.emit("sign_again")
