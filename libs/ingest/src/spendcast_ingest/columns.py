"""Columns of cells that know their place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.catalogue import Value
from spendcast_ingest.findings import Finding, Where, first_few, shorten

_SPREADSHEET_ERROR = re.compile(
    r"#(REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|BEZUG|WERT|ZAHL|VALEUR|NOMBRE|VALOR)[!?]"
    r"|#(N/A|NV|N/D|GETTING_DATA)[!?]?|#{2,}",
    re.IGNORECASE,
)
"""What spreadsheets show where a formula has no value, in their languages; ## where
a column is too narrow."""

UNCALCULATED = "#UNCALCULATED"
"""Stands for a formula without a value, as programs write it that do not calculate."""

LARGEST = 1e15
"""From this amount on a double no longer holds cents."""


def spreadsheet_error(text: str) -> str | None:
    """What stands in place of a value: `formula`, `not_calculated`, `too_narrow`; None for other texts."""
    if text == UNCALCULATED:
        return "not_calculated"
    if not text.startswith("#") or not _SPREADSHEET_ERROR.fullmatch(text):
        return None
    return "too_narrow" if text.startswith("##") else "formula"


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
    rows: NDArray[np.int32]
    codes: NDArray[np.int32]
    texts: list[str]

    def where(self, index: int) -> Where:
        """The place of the cell at a position."""
        return Where(self.file, int(self.rows[index]), self.name)

    def only(self, kept: NDArray[np.bool_]) -> "Column":
        """The column with some of its rows."""
        return Column(self.file, self.name, self.rows[kept], self.codes[kept], self.texts)

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
        values, findings = self.parse_texts(parse, missing)
        return np.array(values, dtype=dtype)[self.codes], findings

    def parse_texts(self, parse: Callable[[str], Any], missing: object) -> tuple[list[Any], list[Finding]]:
        """The same, but the values of `texts` instead of those of the rows."""
        values: list[Any] = []
        errors: dict[int, CellError] = {}
        for code, text in enumerate(self.texts):
            try:
                _refuse_spreadsheet_errors(text)
                values.append(parse(text))
            except CellError as error:
                values.append(missing)
                errors[code] = error
        return values, self._report(errors)

    def _report(self, errors: dict[int, CellError]) -> list[Finding]:
        findings: list[Finding] = []
        for kind in sorted({error.code for error in errors.values()}):
            codes = [code for code, error in errors.items() if error.code == kind]
            bad = np.flatnonzero(np.isin(self.codes, codes))
            if len(bad):
                findings += first_few((self._finding(int(index), errors) for index in bad), len(bad))
        return findings

    def _finding(self, index: int, errors: dict[int, CellError]) -> Finding:
        code = int(self.codes[index])
        error = errors[code]
        return Finding.of(error.code, self.where(index), text=shorten(self.texts[code]), **error.values)


def _refuse_spreadsheet_errors(text: str) -> None:
    if variant := spreadsheet_error(text):
        raise CellError("spreadsheet_error", variant=variant)


@dataclass(frozen=True, eq=False)
class NumberColumn:
    """One column of numbers: as texts, or as what they are where all are plain.

    Attributes:
        cells: the texts; where all are plain its codes are empty, and its texts those of the first rows,
            and of later ones that may be thousands.
        plain: the numbers, shape (n,), where every cell is a plain decimal; else None.
        exact: whether the file itself holds numbers, as a workbook does, so that a point in their text is a
            decimal point.
    """

    cells: Column
    plain: NDArray[np.float64] | None
    exact: bool

    def only(self, kept: NDArray[np.bool_]) -> "NumberColumn":
        """The column with some of its rows."""
        if self.plain is None:
            return NumberColumn(self.cells.only(kept), None, self.exact)
        cells = replace(self.cells, rows=self.cells.rows[kept])
        return NumberColumn(cells, self.plain[kept], self.exact)
