"""A workbook's archive looked through once: within bounds, and what the reader of its cells does not tell."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.columns import UNCALCULATED
from spendcast_ingest.dates import Epoch
from spendcast_ingest.files import is_bomb, too_large
from spendcast_ingest.findings import Finding, Refused, Where
from spendcast_ingest.markup import xml_parser
from spendcast_ingest.number_formats import NumberFormat, telling_formats
from spendcast_ingest.options import Options

_STEP = 1024 * 1024
_OVERLAP = 16 * 1024
"""Longer than any cell with its formula, so that none is cut in two."""

_CELL = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_SHARED = re.compile(rb'<c [^>]*?t="s"')
_ERROR = re.compile(
    rb'<c (?=[^>]*?t="e")[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]{1,20})</v>"
)
_UNCALCULATED = re.compile(
    rb'<c (?![^>]*?t="str")[^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>"
)
_ROW = re.compile(rb'<row [^>]*?\br="(\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*?hidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^>]*?hidden="(?:1|true)")(?=[^>]*?\bmin="(\d{1,5})")[^>]*?\bmax="(\d{1,5})"'
)
_EPOCH_1904 = re.compile(rb'<workbookPr [^>]*date1904="(?:1|true)"')
_SHEET = re.compile(r"<sheet (?=[^>]*?\bname=\"([^\"]*)\")[^>]*?\br:id=\"([^\"]*)\"")
_LINK = re.compile(r"<Relationship (?=[^>]*?\bId=\"([^\"]*)\")[^>]*?\bTarget=\"([^\"]*)\"")
_OTHERWISE = re.compile(
    rb"<\w+:(?:worksheet|sheetData|styleSheet|workbook|Relationships)\b"
    rb"|<(?:c|row|col|xf|numFmt|workbookPr|sheet|Relationship)\b[^<>]*?=\s*'"
)
"""XML that means the same and is written in another way than the patterns above know: with a prefix or with
single quotes."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
    expat.ExpatError,
)
"""What zipfile and expat raise; RuntimeError if a member wants a password or a method that is not there."""


class _RowsOutOfOrderError(ValueError):
    """A row stands after one that it should stand before."""

    def __init__(self, row: int, after: int) -> None:
        super().__init__(f"row {row} stands after row {after}")
        self.row = row
        self.after = after


_SEARCHED = ("xl/worksheets/", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml")
"""How the names of those parts begin that the patterns above are looked for in."""


class _WrittenOtherwiseError(ValueError):
    """XML is written so that what is hidden or shown in it would be missed."""


_LONGEST = 32_767
"""Characters that a cell of Excel can hold."""

_MOST_ERRORS = 100_000
"""Beyond so many in a sheet, the others are told as empty."""


@dataclass
class SheetMarks:
    """What stands in the XML of a sheet beside values; rows and columns count from 1.

    Attributes:
        formats: those that show more than a number, by style.
        errors: the error that a formula's cell shows, such as #REF!, by row and column; or that it was never
            calculated.
        last_row: the last row seen.
        hidden_rows: by hand or by a filter.
        hidden_columns: first and last of each group.
    """

    formats: Mapping[int, NumberFormat] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    last_row: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    _styled: list[NDArray[np.int32]] = field(default_factory=list)

    def note(self, part: bytes) -> None:
        """Gather the marks of a part of the XML.

        Raises:
            _RowsOutOfOrderError: rows do not ascend, so that one could take another's place.
        """
        for number in _ROW.findall(part):
            if int(number) <= self.last_row:
                raise _RowsOutOfOrderError(int(number), self.last_row)
            self.last_row = int(number)
        if b't="e"' in part and len(self.errors) < _MOST_ERRORS:
            for letters, row, text in _ERROR.findall(part):
                self.errors[int(row), column_number(letters)] = text.decode("ascii", "replace")
        if b"<f" in part and len(self.errors) < _MOST_ERRORS:
            for letters, row in _UNCALCULATED.findall(part):
                self.errors[int(row), column_number(letters)] = UNCALCULATED
        if self.formats:
            self._note_styles(part)
        if b"hidden=" in part:
            self.hidden_rows |= {int(row) for row in _HIDDEN_ROW.findall(part)}
            self.hidden_columns += [(int(first), int(last)) for first, last in _HIDDEN_COLUMNS.findall(part)]

    def _note_styles(self, part: bytes) -> None:
        styles = b"|".join(b"%d" % style for style in self.formats)
        pattern = rb'<c (?=[^>]*?\bs="(' + styles + rb')")[^>]*?r="([A-Z]{1,3})(\d{1,7})"'
        cells = re.findall(pattern, part)
        if cells:
            places = [(int(row), column_number(letters), int(style)) for style, letters, row in cells]
            self._styled.append(np.array(places, np.int32))

    def formatted(self) -> Iterator[tuple[int, int, NumberFormat]]:
        """Row, column and format of each cell that shows more than its number."""
        for places in self._styled:
            for row, column, style in places.tolist():
                yield row, column, self.formats[style]

    def hides_column(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class WorkbookParts:
    """What the archive tells.

    Attributes:
        epoch: the year from which the workbook counts days.
        sheets: the marks of each sheet, by its name.
    """

    epoch: Epoch
    sheets: Mapping[str, SheetMarks]

    def of_sheet(self, name: str) -> SheetMarks:
        """The marks of a sheet; none where the archive does not say which part it is."""
        return self.sheets.get(name, SheetMarks())


def look_through(file: str, data: bytes, options: Options) -> WorkbookParts:
    """Unpack all of a workbook once, step by step, so that nothing in it can surprise.

    Raises:
        Refused: `not_csv` for other archives, `broken_workbook`, `file_too_large`, `decompression_bomb` or
            `too_many_cells`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_others(file, {member.filename for member in members})
            declared = sum(member.file_size for member in members)
            if is_bomb(declared, len(data)):
                raise Refused(Finding.of("decompression_bomb", Where(file), file=file))
            if declared > options.max_file_bytes:
                raise Refused(too_large(file, "unpacked", options))
            formats = _formats(archive)
            marks = _marks(file, archive, members, formats, options)
            book = archive.read("xl/workbook.xml")
            names = _part_names(book, archive)
    except _RowsOutOfOrderError as error:
        values = {"row": error.row, "second": error.after}
        raise Refused(
            Finding.of("broken_workbook", Where(file), variant="rows", file=file, **values)
        ) from error
    except _WrittenOtherwiseError as error:
        raise Refused(Finding.of("broken_workbook", Where(file), variant="written", file=file)) from error
    except _UNREADABLE as error:
        raise Refused(broken(file)) from error
    sheets = {name: marks[part] for name, part in names.items() if part in marks}
    return WorkbookParts(1904 if _EPOCH_1904.search(book) else 1900, sheets)


def broken(file: str) -> Finding:
    """The finding that a workbook cannot be read."""
    return Finding.of("broken_workbook", Where(file), variant="unreadable", file=file)


def _refuse_others(file: str, names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "binary_workbook"
    else:
        kind = "open_document" if "content.xml" in names else "archive"
    raise Refused(Finding.of("not_csv", Where(file), file=file, variant=kind))


def _formats(archive: zipfile.ZipFile) -> Mapping[int, NumberFormat]:
    try:
        return telling_formats(archive.read("xl/styles.xml"))
    except KeyError:
        return {}


def _marks(
    file: str,
    archive: zipfile.ZipFile,
    members: Iterable[zipfile.ZipInfo],
    formats: Mapping[int, NumberFormat],
    options: Options,
) -> dict[str, SheetMarks]:
    """The marks of each sheet, by the name of its part.

    Sheets that would take more memory than their size tells are refused: the reader lays a sheet out from its
    first cell to its last, empty cells too, and copies a text for each cell that shares it.
    """
    found: dict[str, SheetMarks] = {}
    shared = longest = 0
    for member in members:
        rows = columns = 0
        is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
        is_text = member.filename == "xl/sharedStrings.xml"
        marks = SheetMarks(formats)
        for part in _parts(archive, member):
            if is_sheet:
                for letters, number in _CELL.findall(part):
                    rows, columns = max(rows, int(number)), max(columns, column_number(letters))
                shared += len(_SHARED.findall(part))
                marks.note(part)
            if is_text:
                longest = max([longest, *map(len, part.split(b"<si"))])
        count = rows * columns
        if count > options.max_cells:
            values = {"rows": rows, "columns": columns, "limit": options.max_cells}
            raise Refused(Finding.of("too_many_cells", Where(file), file=file, **values))
        if is_sheet:
            found[member.filename] = marks
    if shared * min(longest, 4 * _LONGEST) > 4 * options.max_file_bytes:
        raise Refused(Finding.of("decompression_bomb", Where(file), file=file))
    return found


def _parts(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member in parts that begin with a row, or else overlap a little.

    At its end its checksum is proven, and that its XML is whole: the reader of cells passes over broken XML,
    and rows with it.
    """
    proof = xml_parser() if member.filename.endswith(".xml") else None
    known = member.filename.startswith(_SEARCHED)
    with archive.open(member) as stream:
        rest = b""
        while part := stream.read(_STEP):
            if proof:
                proof.Parse(part)
            buffer = rest + part
            if known and (b":" in buffer or b"'" in buffer) and _OTHERWISE.search(buffer):
                raise _WrittenOtherwiseError
            cut = buffer.rfind(b"<row ", 1)
            yield buffer[:cut] if cut > 0 else buffer
            rest = buffer[cut:] if cut > 0 else buffer[-_OVERLAP:]
        yield rest
    if proof:
        proof.Parse(b"", True)


def _part_names(book: bytes, archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive each sheet is."""
    try:
        links = archive.read("xl/_rels/workbook.xml.rels").decode(errors="replace")
    except KeyError:
        return {}
    targets = dict(_LINK.findall(links))
    return {
        unescape(name): posixpath.normpath(posixpath.join("/xl", targets[link])).lstrip("/")
        for name, link in _SHEET.findall(book.decode(errors="replace"))
        if link in targets
    }


def column_number(letters: bytes) -> int:
    """The number of a column by its letters: A is 1."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a column by its number: 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
