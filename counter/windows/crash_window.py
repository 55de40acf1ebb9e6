"""Shows a crash report and lets it be saved; nothing leaves the machine by itself."""

from pathlib import Path

from PyQt6.QtWidgets import QDialog, QFileDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from counter.windows.parts.text import label
from counter.windows.style import dress


class CrashWindow(QDialog):
    """Lets the clerk read the report and save it for the administrator."""

    def __init__(self, sentence: str, report: str, parent: QWidget | None = None) -> None:
        """Show the sentence and the report's text."""
        super().__init__(parent)
        dress(self)
        self.setWindowTitle("公积金窗口工作台・故障报告")
        self.resize(720, 460)
        self._report = report
        column = QVBoxLayout(self)
        column.setSpacing(10)
        said = label(sentence, "bold")
        said.setWordWrap(True)
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        save = QPushButton("保存故障报告…")
        save.clicked.connect(self._save)
        done = QPushButton("关闭")
        done.clicked.connect(self.accept)
        for part in (said, shown, save, done):
            column.addWidget(part)

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "保存故障报告", "counter-report.txt")
        if name:
            Path(name).write_text(self._report, encoding="utf-8")
