"""Checks of the rows of one file, made while it is read."""

import pandas as pd

from spendcast_ingest.facts import is_spend, place
from spendcast_ingest.findings import Finding, Where, first_few


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
