"""Checks of the rows of one file, made while it is read."""

import pandas as pd

from spendcast_ingest.facts import is_spend, place
from spendcast_ingest.findings import Finding, Where, first_few
from spendcast_ingest.sibling_sums import adds_up

_PROOF = 3
"""Rows in which one amount is the sum of the others, from which that is no coincidence."""


def negative_spend(facts: pd.DataFrame) -> list[Finding]:
    """Spend below zero, per column."""
    negative = facts[facts["amount"] < 0]
    negative = negative[is_spend(negative)]
    findings: list[Finding] = []
    for _, rows in negative.groupby("column", sort=False):
        findings += first_few((_negative(fact) for _, fact in rows.iterrows()), len(rows))
    return findings


def _negative(fact: pd.Series) -> Finding:
    return Finding.of("negative_spend", place(fact), amount=float(fact["amount"]))


def column_of_totals(facts: pd.DataFrame) -> list[Finding]:
    """A column of spend that equals the sum of all others, of which there are two or more, in every row.

    Rows of nothing but 0 prove nothing, and it takes `_PROOF` others. It may have been rounded.
    """
    spend = facts[is_spend(facts)]
    if spend["column"].nunique() < 3:
        return []
    rest = spend.groupby("row")["amount"].transform("sum") - spend["amount"]
    spend = spend.assign(equal=adds_up(spend["amount"].to_numpy(), rest.to_numpy()))
    spend = spend[(spend["amount"] != 0) | ~spend["equal"]]
    columns = spend.groupby("column", sort=False)["equal"].agg(["all", "size"])
    return [
        _totals(str(facts["file"].iloc[0]), str(column))
        for column in columns.index[columns["all"] & (columns["size"] >= _PROOF)]
    ]


def _totals(file: str, column: str) -> Finding:
    place = Where(file, 1, column)
    return Finding.of("unclear_column", place, variant="total", file=file, column=column)


def duplicate_rows(file: str, keys: pd.DataFrame, total: int | None = None) -> list[Finding]:
    """Rows that speak of the same thing twice.

    Args:
        file: name of the file.
        keys: what tells rows apart; index: row as a spreadsheet shows it.
        total: how many such rows there are, if `keys` holds only the first of them.
    """
    keys = keys.dropna()
    again = keys.index[keys.duplicated()]
    if again.empty:
        return []
    return first_few((_duplicate(file, keys, int(row)) for row in again), max(total or 0, len(again)))


def _duplicate(file: str, keys: pd.DataFrame, row: int) -> Finding:
    key = keys.loc[row]
    first = keys.index[(keys == key).all(axis=1)][0]
    *names, day = key
    about = [*map(str, names), f"{day:%Y-%m-%d}"]
    return Finding.of("duplicate_rows", Where(file, row), first=int(first), row=row, file=file, about=about)
