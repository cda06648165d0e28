"""Comma-separated text as a table of cells that know their place."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.catalogue import Value
from spendcast_ingest.findings import Finding, Refused, Where, first_few, shorten

_DELIMITERS = "\t;,"
"""The rarer in names goes first: as often as the comma, it is what separates."""

_QUOTED = re.compile(r'"[^"]*"')
_HEADER_BYTES = 64 * 1024


class CellError(ValueError):
    """A cell's text cannot be read.

    Attributes:
        code: the finding's code.
        values: the finding's values, but for the text.
    """

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its distinct texts, and for each row which of them stands there.

    Attributes:
        file: name of the file.
        name: header of the column.
        rows: row of each cell as a spreadsheet shows it, shape (n,).
        codes: position in `texts` for each row, shape (n,).
        texts: distinct texts without outer white space.
    """

    file: str
    name: str
    rows: NDArray[np.int64]
    codes: NDArray[np.intp]
    texts: list[str]

    def where(self, index: int) -> Where:
        """The place of the cell at a position."""
        return Where(self.file, int(self.rows[index]), self.name)

    def values(self) -> NDArray[np.object_]:
        """The text of each row, shape (n,)."""
        return np.array(self.texts, dtype=object)[self.codes]

    def parse(
        self, parse: Callable[[str], Any], missing: object, dtype: str
    ) -> tuple[NDArray[Any], list[Finding]]:
        """Parse each distinct text once.

        Args:
            parse: gives the value of a text, or raises CellError.
            missing: stands in for what could not be read.
            dtype: of the values, as numpy names it.

        Returns:
            The values, shape (n,), and an error finding per unreadable cell (the first few, then a count).
        """
        values: list[Any] = []
        errors: dict[int, CellError] = {}
        for code, text in enumerate(self.texts):
            try:
                values.append(parse(text))
            except CellError as error:
                values.append(missing)
                errors[code] = error
        return np.array(values, dtype=dtype)[self.codes], self._report(errors)

    def _report(self, errors: dict[int, CellError]) -> list[Finding]:
        bad = np.flatnonzero(np.isin(self.codes, list(errors)))
        findings: list[Finding] = []
        for kind in sorted({error.code for error in errors.values()}):
            same = [int(index) for index in bad if errors[self.codes[index]].code == kind]
            findings += first_few((self._finding(index, errors) for index in same), len(same))
        return findings

    def _finding(self, index: int, errors: dict[int, CellError]) -> Finding:
        code = int(self.codes[index])
        error = errors[code]
        return Finding.of(error.code, self.where(index), text=shorten(self.texts[code]), **error.values)


@dataclass(frozen=True, eq=False)
class Table:
    """A file's cells.

    Attributes:
        file: name of the file.
        header: names of the columns without outer white space, as they stand.
        cells: text of each cell, columns by position; the index is the row as a spreadsheet shows it.
    """

    file: str
    header: tuple[str, ...]
    cells: pd.DataFrame

    def column(self, position: int) -> Column:
        """The column at a position, its distinct texts gathered."""
        codes, texts = pd.factorize(self.cells[position])
        merged, stripped = pd.factorize(np.array([text.strip() for text in texts], dtype=object))
        rows = self.cells.index.to_numpy()
        return Column(self.file, self.header[position], rows, merged[codes], list(stripped))


def read_table(file: str, data: bytes) -> Table:
    """Read text delimited by commas, semicolons or tabs.

    The rows are checked by the csv module, which is strict about quotes and tells how many fields each has,
    and read by pandas, which needs a tenth of the memory but fills up short rows in silence.

    Args:
        file: name for the findings.
        data: UTF-8 without a byte order mark.

    Raises:
        Refused: no header, no rows, rows of another length than the header, or broken quoting.
    """
    delimiter = _delimiter(data)
    records = _records(file, data, delimiter)
    header = tuple(name.strip() for name in next(records))
    if not any(header):
        raise Refused(Finding.of("no_header", Where(file, 1), file=file))
    blank = _blank_rows(file, records, len(header))
    cells = _cells(data, delimiter, len(header)).drop(index=blank)
    if cells.empty:
        raise Refused(Finding.of("no_rows", Where(file), file=file))
    return Table(file, header, cells)


def _delimiter(data: bytes) -> str:
    """The delimiter that the header has most of, outside quotation marks."""
    first_line = data[:_HEADER_BYTES].splitlines()[0].decode(errors="ignore")
    return max(_DELIMITERS, key=_QUOTED.sub("", first_line).count)


def _cells(data: bytes, delimiter: str, width: int) -> pd.DataFrame:
    cells: pd.DataFrame = pd.read_csv(
        io.BytesIO(data),
        sep=delimiter,
        header=0,
        names=range(width),
        index_col=False,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
    )
    return cells.set_index(pd.RangeIndex(2, len(cells) + 2))


def _records(file: str, data: bytes, delimiter: str) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    row = 0
    try:
        for record in csv.reader(text, delimiter=delimiter, strict=True):
            row += 1
            yield record
    except csv.Error as error:
        place = Where(file, row + 1)
        raise Refused(Finding.of("broken_csv", place, file=file, row=row + 1, reason=str(error))) from error


def _blank_rows(file: str, records: Iterator[list[str]], width: int) -> list[int]:
    """Rows in which no cell has text; many exports end with them.

    Raises:
        Refused: rows that have another number of fields than the header.
    """
    blank: list[int] = []
    ragged: list[tuple[int, int]] = []
    for row, record in enumerate(records, start=2):
        empty = not "".join(record).strip()
        if len(record) > width or (len(record) < width and not empty):
            ragged.append((row, len(record)))
        elif empty:
            blank.append(row)
    if ragged:
        raise Refused(*first_few((_ragged(file, row, seen, width) for row, seen in ragged), len(ragged)))
    return blank


def _ragged(file: str, row: int, seen: int, width: int) -> Finding:
    return Finding.of("ragged_row", Where(file, row), row=row, fields=seen, expected=width)
