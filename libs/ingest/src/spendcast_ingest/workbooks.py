"""Workbooks (.xlsx): the sheet with the data as text, and what a reader of it does not see."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spendcast_ingest.dates import Epoch
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.mapping import MAPPING
from spendcast_ingest.options import Options
from spendcast_ingest.workbook_parts import SheetMarks, broken, column_letters, look_through

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from spendcast_ingest.catalogue import Value

_NAMED = 6
"""How many rows or columns a finding names before it counts the others."""

Area = tuple[int, int, int, int]
"""Cells as first row, first column, last row, last column, counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook as text.

    Attributes:
        name: of the sheet.
        data: its cells as UTF-8 CSV; the first line is its first row.
        left: how many empty columns before its first cell were left out.
        filled: rows with text, as a spreadsheet shows them.
        merged: cells that are merged.
        marks: what is hidden.
    """

    name: str
    data: bytes
    left: int
    filled: frozenset[int]
    merged: tuple[Area, ...]
    marks: SheetMarks

    def merges_header(self, row: int) -> bool:
        """Whether cells of a row (as a spreadsheet shows it) are merged with others beside or below them."""
        return any(
            first <= row - 1 <= last and (left < right or last > row - 1)
            for first, left, last, right in self.merged
        )

    def oddities(self, file: str, header: Sequence[str], row: int) -> list[Finding]:
        """What people do not see of the table, or see otherwise than it is read.

        Args:
            file: name for the findings.
            header: names of its columns.
            row: of the header as a spreadsheet shows it.
        """
        rows = sorted(at for at in self.marks.hidden_rows & self.filled if at > row)
        columns = [
            name
            for position, name in enumerate(header)
            if name and self.marks.hides_column(self.left + position + 1)
        ]
        below = [
            f"{column_letters(left + 1)}{first + 1}:{column_letters(right + 1)}{last + 1}"
            for first, left, last, right in self.merged
            if first >= row and last > first
        ]
        about: dict[str, Value] = {"file": file, "sheet": self.name}
        findings = []
        if rows:
            about |= {"count": len(rows), "names": few(map(str, rows), _NAMED)}
            findings.append(Finding.of("hidden_cells", Where(file, rows[0]), variant="rows", **about))
        if columns:
            about |= {"count": len(columns), "names": few(columns, _NAMED)}
            place = Where(file, row, columns[0])
            findings.append(Finding.of("hidden_cells", place, variant="columns", **about))
        if below:
            about |= {"names": few(below, _NAMED)}
            findings.append(Finding.of("merged_cells", Where(file), **about))
        return findings


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets that have cells and are not hidden.

    Attributes:
        sheets: in their order.
        hidden: names of the sheets that were not read for being hidden.
        epoch: the year from which it counts days.
    """

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]
    epoch: Epoch


def read_workbook(file: str, data: bytes, wanted: str | None, options: Options) -> Workbook:
    """Read a workbook's sheets as text.

    Dates by ISO 8601, formulas by their last value; numbers as stored, with the signs and words that their
    format shows beside them.

    Args:
        file: name for the findings.
        data: the zip archive.
        wanted: the only sheet to be read, where the user named it.
        options: limits.

    Raises:
        Refused: see `look_through`; or `mapping_error` for a sheet that is not there.
    """
    parts = look_through(file, data, options)
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
        visible, hidden = _sheet_names(book)
        if wanted is not None and wanted not in book.sheet_names:
            values = {"path": f"files.{file}.sheet", "name": wanted, "names": few(book.sheet_names)}
            raise Refused(Finding.of("mapping_error", Where(MAPPING), variant="unknown_sheet", **values))
        names = visible if wanted is None else [wanted]
        read = [_sheet(book.get_sheet_by_name(name), parts.of_sheet(name)) for name in names]
    except CalamineError as error:
        raise Refused(broken(file)) from error
    sheets = tuple(sheet for sheet in read if sheet.filled)
    if not sheets:
        raise Refused(Finding.of("empty_file", Where(file), file=file))
    return Workbook(sheets, tuple(name for name in hidden if name != wanted), parts.epoch)


def _sheet_names(book: "CalamineWorkbook") -> tuple[list[str], list[str]]:
    """Names of the visible and of the hidden sheets."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return visible, [sheet.name for sheet in sheets if sheet.name not in visible]


def _sheet(sheet: "CalamineSheet", marks: SheetMarks) -> Sheet:
    rows = sheet.to_python(skip_empty_area=False)
    for (number, column), error in marks.errors.items():
        if number <= len(rows) and column <= len(rows[number - 1]):
            rows[number - 1][column - 1] = error
    for number, column, shown in marks.formatted():
        if number <= len(rows) and column <= len(rows[number - 1]):
            cell = rows[number - 1][column - 1]
            if isinstance(cell, float) and not isinstance(cell, bool):
                rows[number - 1][column - 1] = shown.shown(cell, _text(cell))
    left = sheet.start[1] if sheet.start else 0
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    filled: set[int] = set()
    for at, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row[left:]]
        writer.writerow(cells)
        if any(cells):
            filled.add(at)
    merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    data = text.getvalue().encode(errors="replace")
    return Sheet(sheet.name, data, left, frozenset(filled), merged, marks)


def _text(cell: Any) -> str:
    match cell:
        case str():
            return cell.replace("\r\n", "\n").replace("\r", "\n")
        case bool():
            return str(cell).upper()
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
        case dt.date():
            return cell.isoformat()
    return str(cell)
