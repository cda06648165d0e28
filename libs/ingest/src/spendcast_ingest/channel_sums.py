"""Channels whose spend is, day by day, the sum of that on others: totals, or the same money told again."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from spendcast_ingest.column_names import speaks_of
from spendcast_ingest.columns import Column
from spendcast_ingest.facts import channel_of, is_spend
from spendcast_ingest.findings import Finding, Where, few, shorten
from spendcast_ingest.sibling_sums import Sayings, numbered, sums_of_siblings
from spendcast_ingest.total_names import is_total
from spendcast_ingest.vocabulary import ALL_CHANNELS, PERHAPS_TOTAL


class ChannelSum(NamedTuple):
    """A channel that is the sum of others.

    Attributes:
        facts: its own.
        parts: facts of those that it adds up.
        whole: whether these are all others.
    """

    facts: pd.DataFrame
    parts: pd.DataFrame
    whole: bool

    @property
    def name(self) -> str:
        """The channel."""
        return _channels(self.facts)[0]

    @property
    def names(self) -> list[str]:
        """The channels that it adds up."""
        return _channels(self.parts)


def channel_sums(facts: pd.DataFrame) -> Iterator[ChannelSum]:
    """Channels that are the sums of others, or the same as one.

    Args:
        facts: see `facts_of`; those that have the same `day` are compared.
    """
    spend = facts[is_spend(facts)]
    codes, series = pd.factorize(spend["series"])
    doubtful = [code for code, one in enumerate(series) if speaks_of(channel_of(one), PERHAPS_TOTAL)]
    days = numbered(spend["day"].to_numpy())
    amounts = spend["amount"].to_numpy()
    rows = spend["count"].to_numpy()
    for found in sums_of_siblings(codes, days, amounts, Sayings(doubtful=doubtful), rows):
        parts = pd.Series(codes).isin(found.parts).to_numpy()
        yield ChannelSum(spend[codes == found.name], spend[parts], found.whole)


def sum_among_channels(column: Column, facts: pd.DataFrame) -> list[Finding]:
    """An error for a channel of a long file that is the sum of two or more others.

    One that is called a total is told of for its name.

    Args:
        column: the channels' column.
        facts: of the file.
    """
    found = _first(facts)
    if found is None or is_total(found.name, ALL_CHANNELS):
        return []
    return [
        Finding.of(
            "unclear_column",
            Where(column.file, int(found.facts["row"].min()), column.name),
            variant="summing_channel" if found.whole else "summing_channels",
            file=column.file,
            column=column.name,
            name=shorten(found.name),
            count=int(found.facts["count"].sum()),
            parts=few(found.names),
        )
    ]


def sum_among_columns(facts: pd.DataFrame) -> list[Finding]:
    """An error for a column of a wide file that is the sum of two or more others.

    Args:
        facts: of the file.
    """
    found = _first(facts)
    if found is None:
        return []
    file, column = (str(found.facts[name].iloc[0]) for name in ("file", "column"))
    variant, parts = "total" if found.whole else "total_of_part", found.parts["column"].unique()
    values = {"variant": variant, "file": file, "column": column}
    return [Finding.of("unclear_column", Where(file, 1, column), parts=few(parts), **values)]


def _first(facts: pd.DataFrame) -> ChannelSum | None:
    """The first channel that is the sum of two or more others: two that are equal may have equal budgets."""
    return next((found for found in channel_sums(facts) if len(found.names) > 1), None)


def _channels(facts: pd.DataFrame) -> list[str]:
    return [channel_of(series) for series in facts["series"].unique()]
