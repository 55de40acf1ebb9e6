"""Step 5: each person signs alone, one text at a time, with the own card on the reader."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from counter.windows.pages.page import WorkPage
from counter.windows.parts.row_list import RowList
from counter.windows.parts.signature import SignatureField
from counter.windows.parts.text import Elided, label
from counter.windows.screen import ConsentsPage, Signer
from counter.windows.style import set_state


class _SignerCard(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        self._title = Elided(role="strong")
        self._line = Elided(role="small")
        self.list = RowList(("文本", "状态"), (0, 120))
        column.addWidget(self._title)
        column.addWidget(self._line)
        column.addWidget(self.list, 1)

    def show_signer(self, signer: Signer) -> None:
        set_state(self, "active" if signer.active else "")
        self._title.show_text(signer.title)
        self._line.show_text(signer.line, "act" if signer.active else "")
        self.list.setEnabled(signer.active)
        self.list.show_rows(signer.rows, signer.current)


class ConsentsPageView(WorkPage):
    """Shows a ``ConsentsPage``; ``chosen`` tells ``text`` with person and row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page."""
        super().__init__(parent)
        self.column.addWidget(label("配偶签署・逐人逐份", "title"))
        self.column.addWidget(
            label("读卡器上是谁的证件，就只能签谁的。换人：放上另一张证件，按 F7", "small")
        )
        self._people = QHBoxLayout()
        self._people.setSpacing(12)
        self.column.addLayout(self._people, 1)
        self._cards: list[_SignerCard] = []
        below = QHBoxLayout()
        below.setSpacing(12)
        reading = QVBoxLayout()
        self._text_title = Elided(role="bold")
        self._version = label(role="micro")
        self._body = QPlainTextEdit()
        self._body.setReadOnly(True)
        self._body.setTabChangesFocus(True)
        self._body.setAccessibleName("签署文本")
        reading.addWidget(self._text_title)
        reading.addWidget(self._body, 1)
        reading.addWidget(self._version)
        signing = QVBoxLayout()
        signing.addWidget(label("签名", "bold"))
        self.signature = SignatureField()
        signing.addWidget(self.signature, 1)
        signing.addWidget(label("请重签 Ctrl Del・确认这份签名 Ctrl 空格", "micro"))
        below.addLayout(reading, 3)
        below.addLayout(signing, 2)
        self.column.addLayout(below, 1)
        self._shown_text = ""

    def show_page(self, page: ConsentsPage) -> None:
        """Show both people and the text on the table."""
        while len(self._cards) < len(page.signers):
            card = _SignerCard()
            nth = len(self._cards)
            card.list.setObjectName(f"consents_{nth}")
            card.list.chosen.connect(
                lambda row, person=nth: self.chosen.emit("text", (person, row))
            )
            self._cards.append(card)
            self._people.addWidget(card, 1)
        for nth, card in enumerate(self._cards):
            card.setVisible(nth < len(page.signers))
        for card, signer in zip(self._cards, page.signers, strict=False):
            card.show_signer(signer)
        self._text_title.show_text(page.text_title)
        self._version.setText(page.text_version)
        shown = f"{page.text_title}{page.text_version}{[s.current for s in page.signers]}"
        if shown != self._shown_text:
            self._shown_text = shown
            self._body.setPlainText(page.text_body)
            self.signature.clear()
        if not page.has_ink and not self.signature.is_drawing:
            self.signature.clear()
        self.signature.allow(page.can_sign)
