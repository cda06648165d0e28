"""The panel: one row a period, revenue and spend per channel."""

import io
from dataclasses import dataclass

import pandas as pd

from spendcast_ingest.facts import CONTROL, REVENUE, SPEND, channel_of
from spendcast_ingest.periods import Calendar, PanelGrain
from spendcast_ingest.sums import exact_sums

_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Panel:
    """Periods without gaps, ascending, with their revenue and spend.

    Attributes:
        grain: week or month.
        channels: names of the channels, sorted.
        table: one row a period, with the columns `period` (label), `start` (its first day, datetime64[s]),
            `days` (calendar days in it), `complete` (whether its data are), `revenue` and `spend.<channel>`
            (money, in the currency of the files), and `control.<name>` (the mean over the rows of a period,
            or their sum).
        controls: names of the controls, sorted.
    """

    grain: PanelGrain
    channels: tuple[str, ...]
    table: pd.DataFrame
    controls: tuple[str, ...] = ()

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.table)

    @property
    def complete_periods(self) -> int:
        """Number of periods whose data are complete."""
        return int(self.table["complete"].sum())

    @property
    def first(self) -> str:
        """Label of the first period."""
        return str(self.table["period"].iloc[0])

    @property
    def last(self) -> str:
        """Label of the last period."""
        return str(self.table["period"].iloc[-1])

    @property
    def spend_columns(self) -> list[str]:
        """Columns of spend, one a channel."""
        return [SPEND + channel for channel in self.channels]

    @property
    def column_types(self) -> dict[str, str]:
        """What each column of the CSV file holds: string, date, integer, boolean or number."""
        fixed = {
            "period": "string",
            "start": "date",
            "days": "integer",
            "complete": "boolean",
            REVENUE: "number",
        }
        names = [SPEND + name for name in self.channels] + [CONTROL + name for name in self.controls]
        return fixed | dict.fromkeys(names, "number")

    def to_csv(self) -> bytes:
        """The panel as UTF-8 CSV: the same content gives the same bytes."""
        complete = self.table["complete"].map({True: "true", False: "false"})
        text = self.table.assign(complete=complete).to_csv(
            columns=list(self.column_types), index=False, lineterminator="\n", date_format="%Y-%m-%d"
        )
        return text.encode()


def read_panel(data: bytes) -> pd.DataFrame:
    """The table of a panel: `period` (text), `complete` (bool) and its amounts, each under its name.

    Raises:
        ValueError: it is no CSV, or has no such columns.
    """
    table = pd.read_csv(io.BytesIO(data), dtype={"period": str, "complete": bool})
    others = [name for name in table.columns if name.startswith((SPEND, CONTROL))]
    if missing := {"period", "complete", REVENUE} - set(table.columns):
        raise ValueError(f"the panel has no column {', '.join(sorted(missing))}")
    return table[["period", "complete", REVENUE, *others]].astype(
        dict.fromkeys([REVENUE, *others], "float64")
    )


def grain_of_labels(labels: pd.Index) -> PanelGrain:
    """Whether periods are weeks or months, by their labels (2026-W05 or 2026-01)."""
    return "week" if "W" in str(labels[0]) else "month"


def totals_of(facts: pd.DataFrame) -> pd.DataFrame:
    """Add facts up, exactly, and round the sums to `_DECIMALS` places.

    Args:
        facts: with a column `period`.

    Returns:
        Money per period (rows, ascending) and series (columns, sorted); NaN where a series has no row.
    """
    groups = facts.groupby(["period", "series"])
    sums = exact_sums(facts["amount"].to_numpy(), groups.ngroup().to_numpy(), groups.ngroups)
    rounded = [round(float(total), _DECIMALS) + 0.0 for total in sums]  # + 0.0 turns -0.0 into 0.0
    return pd.Series(rounded, index=groups.size().index, name="amount").unstack()


def build_panel(
    totals: pd.DataFrame, calendar: Calendar, complete: pd.Series, controls: pd.DataFrame | None = None
) -> Panel:
    """Lay totals out as a panel; a channel without a row in a period spent nothing.

    Args:
        totals: per period (rows, contiguous) and series (columns).
        calendar: the calendar of the periods.
        complete: whether the data of each period are complete.
        controls: per period (rows, the same) and `control.<name>` (columns, sorted).
    """
    channels = tuple(sorted(channel_of(series) for series in totals.columns if series != REVENUE))
    periods = pd.PeriodIndex(totals.index)
    starts = periods.start_time
    ends = periods.end_time.normalize()
    table = pd.DataFrame(
        {
            "period": [calendar.label(period) for period in periods],
            "start": starts.as_unit("s"),
            "days": (ends - starts).days + 1,
            "complete": complete.to_numpy(),
            REVENUE: totals[REVENUE].to_numpy(),
        }
    )
    spend = totals[[SPEND + channel for channel in channels]].fillna(0.0)
    others = controls if controls is not None else pd.DataFrame(index=totals.index)
    parts = [table, spend.reset_index(drop=True), others.reset_index(drop=True)]
    names = tuple(str(name).removeprefix(CONTROL) for name in others.columns)
    return Panel(calendar.grain, channels, pd.concat(parts, axis=1), names)


def spend_per_day(panel: Panel) -> pd.DataFrame:
    """Spend per day of each complete period (rows) and channel (columns)."""
    complete = panel.table[panel.table["complete"]]
    spend = complete[[SPEND + channel for channel in panel.channels]]
    return spend.set_axis(list(panel.channels), axis=1).div(complete["days"], axis=0)
