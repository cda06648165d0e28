"""Checks of the rows of one file."""

import numpy as np
import pandas as pd

from spendcast_ingest.facts import is_spend, place
from spendcast_ingest.findings import Finding, Where, first_few, listed

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
    fix = "Book refunds against the spend they refund, or remove the column if it is not spend."
    return Finding("negative_spend", "error", f"Spend is negative: {fact['amount']:,}.", place(fact), fix)


def column_of_totals(facts: pd.DataFrame) -> list[Finding]:
    """A column of spend that equals the sum of all others, of which there are two or more, in every row.

    Rows of nothing but 0 prove nothing, and it takes `_PROOF` others. Cents may have been rounded.
    """
    spend = facts[is_spend(facts)]
    if spend["column"].nunique() < 3:
        return []
    rest = spend.groupby("row")["amount"].transform("sum") - spend["amount"]
    spend = spend.assign(equal=np.isclose(spend["amount"], rest, rtol=1e-9, atol=0.01))
    spend = spend[(spend["amount"] != 0) | ~spend["equal"]]
    columns = spend.groupby("column", sort=False)["equal"].agg(["all", "size"])
    return [
        _totals(str(facts["file"].iloc[0]), str(column))
        for column in columns.index[columns["all"] & (columns["size"] >= _PROOF)]
    ]


def _totals(file: str, column: str) -> Finding:
    message = f"The column {column} of {file} is in every row the sum of all other columns of spend."
    fix = "Remove it if it is their total: all spend would be counted twice."
    return Finding("unclear_column", "error", message, Where(file, 1, column), fix)


def duplicate_rows(file: str, keys: pd.DataFrame) -> list[Finding]:
    """Rows that speak of the same thing twice.

    Args:
        file: name of the file.
        keys: what tells rows apart; index: row as a spreadsheet shows it.
    """
    keys = keys.dropna()
    again = keys.index[keys.duplicated()]
    return first_few((_duplicate(file, keys, int(row)) for row in again), len(again))


def _duplicate(file: str, keys: pd.DataFrame, row: int) -> Finding:
    key = keys.loc[row]
    first = (keys == key).all(axis=1).idxmax()
    *names, day = key
    message = f"Rows {first} and {row} of {file} are about the same: {listed([*names, f'{day:%Y-%m-%d}'])}."
    fix = "Remove one of them; if both count, add them up, or tell them apart by a column such as CAMPAIGN."
    return Finding("duplicate_rows", "error", message, Where(file, row), fix)
