"""Facts: one amount of one series on one day, whatever the shape of the file it stands in."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.columns import Column
from spendcast_ingest.findings import Where
from spendcast_ingest.sums import exact_sums

REVENUE = "revenue"
SPEND = "spend."
CONTROL = "control."
"""A series is named as the panel's column: `revenue`, or `spend.` and the channel, or `control.` and
the control."""


def facts_of(
    column: Column,
    named: "pd.Categorical[Any]",
    days: NDArray[np.datetime64],
    amounts: NDArray[np.float64],
    marks: NDArray[np.uint64] | None = None,
) -> pd.DataFrame:
    """The facts of one column of amounts: one per series and day, whatever number of rows tell of it.

    Args:
        column: the column of amounts.
        named: the series that each row tells of, such as `spend.tv`, shape (n,); missing where there is none.
        days: datetime64[D], shape (n,); rows with NaT tell nothing.
        amounts: shape (n,); rows with NaN tell nothing.
        marks: for each row a hash of what else tells it apart, such as its campaign, shape (n,); None if
            nothing does.

    Returns:
        One row a fact: `file`, `row` (the first that tells of it, as a spreadsheet shows it), `column` (its
        header), `series`, `day` (datetime64[s]), `amount` (exact sum), `count` (of rows) and `mark` (a hash
        of the marks of these rows).
    """
    names, series = list(named.categories), named.codes.astype("int64")
    known = ~(np.isnat(days) | np.isnan(amounts) | (series < 0))
    if not known.all():
        series, days, amounts = series[known], days[known], amounts[known]
        marks = None if marks is None else marks[known]
    codes, distinct = pd.factorize(days.astype("int64"), sort=True)
    groups = series * len(distinct) + codes
    count = np.bincount(groups, minlength=len(names) * len(distinct))
    sums = exact_sums(amounts, groups, len(count))
    rows = np.zeros(len(count), np.int64)
    rows[groups[::-1]] = column.rows[known][::-1]  # the last assignment holds: the first row of each group
    told = np.flatnonzero(count)
    short = np.zeros(len(groups)) if marks is None else (marks >> np.uint64(34)).astype("float64")
    mark = np.bincount(groups, short, minlength=len(count))  # of 30 bits each, so that their sum is exact
    return pd.DataFrame(
        {
            "file": column.file,
            "row": rows[told],
            "column": column.name,
            "series": np.array(names, dtype=object)[told // max(len(distinct), 1)],
            "day": distinct[told % max(len(distinct), 1)].astype("datetime64[D]").astype("datetime64[s]"),
            "amount": sums[told],
            "count": count[told],
            "mark": mark[told],
        }
    )


def one_a_day(facts: pd.DataFrame) -> pd.DataFrame:
    """Facts of several columns added up, one per series and day, at the place of the first."""
    groups = facts.groupby(["series", "day"], sort=False)
    told = groups.first().reset_index()
    amounts = exact_sums(facts["amount"].to_numpy(), groups.ngroup().to_numpy(), groups.ngroups)
    sums = groups[["count", "mark"]].sum().reset_index(drop=True)
    return told.assign(amount=amounts, count=sums["count"], mark=sums["mark"])[list(facts.columns)]


def place(fact: pd.Series) -> Where:
    """Where a fact (one row of the facts) stands."""
    return Where(str(fact["file"]), int(fact["row"]), str(fact["column"]))


def series_place(facts: pd.DataFrame, series: Collection[str]) -> Where:
    """Where series as a whole stand: their file, if it is one, and the panel's column, if it is one."""
    files = facts.loc[facts["series"].isin(series), "file"].unique()
    file = str(files[0]) if len(files) == 1 else None
    return Where(file, None, next(iter(series)) if len(series) == 1 else None)


def shared_place(facts: pd.DataFrame) -> Where:
    """Where facts stand, as far as they agree in file, row and column."""
    file, row, column = (
        facts[name].iloc[0] if facts[name].nunique() == 1 else None for name in ("file", "row", "column")
    )
    return Where(file, None if row is None else int(row), column)


def channel_of(series: str) -> str:
    """The channel whose spend a series is."""
    return series.removeprefix(SPEND)


def is_spend(facts: pd.DataFrame) -> pd.Series:
    """Which facts are spend."""
    return facts["series"] != REVENUE
