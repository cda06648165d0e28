"""Checks of the rows of one file, made while it is read."""

from collections.abc import Mapping
from types import MappingProxyType

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


def duplicate_rows(
    file: str, keys: pd.DataFrame, total: int | None = None, apart: Mapping[str, str] = MappingProxyType({})
) -> list[Finding]:
    """Rows that speak of the same thing twice.

    Args:
        file: name of the file.
        keys: what tells rows apart; index: row as a spreadsheet shows it.
        total: how many such rows there are, if `keys` holds only the first of them.
        apart: values of the finding about a column that tells them apart, if there is one.
    """
    keys = keys.dropna()
    again = keys.index[keys.duplicated()]
    if again.empty:
        return []
    return first_few((_duplicate(file, keys, int(row), apart) for row in again), max(total or 0, len(again)))


def _duplicate(file: str, keys: pd.DataFrame, row: int, apart: Mapping[str, str]) -> Finding:
    key = keys.loc[row]
    first = keys.index[(keys == key).all(axis=1)][0]
    *names, day = key
    about = [*map(str, names), f"{day:%Y-%m-%d}"]
    values = {"variant": "same", **apart}
    place, first = Where(file, row), int(first)
    return Finding.of("duplicate_rows", place, first=first, row=row, file=file, about=about, **values)
