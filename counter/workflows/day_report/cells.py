"""Puts values into spreadsheet cells so that no text of ours is ever run as a formula.

An office program takes a text beginning with ``=`` for a formula, and one beginning with ``+ - @``
too once the sheet is saved as CSV (OWASP: CSV injection). Such texts get an apostrophe in front,
and every text cell is typed as text.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FONT: Final = "Noto Sans CJK SC"
"""Named in every cell: with no name an office program picks Japanese shapes for the characters."""

_LIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_BLANKS: Final = " \u00a0\u3000"
_INK, _HAIR, _HEAD, _BAD = "FF17222E", "FFCBD3DB", "FFF4F6F8", "FFB3261E"

# Characters of 9 points in the width of a landscape A4 page.
_WORDS_A_LINE: Final = 80

COUNT, MONEY, PERCENT, TIME = "#,##0", "#,##0.00", "0.0%", "hh:mm"

Value = str | int | Decimal | dt.time | None


def safe_text(text: str) -> str:
    """The text as it may stand in a cell: nothing unprintable, nothing that begins a formula."""
    shown = ILLEGAL_CHARACTERS_RE.sub("", text)
    # Whatever an office program could strip before it looks: every kind of blank, separators too.
    begins = (text, text.lstrip(_BLANKS), shown.lstrip())
    live = any(one.startswith(_LIVE) for one in begins)
    return f"'{shown}" if live else shown


def put(sheet: Worksheet, row: int, column: int, value: Value, form: str = COUNT) -> Cell:
    """Write one value: text as text, numbers in ``form``, nothing as a dash."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise AssertionError("only the first cell of a merged block is written")
    cell.font = Font(name=FONT, size=9, color=_INK)
    cell.alignment = Alignment(vertical="center", horizontal="right")
    if value is None:
        value = "—"
    if isinstance(value, str):
        cell.value = safe_text(value)
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1)
    else:
        cell.value = value
        cell.number_format = TIME if isinstance(value, dt.time) else form
    return cell


def put_line(sheet: Worksheet, row: int, text: str, across: int, size: int = 9) -> Cell:
    """Write a line of words over the first ``across`` columns; headings are larger and bold."""
    cell = put(sheet, row, 1, text)
    cell.font = Font(name=FONT, size=size, bold=size > 9, color=_INK)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=across)
    # A merged line is not made higher by the office program when its words need a second row.
    lines = -(-len(text) // _WORDS_A_LINE)
    sheet.row_dimensions[row].height = lines * size * 1.6 + 2
    return cell


def frame(cell: Cell, *, head: bool = False, total: bool = False) -> None:
    """Draw a table cell: hair lines, heads bold on grey, totals bold."""
    hair = Side(style="hair", color=_HAIR)
    above = Side(style="thin", color=_INK) if total else hair
    cell.border = Border(left=hair, right=hair, top=above, bottom=hair)
    if head or total:
        cell.font = Font(name=FONT, size=9, bold=True, color=_INK)
    if head:
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)


def mark(cell: Cell, *, wrong: bool) -> None:
    """Print a sentence that does not hold in bold red; the words say it too."""
    if wrong:
        cell.font = Font(name=FONT, size=9, bold=True, color=_BAD)


def lay_out(sheet: Worksheet, head_rows: str, header_text: str = "") -> None:
    """Print landscape on A4, as wide as the page, with repeated heads and numbered pages."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4 in the numbering of ECMA-376
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.7
    margins.header = margins.footer = 0.3
    sheet.print_title_rows = head_rows
    footer = HeaderFooterItem()
    footer.center.text = "第 &P 页，共 &N 页"
    footer.center.font, footer.center.size = f"{FONT},Regular", 9
    sheet.HeaderFooter.oddFooter = footer
    header = HeaderFooterItem()
    # An ampersand begins a code in headers (ECMA-376, 18.3.1.46).
    header.right.text = safe_text(header_text).replace("&", "&&")
    header.right.font, header.right.size = f"{FONT},Regular", 9
    sheet.HeaderFooter.oddHeader = header
    sheet.print_options.horizontalCentered = True
