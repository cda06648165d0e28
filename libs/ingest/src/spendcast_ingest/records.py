"""Delimited text as blocks of whole records: strict about quotes and about the number of fields.

Everything is done on arrays of bytes, so that millions of rows take seconds. Outside quotation marks a
newline ends a record and the separator ends a field; within them neither does. Whether a byte stands within
follows from the number of quotation marks before it, for one that is written twice changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spendcast_ingest.column_names import is_second_header
from spendcast_ingest.findings import Finding, Refused, Where, first_few
from spendcast_ingest.notes import Note, only_prose, two_tables

_QUOTE, _NEWLINE = ord('"'), ord("\n")
_EMPTY = ' ,;\t\u3000"'

_MOST_NOTES = 20
"""Lines at the end of a table that are looked at."""


@dataclass(frozen=True, eq=False)
class Block:
    """Whole records.

    Attributes:
        data: UTF-8; each record ends with a newline.
        rows: row of each record as a spreadsheet shows it, shape (n,).
    """

    data: bytes
    rows: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class _Held:
    """A record that is a note, if no row comes after it."""

    note: Note
    record: bytes
    fields: int


@dataclass(frozen=True, eq=False)
class _Cut:
    """Where the records of a block end, and how many fields and lines each has."""

    ends: NDArray[np.int64]
    fields: NDArray[np.int64]
    lines: NDArray[np.int64]


class RecordReader:
    """Cuts a text into blocks of records that all have the fields of the header.

    Args:
        file: name for the findings.
        separator: one ASCII character.
        first: row at which the records begin; what stands before it is passed over.
        width: number of fields.
        max_record_bytes: length above which a record is taken for a line without end.
    """

    def __init__(self, file: str, separator: str, first: int, width: int, max_record_bytes: int) -> None:
        self._file = file
        self._separator = ord(separator)
        self._first = first
        self._width = width
        self._limit = max_record_bytes
        self._row = 1
        self._ragged: list[tuple[int, int]] = []
        self._ragged_count = 0
        self._held: list[_Held] = []
        self._second_header = 0

    @property
    def notes(self) -> tuple[Note, ...]:
        """The lines below the rows, once all blocks are read; they are in no block."""
        return tuple(held.note for held in self._held)

    def blocks(self, texts: Iterable[str]) -> Iterator[Block]:
        """Cut a text; blank records are left out, as many exports end with them.

        Raises:
            Refused: `broken_csv`, `endless_line`; at the end `ragged_row`, or `two_tables`.
        """
        rest = b""
        for text in texts:
            buffer = rest + text.encode()
            cut = self._cut(buffer)
            end = int(cut.ends[-1]) + 1 if len(cut.ends) else 0
            yield from self._block(buffer[:end], cut)
            rest = buffer[end:]
            if len(rest) > self._limit:
                place = Where(self._file, self._row)
                raise Refused(Finding.of("endless_line", place, file=self._file, row=self._row))
        if rest:
            yield from self._last(rest)
        if self._second_header:
            raise Refused(two_tables(self._file, self._second_header))
        if self._ragged:
            found = (self._too_long_or_short(row, fields) for row, fields in self._ragged)
            raise Refused(*first_few(found, self._ragged_count))

    def _last(self, rest: bytes) -> Iterator[Block]:
        buffer = rest + b"\n"
        cut = self._cut(buffer)
        if not len(cut.ends) or cut.ends[-1] != len(buffer) - 1:
            raise self._broken(self._row + len(cut.ends), "open")
        yield from self._block(buffer, cut)

    def _cut(self, buffer: bytes) -> _Cut:
        data = np.frombuffer(buffer, np.uint8)
        ends = newlines = np.flatnonzero(data == _NEWLINE)
        separators = np.flatnonzero(data == self._separator)
        quotes = np.flatnonzero(data == _QUOTE)
        if len(quotes):
            ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
            separators = separators[np.searchsorted(quotes, separators) % 2 == 0]
            self._refuse_loose_quotes(data, quotes, ends)
        fields = np.diff(np.searchsorted(separators, ends), prepend=0) + 1
        return _Cut(ends, fields, np.diff(np.searchsorted(newlines, ends), prepend=-1))

    def _refuse_loose_quotes(
        self, data: NDArray[np.uint8], quotes: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        """An opening mark must begin a field and a closing one must end it, or be followed by its twin."""
        boundary = np.zeros(256, bool)
        boundary[[self._separator, _NEWLINE, _QUOTE]] = True
        opening, closing = quotes[::2], quotes[1::2]
        before = data[np.maximum(opening - 1, 0)]
        after = data[np.minimum(closing + 1, len(data) - 1)]
        astray = opening[~boundary[before] & (opening > 0)]
        loose = np.concatenate([astray, closing[~boundary[after] & (closing + 1 < len(data))]])
        if len(loose):
            raise self._broken(self._row + int(np.searchsorted(ends, loose.min())), "loose")

    def _block(self, data: bytes, cut: _Cut) -> Iterator[Block]:
        if not len(cut.ends):
            return
        starts = np.concatenate([[0], cut.ends[:-1] + 1])
        rows = np.arange(self._row, self._row + len(cut.ends), dtype=np.int32)
        self._row += len(cut.ends)
        blank = self._blank(data, starts, cut.ends)
        read = ~blank & (rows >= self._first)
        held = self._notes_at_the_end(data, starts, cut, rows, read)
        if read.any():
            yield from self._given_back()
        self._held += held
        ragged = read & (cut.fields != self._width)
        if ragged.any():
            self._note(rows[ragged], cut.fields[ragged])
            for index in np.flatnonzero(ragged)[: 0 if self._second_header else _MOST_NOTES]:
                fields = data[starts[index] : cut.ends[index]].decode().split(chr(self._separator))
                if is_second_header(field.strip(' "') for field in fields):
                    self._second_header = int(rows[index])
                    break
        read &= ~ragged
        for index in np.flatnonzero(read & (cut.lines > 1)):
            if self._has_swallowed(data[starts[index] : cut.ends[index]]):
                raise self._broken(int(rows[index]), "swallowed")
        if read.all():
            yield Block(data, rows)
        elif read.any():
            yield Block(_only(data, starts, cut.ends, read), rows[read])

    def _notes_at_the_end(
        self,
        data: bytes,
        starts: NDArray[np.int64],
        cut: _Cut,
        rows: NDArray[np.int32],
        read: NDArray[np.bool_],
    ) -> list[_Held]:
        """Take records that may be notes out of those that are read, from the last on."""
        held: list[_Held] = []
        for index in np.flatnonzero(read)[: -_MOST_NOTES - 1 : -1]:
            record = data[starts[index] : cut.ends[index] + 1]
            text = only_prose(record.decode(), chr(self._separator))
            if not text:
                break
            held.insert(0, _Held(Note(int(rows[index]), text), record, int(cut.fields[index])))
            read[index] = False
        return held

    def _given_back(self) -> Iterator[Block]:
        """What looked like notes and has rows below it, as the rows that they are."""
        for held in self._held:
            row = np.array([held.note.row], np.int32)
            if held.fields == self._width:
                yield Block(held.record, row)
            else:
                self._note(row, np.array([held.fields]))
        self._held = []

    def _has_swallowed(self, record: bytes) -> bool:
        """Whether a later line of a record is a row: with as many fields, and digits in the same ones."""
        first, *others = (
            [field.lstrip(b'" ')[:1].isdigit() for field in line.split(bytes([self._separator]))]
            for line in record.split(b"\n")
        )
        return len(first) == self._width and any(first) and first in others

    @staticmethod
    def _blank(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Records in which no field has text."""
        first = np.frombuffer(data, np.uint8)[starts]
        blank = np.isin(first, list(f"{_EMPTY}\n".encode()))
        for index in np.flatnonzero(blank):
            blank[index] = not data[starts[index] : ends[index]].decode().strip(_EMPTY)
        return blank

    def _note(self, rows: NDArray[np.int32], fields: NDArray[np.int64]) -> None:
        self._ragged_count += len(rows)
        if len(self._ragged) < 10:
            self._ragged += [(int(row), int(seen)) for row, seen in zip(rows[:10], fields[:10], strict=True)]

    def _too_long_or_short(self, row: int, fields: int) -> Finding:
        return Finding.of("ragged_row", Where(self._file, row), row=row, fields=fields, expected=self._width)

    def _broken(self, row: int, variant: str) -> Refused:
        return Refused(
            Finding.of("broken_csv", Where(self._file, row), variant=variant, file=self._file, row=row)
        )


def _only(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], kept: NDArray[np.bool_]) -> bytes:
    """The records that are kept, runs of them copied at once."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], kept, [False]]).astype(np.int8)))
    return b"".join(
        data[starts[first] : ends[last - 1] + 1] for first, last in zip(edges[::2], edges[1::2], strict=True)
    )
