"""What the amounts of a file are counted in, by all that it and the user say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Finding, Refused, Where, few, shorten
from spendcast_ingest.keys import normalised
from spendcast_ingest.notes import Note
from spendcast_ingest.tables import Cells, Table
from spendcast_ingest.total_rows import first_of_tail
from spendcast_ingest.units import NO_UNIT, Unit, unit_of
from spendcast_ingest.units_above import Stated, contradiction, stated_in_lines

MoneyKind = Literal["spent", "earned"]
SPENT: MoneyKind = "spent"
EARNED: MoneyKind = "earned"

_OF_REVENUE = re.compile("売上|収益|revenue|sales|umsatz|매출|销售|收入", re.IGNORECASE)
_OF_SPEND = re.compile("費|コスト|cost|spend|kosten|광고비|花费", re.IGNORECASE)


def columns_of_units(cells: Cells, dates: Sequence[int], positions: Sequence[int]) -> dict[int, Column]:
    """The columns of units by position, without the rows at the end that are no data."""
    end = first_of_tail(cells, dates)
    columns = {at: cells.texts[at] for at in positions}
    return {at: replace(one, rows=one.rows[:end], codes=one.codes[:end]) for at, one in columns.items()}


def units_of(
    table: Table,
    named: Mapping[int, Unit],
    said: Mapping[int, Column],
    money: Mapping[int, MoneyKind],
    notes: Sequence[Note] = (),
) -> tuple[dict[int, Unit], list[Finding]]:
    """What each column of amounts is counted in, by all that the file and the user say.

    Args:
        table: the table.
        named: what the names of the columns say, by position.
        said: the columns of units, by position.
        money: what the columns of money hold, by position; others, such as a price index, are counted in what
            their name says alone.
        notes: lines below the rows.

    Returns:
        The unit by position; and infos about what is applied.

    Raises:
        Refused: `unclear_unit` or `mixed_currencies`.
    """
    told = [
        Finding.of(
            "unit_applied",
            Where(table.file, None, table.header[at]),
            variant="column",
            unit=unit.text,
            factor=unit.factor,
        )
        for at, unit in named.items()
        if unit.power and (at not in money or not table.said.unit)
    ]
    kinds = set(money.values())
    if table.said.unit:
        unit = replace(unit_of(table.said.unit) or NO_UNIT, final=True)
        found = _told(table, unit, "mapping", table.said.unit)
        return {at: unit if at in money else own for at, own in named.items()}, told + found
    lines = [table.stated, stated_in_lines(table.file, ((one.row, [one.text]) for one in notes), "note")]
    for line in lines:
        if len(kinds) > 1 and _names_one_kind(line.text):
            place = Where(table.file, line.row)
            raise Refused(Finding.of("unclear_unit", place, variant="one_kind", text=line.text))
    unit, found = _of_file(table, lines, said)
    units = dict(named)
    for at in money:
        together = unit.beside(named[at])
        if together is None:
            raise contradiction(table.file, lines[0].text or lines[1].text or unit.text, table.header[at])
        units[at] = together
    return units, told + found


def _names_one_kind(line: str) -> bool:
    return bool(_OF_REVENUE.search(line)) != bool(_OF_SPEND.search(line))


def _of_file(table: Table, lines: Sequence[Stated], said: Mapping[int, Column]) -> tuple[Unit, list[Finding]]:
    """What lines above the header and below the rows and columns of units say together."""
    unit, text, found = NO_UNIT, "", []
    for line in lines:
        together = unit.beside(line.unit)
        if together is None:
            raise contradiction(table.file, text, line.text)
        unit, text = together, text or line.text
        found += _told(table, line.unit, line.variant, line.text, line.row)
    for at, column in said.items():
        own = _only_unit(column)
        if own is NO_UNIT:
            place, names = Where(table.file, table.header_row), [table.header[at]]
            values = {"variant": "named", "file": table.file, "columns": few(names)}
            found.append(Finding.of("columns_not_used", place, **values))
        together = unit.beside(own)
        if together is None:
            raise contradiction(table.file, text or unit.text, own.text)
        unit = together
        found += _told(table, own, "own_column", table.header[at])
    return unit, found


def _only_unit(column: Column) -> Unit:
    """The one unit that a column names in every row.

    A column that is called "unit" and names none is about pieces or businesses, and says nothing.
    """
    vague = normalised(column.name) == "unit"
    texts = [column.texts[code] for code in np.unique(column.codes)]
    units = {text: unit_of(text) or (None if vague else _code(text)) for text in texts if text}
    if vague and not any(units.values()):
        return NO_UNIT
    if not all(units.values()):
        raise _unclear(column, "unknown_value", [text for text, unit in units.items() if not unit])
    distinct = {(unit.power, unit.currency) for unit in units.values() if unit}
    if len({unit.currency for unit in units.values() if unit}) > 1:
        raise _unclear(column, "currencies", texts)
    if len(distinct) > 1 or (units and "" in texts):
        raise _unclear(column, "several", texts)
    return next((unit for unit in units.values() if unit), NO_UNIT)


def _code(text: str) -> Unit | None:
    """A currency that is not in our list, by its three letters."""
    return Unit(currency=text, text=text) if re.fullmatch(r"[A-Z]{3}", text) else None


def _unclear(column: Column, variant: str, texts: Sequence[str]) -> Refused:
    """The refusal of a column of units, naming texts of it and the first row of each."""
    at = {text: np.flatnonzero(column.codes == column.texts.index(text)) for text in texts}
    first = {text: int(column.rows[places[0]]) for text, places in at.items()}
    first = dict(sorted(first.items(), key=lambda item: item[1]))
    place = Where(column.file, max(first.values()), column.name)
    values = {
        "column": column.name,
        "names": few(f"{shorten(text) or '-'} ({row})" for text, row in first.items()),
    }
    if variant == "currencies":
        return Refused(Finding.of("mixed_currencies", place, variant="own_column", **values))
    if variant == "several":
        return Refused(Finding.of("unclear_unit", place, variant="several", **values))
    return Refused(Finding.of("unclear_unit", place, variant="unknown_value", **values))


def _told(table: Table, unit: Unit, variant: str, text: str, row: int | None = None) -> list[Finding]:
    place = Where(table.file, row, text if variant == "own_column" else None)
    values = {"variant": variant, "text": text, "file": table.file}
    if unit.power:
        return [Finding.of("unit_applied", place, unit=unit.text, factor=unit.factor, **values)]
    if unit.currency:
        return [Finding.of("currency_read", place, currency=unit.currency, **values)]
    return []
