"""Each shape of table as facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.breakdown_amounts import amounts_in_breakdown
from spendcast_ingest.channel_sums import sum_among_channels, sum_among_columns
from spendcast_ingest.column_names import is_second_header, names_dates
from spendcast_ingest.columns import Column
from spendcast_ingest.dates import long_ranges, read_column, read_days, week_starts
from spendcast_ingest.facts import CONTROL, REVENUE, SPEND, facts_of, is_spend, one_a_day
from spendcast_ingest.findings import SHOWN, Finding, Refused, Where, few
from spendcast_ingest.keys import label_key
from spendcast_ingest.layouts import LongLayout, WideLayout
from spendcast_ingest.mixed_money import MoneyColumn, mixed_money
from spendcast_ingest.names import channel_name, group_names
from spendcast_ingest.notes import passed_over, two_tables
from spendcast_ingest.numbers import Amounts, Habits, read_amounts, read_with_habits
from spendcast_ingest.row_checks import duplicate_rows, negative_spend
from spendcast_ingest.row_kinds import Label, called_otherwise, kinds_added_up, plans_among, sources_added_up
from spendcast_ingest.sales_files import refuse_parts, refuse_sales
from spendcast_ingest.spend_sizes import far_smaller, flags
from spendcast_ingest.tables import Cells, Table
from spendcast_ingest.total_rows import (
    called_totals,
    sums_in_breakdown,
    total_rows,
    totals_among,
    totals_of_report,
)
from spendcast_ingest.twins import told_apart
from spendcast_ingest.units import NO_UNIT, Unit
from spendcast_ingest.units_applied import (
    EARNED,
    SPENT,
    MoneyKind,
    columns_of_units,
    units_of,
)
from spendcast_ingest.word_columns import refuse_words

_MIXER = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without pattern, so that channel and day do not cancel out the other columns' hash."""


@dataclass(frozen=True, eq=False)
class Reading:
    """What a table tells.

    Attributes:
        facts: its amounts of spend and revenue, see `facts_of`.
        controls: the same of its controls; their sum over the rows of a day.
        rows: number of its rows that have any text, but for totals.
        names: of its channels, and how many rows write each.
        currencies: that amounts of money are marked with.
        findings: about its cells.
    """

    facts: pd.DataFrame
    controls: pd.DataFrame
    rows: int
    names: Mapping[str, int]
    currencies: frozenset[str]
    findings: list[Finding] = field(default_factory=list)


def read_facts(table: Table, layout: LongLayout | WideLayout) -> Reading:
    """Read the facts of a table of either shape.

    Raises:
        Refused: see `Table.read`; and `too_many_channels`.
    """
    if isinstance(layout, LongLayout):
        return _read_long(table, layout)
    return _read_wide(table, layout)


@dataclass(frozen=True, eq=False)
class _Read:
    """Cells with their days and amounts, without totals."""

    cells: Cells
    days: NDArray[np.datetime64]
    amounts: Mapping[int, Amounts]
    findings: list[Finding]


@dataclass(frozen=True, eq=False)
class _Asked:
    """What to read of a table.

    Attributes:
        layout: where dates, units, and what tells rows apart stand.
        texts: positions of other texts.
        units: positions of amounts, and what their names say that they are counted in.
        money: positions of amounts of money, and whether they are revenue or spend.
    """

    layout: LongLayout | WideLayout
    texts: Sequence[int]
    units: Mapping[int, Unit]
    money: Mapping[int, MoneyKind]


def _read_cells(table: Table, asked: _Asked) -> _Read:
    """Read days and amounts, and leave out total rows."""
    layout, dates = asked.layout, asked.layout.dates
    ends = [] if layout.end is None else [layout.end]
    texts, numbers = [*dates, *asked.texts, *layout.unit_columns, *ends], list(asked.units)
    cells, habits = read_with_habits(table, texts, numbers, layout.breakdown, layout.kinds)
    _refuse_second_header(table.file, cells, dates[0])
    refuse_words(table, layout, cells.numbers)
    said = columns_of_units(cells, dates, layout.unit_columns)
    units, told = units_of(table, asked.units, said, asked.money, cells.notes)
    cells = cells.without(layout.unit_columns)
    amounts = _amounts(cells, habits, units, asked)
    kept, totals = total_rows(cells, dates, {at: one.values for at, one in amounts.items()})
    if not kept.all():
        cells = cells.only(kept)
        amounts = _amounts(cells, habits, units, asked)
    labels = [cells.texts[at] for at in asked.texts]
    labels += [cells.labels[at] for at in layout.breakdown if at in cells.labels]
    written = [cells.texts[at] for at in dates]
    days, findings = read_days(written, table.said.date_order, table.epoch, labels)
    if layout.week_ends:
        days, found = week_starts(cells.texts[dates[0]], days)
        findings += found
    for at in ends:
        last, told_of_ends = read_column(cells.texts[at], table.said.date_order, table.epoch)
        values = {position: one.values for position, one in amounts.items()}
        kept, of_report = totals_of_report(cells, asked.texts, (days, last), values)
        if not kept.all():
            cells, days, totals = cells.only(kept), days[kept], [*totals, *of_report]
            amounts = _amounts(cells, habits, units, asked)
            last, told_of_ends = read_column(cells.texts[at], table.said.date_order, table.epoch)
        findings += [one for one in told_of_ends if one.severity == "error"]
        findings += long_ranges(cells.texts[at], days, last)
    told += passed_over(table.file, cells.notes)
    findings += [*totals, *told, *(finding for one in amounts.values() for finding in one.findings)]
    money = [MoneyColumn(table.header[at], kind, amounts[at]) for at, kind in asked.money.items()]
    findings += mixed_money(table.file, money)
    return _Read(cells, days, amounts, findings)


def _refuse_second_header(file: str, cells: Cells, date: int) -> None:
    """Refuse rows of which one names columns: there is a second table."""
    column = cells.texts[date]
    named = [code for code, text in enumerate(column.texts) if names_dates(text)]
    for index in np.flatnonzero(np.isin(column.codes, named)):
        others = (*cells.texts.values(), *(one.cells for one in cells.numbers.values() if one.plain is None))
        if is_second_header(one.texts[one.codes[index]] for one in others):
            raise Refused(two_tables(file, int(column.rows[index])))


def _amounts(cells: Cells, habits: Habits, units: Mapping[int, Unit], asked: _Asked) -> dict[int, Amounts]:
    return {
        at: read_amounts(cells.numbers[at], habits, unit, money=at in asked.money)
        for at, unit in units.items()
    }


def _read_long(table: Table, layout: LongLayout) -> Reading:
    units, money = {layout.cost: layout.unit}, {layout.cost: SPENT}
    sources = [] if layout.source is None else [layout.source]
    read = _read_cells(table, _Asked(layout, [layout.channel, *sources], units, money))
    channel, cost = read.cells.texts[layout.channel], read.cells.numbers[layout.cost].cells
    has_unit = bool(table.said.unit)
    names, findings = channel.parse_texts(partial(channel_name, has_unit=has_unit), "")
    written = np.bincount(channel.codes, minlength=len(names))
    groups, at = group_names(names, written)
    if len(groups) > table.options.max_channels:
        raise _too_many_channels(table, Where(table.file, None, channel.name), len(groups))
    series, amounts = at[channel.codes], read.amounts[layout.cost]
    named = pd.Categorical.from_codes(series, pd.Index([SPEND + name for name in groups], dtype="str"))
    facts = facts_of(cost, named, read.days, amounts.values, read.cells.marks)
    counted = _counted(groups, series)
    findings = [
        *read.findings,
        *findings,
        *_other_kinds(table, layout, read, money),
        *(one for at in sources for one in sources_added_up(read.cells.texts[at], channel)),
        *negative_spend(_below_zero(cost, SPEND, amounts.values)),
        *_twins(table, layout, read, series, {channel.name: groups}),
        *totals_among(channel, counted),
        *plans_among(channel, counted),
    ]
    findings += _totals_in_breakdown(table, layout, read, series, money)
    if table.options.check_totals:
        findings += sum_among_channels(channel, facts)
    rows = {name: int(count) for name, count in zip(names, written, strict=True) if name and count}
    return Reading(facts, NO_FACTS, len(read.days), rows, amounts.currencies, findings)


def _other_kinds(
    table: Table, layout: LongLayout | WideLayout, read: _Read, money: Mapping[int, MoneyKind]
) -> list[Finding]:
    """Errors and warnings for rows that are called plans, other years, credits or cancellations."""
    amounts = [read.amounts[at].values for at in money]
    earned = all(kind == EARNED for kind in money.values())
    labels = {at: Label(column, amounts, earned) for at, column in read.cells.labels.items()}
    findings = called_otherwise([label for at, label in labels.items() if at not in layout.kinds])
    for at in layout.kinds:
        if at in labels:
            ignored = table.said.columns.get(table.header[at]) == "ignore"
            findings += kinds_added_up(labels[at], ignored=ignored)
    return findings


def _totals_in_breakdown(
    table: Table,
    layout: LongLayout | WideLayout,
    read: _Read,
    series: NDArray[np.int64],
    money: Iterable[int],
) -> list[Finding]:
    """Errors for rows that are called totals, or add up others, in what tells rows apart."""
    called = called_totals(read.cells.labels.values())
    if called or not table.options.check_totals:
        return called
    labels = [column for at, column in read.cells.labels.items() if at not in layout.kinds]
    return [
        finding
        for position in money
        for finding in sums_in_breakdown(labels, series, read.days, read.amounts[position].values)
    ]


def _read_wide(table: Table, layout: WideLayout) -> Reading:
    if len(layout.channels) > table.options.max_channels:
        raise _too_many_channels(table, Where(table.file, table.header_row), len(layout.channels))
    series = {position: SPEND + channel for position, channel in layout.channels.items()}
    series |= dict.fromkeys(layout.earned, REVENUE)
    names = series | {position: CONTROL + name for position, name in layout.controls.items()}
    units = {position: layout.units.get(position, NO_UNIT) for position in names}
    money = {position: EARNED if position in layout.earned else SPENT for position in series}
    read = _read_cells(table, _Asked(layout, (), units, money))
    parts = {
        position: facts_of(
            read.cells.numbers[position].cells,
            pd.Categorical([name] * len(read.days)),
            read.days,
            read.amounts[position].values,
            read.cells.marks,
        )
        for position, name in names.items()
    }
    facts = pd.concat([parts[position] for position in series] or [NO_FACTS], ignore_index=True)
    if layout.earned and table.options.check_totals:
        refuse_parts(table, layout, facts)
    refuse_sales(table, layout)
    if layout.more_revenue:
        facts = one_a_day(facts)
    controls = pd.concat([parts[position] for position in layout.controls] or [NO_FACTS], ignore_index=True)
    one = np.zeros(len(read.days), np.int64)
    findings = [
        *read.findings,
        *_other_kinds(table, layout, read, money),
        *(
            finding
            for position, name in series.items()
            for finding in negative_spend(
                _below_zero(read.cells.numbers[position].cells, name, read.amounts[position].values)
            )
        ),
        *_twins(table, layout, read, one, {}),
        *_added_up(table, layout, read),
        *amounts_in_breakdown(table, layout, read.cells.rows, read.days),
        *flags(table, layout, facts),
        *far_smaller(table, layout, facts),
        *_totals_in_breakdown(table, layout, read, one, series),
        *(sum_among_columns(facts) if table.options.check_totals else []),
    ]
    currencies = frozenset().union(*(read.amounts[position].currencies for position in series))
    rows = {name: len(read.days) for name in layout.channels.values()}
    return Reading(facts, controls, len(read.days), rows, currencies, findings)


def _counted(names: Sequence[str], series: NDArray[np.int64]) -> dict[str, int]:
    """How many rows each name has, of those that have any."""
    found, counts = np.unique(series[series >= 0], return_counts=True)
    return {names[one]: int(count) for one, count in zip(found, counts, strict=True)}


def _too_many_channels(table: Table, place: Where, count: int) -> Refused:
    limit = table.options.max_channels
    return Refused(Finding.of("too_many_channels", place, file=table.file, count=count, limit=limit))


def _below_zero(column: Column, series: str, amounts: NDArray[np.float64]) -> pd.DataFrame:
    """The rows whose amount is negative, as facts of a row each; none of revenue, which may be."""
    below = amounts < 0
    if not below.any():
        return NO_FACTS
    facts = pd.DataFrame(
        {"file": column.file, "row": column.rows[below], "column": column.name, "series": series}
    ).assign(amount=amounts[below])
    return facts[is_spend(facts)]


def _slots(read: _Read, series: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which channel and day each row is of, from 0; -1 where either is not known."""
    days, distinct = pd.factorize(read.days.astype("int64"))
    days += series * len(distinct)
    days[np.isnat(read.days) | (series < 0)] = -1
    return days


def _twins(
    table: Table,
    layout: LongLayout | WideLayout,
    read: _Read,
    series: NDArray[np.int64],
    named: Mapping[str, Sequence[str]],
) -> list[Finding]:
    """Rows of the same channel, however it is written, day and breakdown.

    They are found by a hash; the first few are then read again and compared as texts.

    Args:
        table: the table.
        layout: which of its columns tell rows apart, and which are not used.
        read: its cells.
        series: the channel of each row, shape (n,); -1 for none.
        named: the names of the channels, by the name of their column, if there is one.
    """
    every = _slots(read, series)
    known = np.flatnonzero(every >= 0)
    hashes = every[known].astype(np.uint64)
    hashes *= _MIXER
    hashes += read.cells.marks[known]
    ordered = np.sort(hashes)
    if not (ordered[1:] == ordered[:-1]).any():
        return []
    again = pd.Series(hashes).duplicated().to_numpy()
    both = known[np.isin(hashes, hashes[again][:SHOWN])]
    rows = read.cells.rows[both]
    keys = pd.DataFrame({at: [names[code] for code in series[both]] for at, names in named.items()}, rows)
    if layout.breakdown:
        texts = table.rows_again([int(row) for row in rows], layout.breakdown)
        for position in layout.breakdown:
            keys[table.header[position]] = texts[position].map(label_key)
    keys["day"] = read.days[both]
    return duplicate_rows(table.file, keys, int(again.sum()), told_apart(table, layout, keys))


def _added_up(table: Table, layout: WideLayout, read: _Read) -> list[Finding]:
    """An info that several rows of one date were added up, as a breakdown tells them apart."""
    days = read.days[~np.isnat(read.days)]
    dates = len(np.unique(days))
    if not layout.breakdown or len(days) == dates:
        return []
    columns = few(table.header[at] for at in layout.breakdown)
    place, count = Where(table.file), len(days)
    return [Finding.of("rows_added_up", place, file=table.file, count=count, days=dates, columns=columns)]


NO_FACTS = facts_of(
    Column("", "", np.empty(0, np.int64), np.empty(0, np.int32), []),
    pd.Categorical([]),
    np.empty(0, "datetime64[D]"),
    np.empty(0),
)
