"""Experiments: what a test of a channel's spend brought in, and how sure that is."""

import csv
import io
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from spendcast_ingest.dates import read_days
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.keys import channel_key
from spendcast_ingest.layouts import ExperimentLayout
from spendcast_ingest.mixed_money import MoneyColumn, mixed_money
from spendcast_ingest.names import channel_name
from spendcast_ingest.notes import passed_over
from spendcast_ingest.numbers import read_amounts, read_with_habits
from spendcast_ingest.tables import Table
from spendcast_ingest.units import NO_UNIT, Unit
from spendcast_ingest.units_applied import EARNED, columns_of_units, units_of

COLUMNS = ("channel", "start", "end", "incremental_revenue", "standard_error")


@dataclass(frozen=True, eq=False)
class Experiments:
    """Experiments.

    Attributes:
        table: one row an experiment, ordered by `channel`, `start` and `end`: first and last day
            (datetime64[s]), `incremental_revenue` over these days and its `standard_error` (money, in the
            currency of revenue).
    """

    table: pd.DataFrame

    def to_csv(self) -> bytes:
        """The experiments as UTF-8 CSV: the same content gives the same bytes."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self.table[list(COLUMNS)].itertuples(index=False):
            channel, start, end, revenue, error = row
            writer.writerow([channel, f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}", repr(revenue), repr(error)])
        return text.getvalue().encode()


def read_experiments(
    table: Table, layout: ExperimentLayout
) -> tuple[pd.DataFrame, frozenset[str], list[Finding]]:
    """Read a table of experiments.

    Returns:
        The columns of `COLUMNS`, `file` and `row`, without unreadable rows; the currencies that amounts are
        marked with; and findings.

    Raises:
        Refused: see `Table.read`.
    """
    texts, numbers = [layout.channel, layout.start, layout.end], [layout.revenue, layout.error]
    texts += layout.unit_columns
    cells, habits = read_with_habits(table, texts, numbers)
    named = {at: layout.units.get(at, NO_UNIT) for at in numbers}
    said = columns_of_units(cells, [layout.start], layout.unit_columns)
    units, told = units_of(table, named, said, dict.fromkeys(numbers, EARNED), cells.notes)
    told += passed_over(table.file, cells.notes)
    _refuse_half_told(table, {at: units[at] for at in numbers})
    channels, findings = cells.texts[layout.channel].parse(channel_name, "", "object")
    found = pd.DataFrame({"file": table.file, "row": cells.rows, "channel": channels})
    for name, at in (("start", layout.start), ("end", layout.end)):
        days, unreadable = read_days([cells.texts[at]], table.said.date_order, table.epoch)
        found[name] = days.astype("datetime64[s]")
        findings += unreadable
    money: list[MoneyColumn] = []
    for name, at in (("incremental_revenue", layout.revenue), ("standard_error", layout.error)):
        amounts = read_amounts(cells.numbers[at], habits, units[at])
        found[name] = amounts.values
        findings += amounts.findings
        money.append(MoneyColumn(table.header[at], EARNED, amounts))
    found = found[(found["channel"] != "") & found.notna().all(axis=1)]
    findings += [*told, *mixed_money(table.file, money), *_impossible(found)]
    return found, frozenset().union(*(one.amounts.currencies for one in money)), findings


def _refuse_half_told(table: Table, units: Mapping[int, Unit]) -> None:
    """Refuse an effect in thousands whose error is in nobody knows what, or the other way round."""
    silent = [at for at, unit in units.items() if not (unit.sized or unit.power)]
    sized = [at for at, unit in units.items() if unit.power]
    if silent and sized:
        one, other = table.header[sized[0]], table.header[silent[0]]
        place = Where(table.file, table.header_row, other)
        raise Refused(Finding.of("unclear_unit", place, variant="one_column", one=one, other=other))


def _impossible(found: pd.DataFrame) -> list[Finding]:
    problems: list[Finding] = []
    for row in found.to_dict("records"):
        place = Where(row["file"], row["row"])
        if row["end"] < row["start"]:
            days = {name: f"{row[name]:%Y-%m-%d}" for name in ("start", "end")}
            problems.append(Finding.of("impossible_experiment", place, variant="ends_before_start", **days))
        if row["standard_error"] <= 0:
            error = row["standard_error"]
            problems.append(Finding.of("impossible_experiment", place, variant="no_error", error=error))
    return problems


def join_experiments(
    parts: Iterable[pd.DataFrame], common: Mapping[str, str], channels: Iterable[str]
) -> tuple[Experiments | None, list[Finding]]:
    """The experiments of all files, under the names of the panel's channels.

    Args:
        parts: of the files.
        common: the panel's name of a channel, by its key.
        channels: the panel's channels.

    Returns:
        None if there are none; and an error for each of a channel that is not there, or that stands twice.
    """
    parts = [part for part in parts if len(part)]
    if not parts:
        return None, []
    channels = sorted(channels)
    table = pd.concat(parts, ignore_index=True)
    table["channel"] = [common.get(channel_key(name), name) for name in table["channel"]]
    table = table.sort_values(["channel", "start", "end", "file", "row"], ignore_index=True)
    findings: list[Finding] = []
    first: dict[tuple[Hashable, ...], Mapping[Hashable, Any]] = {}
    for row in table.to_dict("records"):
        place = Where(row["file"], row["row"])
        if row["channel"] not in channels:
            text = row["channel"]
            findings.append(Finding.of("unknown_channel", place, text=text, names=few(channels)))
        other = first.setdefault((row["channel"], row["start"], row["end"]), row)
        if other is not row:
            values = {"file": other["file"], "row": other["row"], "channel": row["channel"]}
            findings.append(Finding.of("duplicate_experiment", place, **values))
    return Experiments(table), findings
