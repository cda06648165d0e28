"""Files and titles that speak of a plan, another year or a running total, and amounts that accumulate."""

from collections.abc import Sequence

import pandas as pd

from spendcast_ingest.column_names import speaks_of
from spendcast_ingest.findings import Finding, Where, shorten
from spendcast_ingest.vocabulary import CUMULATIVE, NOT_ACTUAL

_GROWING = 0.5
"""Share of the steps that must grow, so that amounts accumulate: the same every month is no sum."""


def may_be_a_plan(file: str, titles: Sequence[str], facts: pd.DataFrame) -> list[Finding]:
    """A warning if the name of a file or a title above its header speaks of anything but what happened.

    It is an error if one speaks of running totals and the amounts are such.

    Args:
        file: its name.
        titles: lines above the header, and the name of the sheet.
        facts: its amounts, see `facts_of`.
    """
    told = [text for text in (file, *titles) if speaks_of(text, NOT_ACTUAL)]
    if facts.empty or not told:
        return []
    running = [text for text in told if speaks_of(text, CUMULATIVE)]
    if running and accumulates(facts):
        values = {"variant": "running_total", "text": shorten(running[0])}
    else:
        values = {"variant": "file" if told[0] == file else "title", "text": shorten(told[0])}
    return [Finding.of("may_be_a_plan", Where(file), file=file, **values)]


def accumulates(facts: pd.DataFrame) -> bool:
    """Whether no amount is below that of the day before, but in the one month with which years begin.

    Args:
        facts: with `series`, `day` and `amount`; one row a series and day.
    """
    ordered = facts.sort_values(["series", "day"])
    steps = ordered.groupby("series", sort=False)["amount"].diff()
    begins = ordered.loc[steps < 0, "day"].dt.month.nunique()
    return bool(begins <= 1 and (steps > 0).sum() > _GROWING * steps.count())
