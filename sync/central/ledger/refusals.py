"""How an import says no: about the file as a whole, or cell by cell; never quoting what a cell
holds."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_FAULTS = 20
"""So many are told; the rest come to light when these are mended."""


@dataclass(frozen=True)
class Fault:
    """One wrong cell; ``row`` as a spreadsheet numbers it, the headings being row 1."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"第{self.row}行「{self.column}」：{self.sentence}"


class FileRefused(Exception):
    """Nothing of the file was imported; the text says why, in words for the administrator."""

    def __init__(self, sentence: str, faults: Sequence[Fault] = ()) -> None:
        """Keep the cells at fault, at most ``MOST_FAULTS``."""
        self.faults = tuple(faults[:MOST_FAULTS])
        super().__init__("\n".join([sentence, *map(str, self.faults)]))


def cells_refused(faults: Sequence[Fault]) -> FileRefused:
    """The refusal of a file for its cells."""
    more = f"（只列出前{MOST_FAULTS}处）" if len(faults) >= MOST_FAULTS else ""
    return FileRefused(f"文件没有导入，请改正下列各处后重新导入{more}：", faults)
