"""Workbooks (.xlsx): the sheet with the data as text, within bounds."""

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spendcast_ingest.dates import Epoch
from spendcast_ingest.files import is_bomb, too_large
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.mapping import MAPPING
from spendcast_ingest.options import Options

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_STEP = 1024 * 1024
_OVERLAP = 256
"""Longer than any reference that is looked for, so that none is cut in two."""

_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_SHARED = re.compile(rb'<c [^>]*?t="s"')
_EPOCH_1904 = re.compile(rb'<workbookPr [^>]*date1904="(?:1|true)"')
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, RuntimeError)
"""What zipfile raises; RuntimeError if a member wants a password or a method that it does not have."""

_LONGEST = 32_767
"""Characters that a cell of Excel can hold."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook as text.

    Attributes:
        name: of the sheet.
        data: its cells as UTF-8 CSV; the first line is its first row.
        merged: cells that are merged, each as first row, first column, last row, last column, counted from 0.
    """

    name: str
    data: bytes
    merged: tuple[tuple[int, int, int, int], ...]

    def merges_header(self, row: int) -> bool:
        """Whether cells of a row (as a spreadsheet shows it) are merged with others beside or below them."""
        return any(
            first <= row - 1 <= last and (left < right or last > row - 1)
            for first, left, last, right in self.merged
        )


@dataclass(frozen=True)
class Workbook:
    """A workbook's sheets that have cells and are not hidden.

    Attributes:
        sheets: in their order.
        epoch: the year from which it counts days.
    """

    sheets: tuple[Sheet, ...]
    epoch: Epoch


def read_workbook(file: str, data: bytes, wanted: str | None, options: Options) -> Workbook:
    """Read a workbook's sheets as text: dates by ISO 8601, numbers as stored, formulas by their last value.

    Args:
        file: name for the findings.
        data: the zip archive.
        wanted: the only sheet to be read, where the user named it.
        options: limits.

    Raises:
        Refused: `not_csv` for other archives, `broken_workbook`, `file_too_large`, `decompression_bomb`,
            `too_many_cells`, or `mapping_error` for a sheet that is not there.
    """
    epoch = _checked(file, data, options)
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
        names = _sheet_names(book)
        if wanted is not None and wanted not in book.sheet_names:
            values = {"path": f"files.{file}.sheet", "name": wanted, "names": few(book.sheet_names)}
            raise Refused(Finding.of("mapping_error", Where(MAPPING), variant="unknown_sheet", **values))
        read = [_sheet(book.get_sheet_by_name(name)) for name in ([wanted] if wanted else names)]
    except CalamineError as error:
        raise Refused(_broken(file, str(error))) from error
    sheets = tuple(sheet for sheet in read if sheet.data.strip(b",\n"))
    if not sheets:
        raise Refused(Finding.of("empty_file", Where(file), file=file))
    return Workbook(sheets, epoch)


def _broken(file: str, reason: str) -> Finding:
    return Finding.of("broken_workbook", Where(file), file=file, reason=reason)


def _checked(file: str, data: bytes, options: Options) -> Epoch:
    """Unpack all of a workbook once, step by step, so that nothing in it can surprise; tell its epoch."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_others(file, {member.filename for member in members})
            declared = sum(member.file_size for member in members)
            if is_bomb(declared, len(data)):
                raise Refused(Finding.of("decompression_bomb", Where(file), file=file))
            if declared > options.max_file_bytes:
                raise Refused(too_large(file, "unpacked", options))
            _refuse_many_cells(file, archive, members, options)
            return 1904 if _EPOCH_1904.search(archive.read("xl/workbook.xml")) else 1900
    except _UNREADABLE as error:
        raise Refused(_broken(file, str(error))) from error


def _refuse_others(file: str, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "binary_workbook"
    else:
        kind = "open_document" if "content.xml" in names else "archive"
    raise Refused(Finding.of("not_csv", Where(file), file=file, variant=kind))


def _refuse_many_cells(
    file: str, archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], options: Options
) -> None:
    """Refuse sheets that would take more memory than their size tells.

    The reader lays a sheet out from its first cell to its last, empty cells too, and copies a text for each
    cell that shares it.
    """
    shared = longest = 0
    for member in members:
        rows = columns = 0
        is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
        is_text = member.filename == "xl/sharedStrings.xml"
        for part in _parts(archive, member):
            if is_sheet:
                for letters, number in _CELL.findall(part):
                    rows, columns = max(rows, int(number)), max(columns, _column_number(letters))
                shared += len(_SHARED.findall(part))
            if is_text:
                longest = max([longest, *map(len, part.split(b"<si"))])
        count = rows * columns
        if count > options.max_cells:
            values = {"rows": rows, "columns": columns, "limit": options.max_cells}
            raise Refused(Finding.of("too_many_cells", Where(file), file=file, **values))
    if shared * min(longest, 4 * _LONGEST) > 4 * options.max_file_bytes:
        raise Refused(Finding.of("decompression_bomb", Where(file), file=file))


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member in parts that overlap a little; its checksum is proven at its end."""
    with archive.open(member) as stream:
        rest = b""
        while part := stream.read(_STEP):
            yield rest + part
            rest = part[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _sheet_names(book: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def _sheet(sheet: "CalamineSheet") -> Sheet:
    rows = sheet.to_python(skip_empty_area=False)
    left = sheet.start[1] if sheet.start else 0
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_text(cell) for cell in row[left:]] for row in rows)
    merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, text.getvalue().encode(errors="replace"), merged)


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
