"""Checks of experiments against the data: when they were, what was spent then, what they claim."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_ingest.catalogue import Value
from spendcast_ingest.facts import REVENUE, SPEND
from spendcast_ingest.findings import Finding, Where
from spendcast_ingest.options import Options
from spendcast_ingest.panel import Panel
from spendcast_ingest.sources import Source

Row = Mapping[Hashable, Any]


def doubtful_experiments(
    tests: pd.DataFrame, panel: Panel, sources: Sequence[Source], options: Options
) -> list[Finding]:
    """What speaks against each experiment, or keeps it from being used.

    Args:
        tests: the experiments, see `Experiments`, with `file` and `row`; those of channels that are not in
            the panel, or that end before they start, are passed over.
        panel: an experiment counts if it lies within its complete periods.
        sources: of spend and revenue, under the panel's names.
        options: thresholds.
    """
    known = tests[tests["channel"].isin(panel.channels) & (tests["end"] >= tests["start"])]
    amounts = _Amounts(sources)
    findings = list(_overlaps(known))
    for test in known.to_dict("records"):
        outside = _outside(test, panel)
        findings += [outside] if outside else _implausible(test, amounts, options)
    return findings


def _outside(test: Row, panel: Panel) -> Finding | None:
    complete = panel.table[panel.table["complete"]]
    if complete.empty:
        return None
    first = complete["start"].iloc[0]
    last = complete["start"].iloc[-1] + pd.Timedelta(days=int(complete["days"].iloc[-1]) - 1)
    if first <= test["start"] and test["end"] <= last:
        return None
    apart = test["end"] < first or test["start"] > last
    return Finding.of(
        "experiment_outside_data",
        _place(test),
        **_about(test),
        variant="outside" if apart else "partly",
        first=f"{first:%Y-%m-%d}",
        last=f"{last:%Y-%m-%d}",
    )


def _implausible(test: Row, amounts: "_Amounts", options: Options) -> Iterator[Finding]:
    spent, _ = amounts.within(SPEND + test["channel"], test)
    _, revenue = amounts.within(REVENUE, test)
    effect, error = float(test["incremental_revenue"]), float(test["standard_error"])
    if spent <= 0:
        yield Finding.of("experiment_without_spend", _place(test), **_about(test))
        return
    if effect > revenue:
        yield Finding.of("experiment_above_revenue", _place(test), **_about(test), amount=effect, sum=revenue)
    largest = max(abs(effect), spent)
    values = {"error": error, "amount": effect, "sum": spent}
    if 0 < error < options.min_test_error * largest:
        yield Finding.of("doubtful_test_error", _place(test), **_about(test), variant="small", **values)
    if error > options.max_test_error * largest:
        yield Finding.of("doubtful_test_error", _place(test), **_about(test), variant="large", **values)


def _overlaps(tests: pd.DataFrame) -> Iterator[Finding]:
    """Experiments on one channel that share days; those on the very same days are told as duplicates."""
    for _, own in tests.groupby("channel", sort=False):
        rows = own.sort_values(["start", "end", "file", "row"]).to_dict("records")
        for at, test in enumerate(rows):
            earlier = [
                one
                for one in rows[:at]
                if one["end"] >= test["start"] and (one["start"], one["end"]) != (test["start"], test["end"])
            ]
            if earlier:
                one = earlier[0]
                yield Finding.of(
                    "overlapping_experiments",
                    _place(test),
                    **_about(test),
                    file=one["file"],
                    row=one["row"],
                    first=f"{one['start']:%Y-%m-%d}",
                    last=f"{one['end']:%Y-%m-%d}",
                )


def _place(test: Row) -> Where:
    return Where(test["file"], int(test["row"]))


def _about(test: Row) -> dict[str, Value]:
    days = {name: f"{test[name]:%Y-%m-%d}" for name in ("start", "end")}
    return {"channel": str(test["channel"]), **days}


class _Amounts:
    """Amounts of a series within some days, as fine as the files tell them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        parts = [source.facts.assign(end=_ends(source)) for source in sources]
        facts = pd.concat(parts, ignore_index=True)
        self._of = dict(iter(facts.groupby("series")[["day", "end", "amount"]]))

    def within(self, series: str, test: Row) -> tuple[float, float]:
        """Money spent or earned from first to last day of an experiment.

        Returns:
            The amount, of a week or month that lies partly within in proportion to its days; and the most
            that it can have been, with all of such weeks and months.
        """
        facts = self._of[series]
        start, end = facts["day"].to_numpy(), facts["end"].to_numpy()
        first, after = np.datetime64(test["start"]), np.datetime64(test["end"]) + np.timedelta64(1, "D")
        days = (np.minimum(end, after) - np.maximum(start, first)) / np.timedelta64(1, "D")
        share = (days / ((end - start) / np.timedelta64(1, "D"))).clip(0)
        amounts = facts["amount"].to_numpy()
        return round(float(amounts @ share), 2), round(float(amounts[share > 0].sum()), 2)


def _ends(source: Source) -> NDArray[np.datetime64]:
    """The day after the last one that each fact speaks of."""
    days = source.facts["day"].to_numpy().astype("datetime64[D]")
    match source.recognised.grain:
        case "month":
            months = days.astype("datetime64[M]") + np.timedelta64(1, "M")
            return months.astype("datetime64[D]").astype("datetime64[s]")
        case "week":
            return (days + np.timedelta64(7, "D")).astype("datetime64[s]")
    return (days + np.timedelta64(1, "D")).astype("datetime64[s]")
