"""Reading of a panel: one row a period, spend per channel, revenue."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pandas as pd

from spendcast_mixmodel.periods import Grain, Period

SPEND_PREFIX = "spend."
REQUIRED = frozenset({"period", "start", "days", "complete", "revenue"})


class PanelError(ValueError):
    """A panel that cannot be trained on."""


@dataclass(frozen=True)
class TrainingData:
    """A panel in memory; every member is indexed by the first day of its periods.

    Attributes:
        grain: `month` or `week`.
        periods: Labels, ascending.
        spend: One column a channel, in spend's currency per period.
        revenue: In revenue's currency per period.
        days: Days in each period.
        complete: Whether all days of the period are in the data.
    """

    grain: Grain
    periods: tuple[str, ...]
    spend: pd.DataFrame
    revenue: pd.Series
    days: pd.Series
    complete: pd.Series

    @property
    def channels(self) -> tuple[str, ...]:
        """Names, in the order of the panel."""
        return tuple(self.spend.columns)

    @property
    def first_weekday(self) -> int:
        """Day on which weeks begin, Monday = 0; 0 for months."""
        return int(self.spend.index[0].weekday()) if self.grain == "week" else 0

    def __len__(self) -> int:
        return len(self.periods)

    def only_complete(self) -> "TrainingData":
        """The periods that are complete: those that models are trained and judged on."""
        return self._rows(np.flatnonzero(self.complete.to_numpy()))

    def rows(self, first: int, last: int) -> "TrainingData":
        """The rows from `first` up to, but without, `last`."""
        return self._rows(np.arange(first, last))

    def _rows(self, positions: np.ndarray) -> "TrainingData":
        return TrainingData(
            grain=self.grain,
            periods=tuple(self.periods[i] for i in positions),
            spend=self.spend.iloc[positions],
            revenue=self.revenue.iloc[positions],
            days=self.days.iloc[positions],
            complete=self.complete.iloc[positions],
        )


def read_panel(csv: bytes) -> TrainingData:
    """Read a panel with the columns `period, start, days, complete, revenue, spend.<channel>...`.

    Other columns are left aside.

    Raises:
        PanelError: A column is missing, a value is no finite number, or the rows are not ascending periods of
            one grain.
    """
    frame = pd.read_csv(BytesIO(csv), dtype={"period": str, "start": str, "complete": str})
    spend_columns = [column for column in frame.columns if column.startswith(SPEND_PREFIX)]
    if not REQUIRED.issubset(frame.columns) or not spend_columns or frame.empty:
        raise PanelError(
            f"Reading the panel: {len(frame)} rows with the columns {', '.join(frame.columns)}; expected at "
            f"least one row, {', '.join(sorted(REQUIRED))} and spend.<channel>. Run validate again."
        )
    frame.index = pd.DatetimeIndex(pd.to_datetime(frame["start"], format="%Y-%m-%d"), name="start")
    _check_finite(frame[["days", "revenue", *spend_columns]])
    return TrainingData(
        grain=_grain_of(frame),
        periods=tuple(frame["period"]),
        spend=frame[spend_columns].astype(float).rename(columns=lambda name: name.removeprefix(SPEND_PREFIX)),
        revenue=frame["revenue"].astype(float),
        days=frame["days"].astype(float),
        complete=frame["complete"].str.lower() == "true",
    )


def _check_finite(numeric: pd.DataFrame) -> None:
    for column in numeric:
        values = pd.to_numeric(numeric[column], errors="coerce").to_numpy(dtype=float)
        if not np.isfinite(values).all():
            row = int(np.flatnonzero(~np.isfinite(values))[0])
            raise PanelError(
                f"Reading the panel: {column} of {numeric.index[row]:%Y-%m-%d} is no finite number but "
                f"{numeric[column].iloc[row]!r}. Run validate again."
            )


def _grain_of(frame: pd.DataFrame) -> Grain:
    try:
        grains = {Period.parse(label).grain for label in frame["period"]}
    except (TypeError, ValueError) as error:
        raise PanelError(f"Reading the panel: {error}") from error
    if len(grains) != 1 or not frame.index.is_monotonic_increasing or not frame.index.is_unique:
        raise PanelError(
            "Reading the panel: the rows are not ascending periods of one grain. Validate again."
        )
    return grains.pop()
