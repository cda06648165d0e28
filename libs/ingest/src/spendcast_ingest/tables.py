"""A file's table: its columns, read block by block, so that only what is needed is held."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.columns import LARGEST, Column, NumberColumn
from spendcast_ingest.dates import Epoch
from spendcast_ingest.encodings import read_text
from spendcast_ingest.findings import Finding, Refused, Where
from spendcast_ingest.keys import label_key
from spendcast_ingest.mapping import FileMapping
from spendcast_ingest.notes import Note
from spendcast_ingest.options import Options
from spendcast_ingest.records import Block, RecordReader
from spendcast_ingest.units_above import Stated

_READ_AS = {"category": "str"}
"""Read as categories at once, 223.800 would become the number 223.8, and 007 the number 7."""

_POWER = re.compile(rb"(?:^|[\s,;\"])[-+]?[\d.]+e\+?\d+(?:[\s,;\"]|$)", re.ASCII | re.IGNORECASE)
"""As spreadsheets write amounts of which they drop digits; those without are read as plain decimals."""

_THOUSANDS = b".000"
"""In what is perhaps a thousand, and a double does not keep."""

_MOST_LABELS = 100_000
"""Beyond so many campaigns, totals are not looked for among them: holding them would take too much memory."""

_MOST_KINDS = 20_000
"""Beyond so many texts, no plans are looked for among remarks: reading them takes as long as all else."""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells that were asked for; columns are given by position.

    Attributes:
        rows: row of each record as a spreadsheet shows it, shape (n,).
        texts: columns of text.
        numbers: columns of numbers.
        marks: for each row a hash of the columns that only tell rows apart, shape (n,).
        labels: these columns, and those that may tell kinds of rows, but for those with more than
            `_MOST_LABELS` or `_MOST_KINDS` texts.
        notes: lines below the rows.
    """

    rows: NDArray[np.int32]
    texts: dict[int, Column]
    numbers: dict[int, NumberColumn]
    marks: NDArray[np.uint64]
    labels: dict[int, Column] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def without(self, columns: Sequence[int]) -> "Cells":
        """All but some columns of text."""
        return replace(self, texts={at: column for at, column in self.texts.items() if at not in columns})

    def only(self, kept: NDArray[np.bool_]) -> "Cells":
        """Some of the rows."""
        return Cells(
            self.rows[kept],
            {position: column.only(kept) for position, column in self.texts.items()},
            {position: column.only(kept) for position, column in self.numbers.items()},
            self.marks[kept],
            {position: column.only(kept) for position, column in self.labels.items()},
            self.notes,
        )


@dataclass(frozen=True, eq=False)
class Table:
    """A text that is a table, not yet read.

    Attributes:
        file: name of the file.
        data: its text.
        encoding: of the text.
        separator: between fields.
        header_row: row of the header as a spreadsheet shows it.
        header: names of the columns without outer white space, as they stand.
        exact: whether its numbers come from a workbook.
        epoch: the year from which it counts days.
        stated: the unit that lines above the header state.
        titles: lines above the header, and the name of the sheet.
        said: what the user says about the file.
        options: limits.
    """

    file: str
    data: bytes
    encoding: str
    separator: str
    header_row: int
    header: tuple[str, ...]
    exact: bool
    epoch: Epoch
    stated: Stated
    titles: tuple[str, ...]
    said: FileMapping
    options: Options

    def read(
        self,
        texts: Sequence[int],
        numbers: Sequence[int],
        marks: Sequence[int] = (),
        kinds: Sequence[int] = (),
        *,
        plain: bool = True,
    ) -> Cells:
        """Read columns.

        Args:
            texts: positions of columns of text.
            numbers: positions of columns of numbers.
            marks: positions of columns that only tell rows apart.
            kinds: positions of columns that may tell kinds of rows.
            plain: whether to try to read numbers as plain decimals first, which is ten times as fast; where
                one is not, or the user says that the comma is the decimal mark, all are read as texts.

        Raises:
            Refused: `no_rows`, `too_many_rows`, and what `RecordReader` refuses.
        """
        if plain and (self.exact or self.said.decimal != ","):
            with suppress(_NotPlain):
                return self._gather(texts, numbers, marks, kinds, plain=True)
        return self._gather(texts, numbers, marks, kinds, plain=False)

    def rows_again(self, rows: Sequence[int], positions: Sequence[int]) -> pd.DataFrame:
        """The texts of a few rows, read once more; index: row, columns: position."""
        parts = [
            self._frame(block, dict.fromkeys(positions, "object"))
            .set_axis(block.rows, axis=0)
            .loc[lambda part: part.index.isin(rows)]
            for block in self._blocks(self._reader())
            if np.isin(block.rows, rows).any()
        ]
        found: pd.DataFrame = pd.concat(parts) if parts else pd.DataFrame(columns=list(positions))
        return found.map(str.strip)

    def _gather(
        self,
        texts: Sequence[int],
        numbers: Sequence[int],
        marks: Sequence[int],
        kinds: Sequence[int],
        *,
        plain: bool,
    ) -> Cells:
        types: dict[int, str] = dict.fromkeys([*texts, *marks, *kinds], "category")
        types |= dict.fromkeys(numbers, "float64" if plain else "category")
        gathered = {position: _Gathered() for position in (*texts, *numbers)}
        labels = {position: _Gathered() for position in (*marks, *kinds)}
        only_kinds = set(kinds) - {*texts, *numbers, *marks}
        rows: list[NDArray[np.int32]] = []
        amounts: dict[int, list[NDArray[np.float64]]] = {position: [] for position in numbers}
        hashes: list[NDArray[np.uint64]] = []
        reader = self._reader()
        for block in self._blocks(reader):
            frame = self._frame(block, types)
            if plain and (not rows or _THOUSANDS in block.data):
                written = self._frame(block, dict.fromkeys(numbers, "category"))
                for position in numbers:
                    gathered[position].note(written[position])
            rows.append(block.rows)
            for position in texts if plain else gathered:
                gathered[position].add(frame[position])
            if plain:
                for position in numbers:
                    amounts[position].append(_amounts(frame[position]))
            for position in _add_labels(labels, frame, only_kinds):
                del types[position]
            hashes.append(_hash([frame[position] for position in marks], len(block.rows)))
        if not rows:
            raise Refused(Finding.of("no_rows", Where(self.file), file=self.file))
        places = np.concatenate(rows)
        columns = {
            position: Column(self.file, self.header[position], places, *one.whole())
            for position, one in (gathered | labels).items()
        }
        return Cells(
            places,
            {position: columns[position] for position in texts},
            {
                position: NumberColumn(
                    columns[position], np.concatenate(amounts[position]) if plain else None, self.exact
                )
                for position in numbers
            },
            np.concatenate(hashes),
            {position: columns[position] for position in labels},
            reader.notes,
        )

    def _reader(self) -> RecordReader:
        limit = self.options.max_record_bytes
        return RecordReader(self.file, self.separator, self.header_row + 1, len(self.header), limit)

    def _blocks(self, reader: RecordReader) -> Iterator[Block]:
        count = 0
        for block in reader.blocks(read_text(self.data, self.encoding)):
            count += len(block.rows)
            if count > self.options.max_rows:
                limit = self.options.max_rows
                raise Refused(Finding.of("too_many_rows", Where(self.file), file=self.file, limit=limit))
            yield block

    def _frame(self, block: Block, kinds: dict[int, str]) -> pd.DataFrame:
        if "float64" in kinds.values() and _holds_power(block.data):
            raise _NotPlain
        try:
            frame: pd.DataFrame = pd.read_csv(
                io.BytesIO(block.data),
                sep=self.separator,
                header=None,
                names=list(range(len(self.header))),
                usecols=sorted(kinds),
                dtype={position: _READ_AS.get(kind, kind) for position, kind in kinds.items()},
                index_col=False,
                na_filter=False,
                skip_blank_lines=False,
            )
        except ValueError as error:
            raise _NotPlain from error
        return frame.astype({position: kind for position, kind in kinds.items() if kind in _READ_AS})


class _NotPlain(Exception):
    """A cell among numbers is no plain decimal."""


class _Gathered:
    """The distinct texts of a column, and which of them stands in each row."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._codes: list[NDArray[np.int32]] = []

    @property
    def count(self) -> int:
        """How many texts there are."""
        return len(self._texts)

    def note(self, part: pd.Series) -> NDArray[np.int32]:
        """Gather the texts of some rows, and tell their positions."""
        texts = map(str.strip, map(str, part.cat.categories.tolist()))
        return np.array([self._texts.setdefault(text, len(self._texts)) for text in texts], np.int32)

    def add(self, part: pd.Series) -> None:
        """Gather some rows."""
        self._codes.append(self.note(part)[part.cat.codes.to_numpy()])

    def whole(self) -> tuple[NDArray[np.int32], list[str]]:
        """The position of each row's text, and the texts."""
        return np.concatenate(self._codes or [np.empty(0, np.int32)]), list(self._texts)


def _add_labels(labels: dict[int, _Gathered], frame: pd.DataFrame, kinds: set[int]) -> list[int]:
    """Gather some rows of labels, and give up those of too many texts; tells which need not be read on."""
    for position, one in labels.items():
        one.add(frame[position])
    most = {position: _MOST_KINDS if position in kinds else _MOST_LABELS for position in labels}
    given_up = [position for position, one in labels.items() if one.count > most[position]]
    for position in given_up:
        del labels[position]
    return [position for position in given_up if position in kinds]


def _holds_power(data: bytes) -> bool:
    """Whether a cell is a number with a power of ten, such as 4.28E+06; fast where no e is between digits."""
    chars = np.frombuffer(data, np.uint8)
    near = (chars[1:-1] | 32) == ord("e")
    near &= np.subtract(chars[:-2], ord(".")) < 12
    near &= np.subtract(chars[2:], ord("+")) < 15
    return bool(near.any()) and _POWER.search(data) is not None


def _amounts(column: pd.Series) -> NDArray[np.float64]:
    values: NDArray[np.float64] = column.to_numpy()
    if not (np.abs(values) < LARGEST).all():
        raise _NotPlain
    return values


def _hash(parts: Sequence[pd.Series], rows: int) -> NDArray[np.uint64]:
    """One number per row for several columns together; twins are compared as texts before they are told."""
    marks = np.zeros(rows, np.uint64)
    for part in parts:
        texts = np.array([label_key(str(text)) for text in part.cat.categories.tolist()], dtype=object)
        marks = marks * np.uint64(1_000_003) + pd.util.hash_array(texts)[part.cat.codes.to_numpy()]
    return marks
