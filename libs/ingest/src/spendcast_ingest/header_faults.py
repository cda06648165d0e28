"""Names that no column can have: they do harm, repeat each other, or are periods."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spendcast_ingest.catalogue import Value
from spendcast_ingest.column_names import PERIOD
from spendcast_ingest.columns import spreadsheet_error
from spendcast_ingest.findings import Finding, Refused, Where, first_few, is_control, shorten
from spendcast_ingest.keys import channel_key, normalised
from spendcast_ingest.mapping import fault_of_name, is_formula

_PERIODS = 3
"""Columns called as periods are from which a table has its periods side by side."""


@dataclass(frozen=True)
class Header:
    """The header of a file.

    Attributes:
        file: its name.
        names: of the columns without outer white space.
        row: as a spreadsheet shows it.
    """

    file: str
    names: Sequence[str]
    row: int

    def where(self, name: str | None = None) -> Where:
        """The place of a name, or of all."""
        return Where(self.file, self.row, name)

    def duplicate(self, position: int, **values: Value) -> Refused:
        """The refusal of a column that stands for the same as another."""
        place = self.where(self.names[position])
        return Refused(Finding.of("duplicate_column", place, file=self.file, **values))


def refuse_faults(header: Header) -> None:
    """Refuse a header with names that no column can have.

    Raises:
        Refused: `control_character`, `spreadsheet_error`, `duplicate_column` or `missing_column`.
    """
    _refuse_control_characters(header)
    _refuse_spreadsheet_errors(header)
    _refuse_repeated(header, map(normalised, header.names))
    _refuse_periods(header)


def refuse_faulty_names(header: Header, names: Mapping[int, str]) -> None:
    """Refuse columns whose names can be those of no channels or controls.

    Args:
        header: the header.
        names: of channels or controls, by the position of their column.

    Raises:
        Refused: `formula_in_name`, `unusable_name` or `duplicate_column`.
    """
    _refuse_formulas(header, names)
    _refuse_unusable(header, names)
    _refuse_repeated(header, (channel_key(names.get(at, "")) for at in range(len(header.names))))


def _refuse_control_characters(header: Header) -> None:
    unprintable = [name for name in header.names if any(map(is_control, name))]
    if unprintable:
        values = {"variant": "header", "file": header.file}
        found = (
            Finding.of("control_character", header.where(name), column=name, **values) for name in unprintable
        )
        raise Refused(*first_few(found, len(unprintable)))


def _refuse_spreadsheet_errors(header: Header) -> None:
    for name in header.names:
        if variant := spreadsheet_error(name):
            place = header.where(name)
            raise Refused(Finding.of("spreadsheet_error", place, variant=variant, text=name))


def _refuse_periods(header: Header) -> None:
    """Refuse a table whose columns are periods, as plans have them."""
    dates = [name for name in header.names if PERIOD.fullmatch(unicodedata.normalize("NFKC", name))]
    if len(dates) >= _PERIODS and 2 * len(dates) > len(header.names):
        values = {"variant": "transposed", "file": header.file, "one": dates[0], "other": dates[-1]}
        raise Refused(Finding.of("missing_column", header.where(), **values))


def _refuse_formulas(header: Header, names: Mapping[int, str]) -> None:
    formulas = [header.names[position] for position, name in names.items() if is_formula(name)]
    if formulas:
        found = (Finding.of("formula_in_name", header.where(name), text=name[:40]) for name in formulas)
        raise Refused(*first_few(found, len(formulas)))


def _refuse_unusable(header: Header, names: Mapping[int, str]) -> None:
    faults = [(shorten(name), fault) for name in names.values() if (fault := fault_of_name(name))]
    if faults:
        found = (
            Finding.of("unusable_name", header.where(name), text=name, **fault) for name, fault in faults
        )
        raise Refused(*first_few(found, len(faults)))


def _refuse_repeated(header: Header, keys: Iterable[str]) -> None:
    first: dict[str, int] = {}
    for position, key in enumerate(keys):
        if key and first.setdefault(key, position) != position:
            raise header.duplicate(
                position,
                variant="same_name",
                first=first[key] + 1,
                second=position + 1,
                one=header.names[first[key]],
                two=header.names[position],
            )
