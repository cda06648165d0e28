"""Facts: one amount of one series on one day, whatever the shape of the file it stands in."""

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.findings import Where
from spendcast_ingest.tables import Column

REVENUE = "revenue"
SPEND = "spend."
"""A series is named as the panel's column: `revenue`, or `spend.` and the channel."""


def facts_of(
    column: Column,
    series: str | NDArray[np.object_],
    days: NDArray[np.datetime64],
    amounts: NDArray[np.float64],
) -> pd.DataFrame:
    """The facts of one column of amounts.

    Args:
        column: the column of amounts.
        series: name of the series, one for all rows or one for each.
        days: datetime64[D], shape (n,).
        amounts: shape (n,).

    Returns:
        One row a fact: `file`, `row` (as a spreadsheet shows it), `column` (its header), `series`, `day` and
        `amount`.
    """
    facts = pd.DataFrame({"file": column.file, "row": column.rows, "column": column.name, "series": series})
    return facts.assign(day=days, amount=amounts)


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
