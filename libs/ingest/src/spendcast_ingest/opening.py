"""How a text begins: what separates its fields, and in which row its header stands."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from spendcast_ingest.dated_lines import first_of_table, holds_dates
from spendcast_ingest.findings import Finding, Refused, Where, shorten
from spendcast_ingest.headers import read_header
from spendcast_ingest.layouts import ExperimentLayout, Layout, LongLayout, WideLayout
from spendcast_ingest.mapping import FileMapping, as_header_row
from spendcast_ingest.options import Options
from spendcast_ingest.spellings import is_date, month_number
from spendcast_ingest.units_above import (
    NOTHING_STATED,
    Stated,
    is_row_of_units,
    stated_by_names,
    stated_in_lines,
    states_unit,
)

_SEPARATORS = "\t;,"
"""The rarer in names goes first: as often as the comma, it is what separates."""

_LINES = 60
"""In how many lines the header is looked for; reports of ad consoles put up to a dozen above it."""


@dataclass(frozen=True)
class Opening:
    """What the beginning of a text tells.

    Attributes:
        separator: between fields.
        row: of the header as a spreadsheet shows it.
        header: names of the columns without outer white space.
        layout: what they were taken for.
        findings: warnings and infos.
        stated: the unit that lines above the header and names state.
        titles: lines above the header.
    """

    separator: str
    row: int
    header: tuple[str, ...]
    layout: Layout
    findings: list[Finding]
    stated: Stated = NOTHING_STATED
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Lines:
    """The first records of a text, as one separator cuts them; rows count from 1."""

    separator: str
    records: Sequence[tuple[str, ...]]

    def filled(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        return (
            (row, record)
            for row, record in enumerate(self.records, 1)
            if any(field.strip(_SEPARATORS) for field in record)
        )

    def titles(self) -> set[int]:
        """Rows at the beginning, each no wider than the next, before one that is wider; none below data."""
        filled = list(self.filled())
        widths = [(row, sum(map(bool, record))) for row, record in filled]
        data = next((row for row, record in filled if len(record) > 1 and any(map(is_date, record))), _LINES)
        above = takewhile(lambda pair: pair[0][1] <= pair[1][1] and pair[0][0] < data, pairwise(widths))
        last = max((row for (row, width), (_, wider) in above if width < wider), default=0)
        return {row for row, _ in widths if row <= last}

    def perhaps_headers(self, said: int | None) -> Iterator[int]:
        """Rows to be tried: the one that the user says; or all but those of data, with a date in them.

        They are told from a header only below another row that is no title.
        """
        titles, below = self.titles(), False
        for row, record in self.filled():
            if row == said or (said is None and not (below and holds_dates(record))):
                yield row
            below = below or row not in titles

    def table_above(self, row: int) -> int | None:
        """The first row of data above a row, if a table stands there."""
        return first_of_table(line for line in self.filled() if line[0] < row)


def read_opening(file: str, beginning: str, said: FileMapping, options: Options, sheet: str = "") -> Opening:
    """Find separator and header.

    The header is the first row whose names are recognised and which is followed by a row with a date in its
    place. So lines above it, as reports have them, are passed over, and told about.

    Args:
        file: name for the findings.
        beginning: of the text: whole lines, unless it is one line without end.
        said: what the user says about the file.
        options: limits.
        sheet: name of the workbook's sheet.

    Raises:
        Refused: `too_many_columns`, `no_header`, `unclear_unit`, `two_tables`, or what the first row that
            could be a header is refused for.
    """
    candidates = [
        _Lines(separator, _records(beginning, separator))
        for separator in ([said.separator] if said.separator else _SEPARATORS)
    ]
    candidates.sort(key=_first_width, reverse=True)
    likely: list[tuple[Opening, _Lines]] = []
    refusals: list[tuple[Refused, bool]] = []
    for lines in candidates:
        for row in lines.perhaps_headers(said.header_row):
            try:
                opening = _opening(file, lines, row, said, options)
            except Refused as refusal:
                passed_over = lines is not candidates[0] or row in lines.titles()
                refusals.append((refusal, passed_over))
                continue
            if _is_proven(opening, lines):
                if said.header_row is None:
                    _refuse_table_above(file, row, (candidates[0], lines))
                return _with_units(file, opening, lines, said, sheet)
            likely.append((opening, lines))
    if likely:
        opening, lines = likely[0]
        if said.header_row is None:
            _refuse_table_above(file, opening.row, (candidates[0], lines))
        return _with_units(file, opening, lines, said, sheet)
    row = said.header_row or 1
    raise _telling(refusals) or Refused(Finding.of("no_header", Where(file, row), file=file, row=row))


def holds_table(beginning: str) -> bool:
    """Whether dates and amounts stand in a text of commas, as in a sheet, whatever its header."""
    return _Lines(",", _records(beginning, ",")).table_above(_LINES + 1) is not None


def _refuse_table_above(file: str, row: int, cuts: Sequence[_Lines]) -> None:
    """Refuse a header above which a table stands whose own header was refused, however lines are cut."""
    first = next(filter(None, (lines.table_above(row) for lines in cuts)), None)
    if first is not None:
        place, snippet = Where(file, row), as_header_row(file, row)
        rows = {"row": row, "first": first}
        raise Refused(Finding.of("two_tables", place, variant="above", file=file, snippet=snippet, **rows))


def _first_width(lines: _Lines) -> int:
    return next((len(record) for row, record in lines.filled() if row not in lines.titles()), 0)


def _records(beginning: str, separator: str) -> list[tuple[str, ...]]:
    records: list[tuple[str, ...]] = []
    reader = csv.reader(io.StringIO(beginning, newline="\n"), delimiter=separator)
    try:
        for record in reader:
            records.append(tuple(field.strip() for field in record))
            if len(records) == _LINES:
                break
    except csv.Error:  # a field without end; what stands before it can still be judged
        pass
    return records


def _opening(file: str, lines: _Lines, row: int, said: FileMapping, options: Options) -> Opening:
    record = lines.records[row - 1]
    if len(record) > options.max_columns:
        place = Where(file, row)
        limit = options.max_columns
        raise Refused(Finding.of("too_many_columns", place, file=file, count=len(record), limit=limit))
    layout, findings = read_header(file, record, said.columns, row, has_unit=bool(said.unit))
    above = [" ".join(filter(None, cells)) for at, cells in lines.filled() if at < row]
    if above and said.header_row is None:
        place = Where(file, row)
        values = {"row": row, "count": len(above)}
        first = shorten(above[0])
        findings.append(Finding.of("lines_above_header", place, file=file, text=first, **values))
    return Opening(lines.separator, row, record, layout, findings, titles=tuple(above))


def _with_units(file: str, opening: Opening, lines: _Lines, said: FileMapping, sheet: str) -> Opening:
    """With the unit that the lines above and the names state, unless the user says one.

    Raises:
        Refused: `unclear_unit`, by `stated_in_lines`, or as the row below the header holds units.
    """
    row, below = next((line for line in lines.filled() if line[0] > opening.row), (0, ()))
    if is_row_of_units(below):
        text = shorten(" ".join(filter(None, below)))
        raise Refused(Finding.of("unclear_unit", Where(file, row), variant="below", row=row, text=text))
    if said.unit:
        return opening
    above = [(row, cells) for row, cells in lines.filled() if row < opening.row]
    above += _beside(opening, lines)
    labels = [opening.header[at] for at in opening.layout.labels]
    stated = stated_by_names(file, [*labels, sheet, file], stated_in_lines(file, above))
    return replace(opening, stated=stated)


def _beside(opening: Opening, lines: _Lines) -> Iterator[tuple[int, tuple[str]]]:
    """What states a unit beside the amounts: the name of a column, or a cell of one without a name."""
    yield from ((opening.row, (name,)) for name in opening.header if states_unit(name))
    for row, cells in lines.filled():
        if row > opening.row:
            nameless = (cell for name, cell in zip(opening.header, cells, strict=False) if not name)
            yield from ((row, (cell,)) for cell in nameless if states_unit(cell) or is_row_of_units((cell,)))


def _is_proven(opening: Opening, lines: _Lines) -> bool:
    """Whether the row below the header has its width and a date where the header says so."""
    below = next((record for row, record in lines.filled() if row > opening.row), ())
    if len(below) != len(opening.header):
        return False
    layout = opening.layout
    dates = (layout.start, layout.end) if isinstance(layout, ExperimentLayout) else layout.dates
    if isinstance(layout, LongLayout | WideLayout) and len(dates) > 1:
        return all(_is_part_of_date(below[position]) for position in dates)
    return all(is_date(below[position]) for position in dates)


def _is_part_of_date(text: str) -> bool:
    digits = "".join(char for char in text if char.isdigit())
    return 1 <= len(digits) <= 4 or month_number(text) is not None


def _telling(refusals: Sequence[tuple[Refused, bool]]) -> Refused | None:
    """The refusal that says most: of the first row that is not passed over."""
    told = [refusal for refusal, over in refusals if not over] or [refusal for refusal, _ in refusals]
    return next(iter(told), None)
