"""Reading of a panel: one row a period, spend per channel, revenue."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import numpy as np
import pandas as pd

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.fit.mix.experiments import Experiment
from spendcast_mixmodel.periods import Grain, Period

SPEND_PREFIX = "spend."
CONTROL_PREFIX = "control."
EXPERIMENT_COLUMNS = ("channel", "start", "end", "incremental_revenue", "standard_error")
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
        controls: What else moves revenue, such as price, one column each; None where nothing is known.
        experiments: Lift tests that lie within the periods.
    """

    grain: Grain
    periods: tuple[str, ...]
    spend: pd.DataFrame
    revenue: pd.Series
    days: pd.Series
    complete: pd.Series
    controls: pd.DataFrame | None = None
    experiments: tuple[Experiment, ...] = ()

    @property
    def channels(self) -> tuple[str, ...]:
        """Names, in the order of the panel."""
        return tuple(self.spend.columns)

    @property
    def control_names(self) -> tuple[str, ...]:
        """Names of the controls, in the order of the panel."""
        return () if self.controls is None else tuple(self.controls.columns)

    @property
    def first_weekday(self) -> int:
        """Day on which weeks begin, Monday = 0; 0 for months."""
        return int(self.spend.index[0].weekday()) if self.grain == "week" else 0

    @property
    def calendar(self) -> Calendar:
        """When the periods begin and how long they are."""
        return Calendar.of([Period.parse(label, self.first_weekday) for label in self.periods])

    def __len__(self) -> int:
        return len(self.periods)

    def only_complete(self) -> "TrainingData":
        """The periods that are complete: those that models are trained and judged on."""
        return self._rows(np.flatnonzero(self.complete.to_numpy()))

    def only_of(self, periods: Collection[str]) -> "TrainingData":
        """The rows of these periods."""
        return self._rows(np.flatnonzero([label in periods for label in self.periods]))

    def with_controls_of(self, other: "TrainingData") -> "TrainingData":
        """The same without the controls that the other panel lacks; itself where there are none."""
        kept = [name for name in self.control_names if name in other.control_names]
        if self.controls is None or len(kept) == len(self.control_names):
            return self
        return replace(self, controls=self.controls[kept] if kept else None)

    def rows(self, first: int, last: int) -> "TrainingData":
        """The rows from `first` up to, but without, `last`."""
        return self._rows(np.arange(first, last))

    def _rows(self, positions: np.ndarray) -> "TrainingData":
        spend, days = self.spend.iloc[positions], self.days.iloc[positions]
        return TrainingData(
            grain=self.grain,
            periods=tuple(self.periods[i] for i in positions),
            spend=spend,
            revenue=self.revenue.iloc[positions],
            days=days,
            complete=self.complete.iloc[positions],
            controls=None if self.controls is None else self.controls.iloc[positions],
            experiments=_within(self.experiments, spend.index, days),
        )


def _within(experiments: tuple[Experiment, ...], starts: pd.Index, days: pd.Series) -> tuple[Experiment, ...]:
    """The experiments that begin and end within these periods."""
    if not experiments or starts.empty:
        return ()
    end = starts[-1] + pd.Timedelta(days=float(days.iloc[-1]))
    return tuple(
        test
        for test in experiments
        if starts[0] <= pd.Timestamp(test.first) and pd.Timestamp(test.last) < end
    )


def read_panel(csv: bytes, experiments: bytes | None = None) -> TrainingData:
    """Read a panel and the lift tests that go with it.

    Args:
        csv: With the columns `period, start, days, complete, revenue, spend.<channel>...` and perhaps
            `control.<name>...`; others are left aside.
        experiments: CSV with the columns `channel, start, end, incremental_revenue, standard_error`.

    Raises:
        PanelError: A column is missing, a value is no finite number, or the rows are not ascending periods of
            one grain.
    """
    try:
        frame = pd.read_csv(BytesIO(csv), dtype={"period": str, "start": str, "complete": str})
    except ValueError as error:
        raise PanelError(f"Reading the panel: it is no CSV ({error}). Run validate again.") from error
    spend_columns = [column for column in frame.columns if column.startswith(SPEND_PREFIX)]
    if not REQUIRED.issubset(frame.columns) or not spend_columns or frame.empty:
        raise PanelError(
            f"Reading the panel: {len(frame)} rows with the columns {', '.join(frame.columns)}; expected at "
            f"least one row, {', '.join(sorted(REQUIRED))} and spend.<channel>. Run validate again."
        )
    periods = _periods(frame["period"], frame["start"])
    frame.index = pd.DatetimeIndex([period.start for period in periods], name="start")
    controls = [column for column in frame.columns if column.startswith(CONTROL_PREFIX)]
    _check_finite(frame[["days", "revenue", *spend_columns, *controls]])
    return TrainingData(
        grain=periods[0].grain,
        periods=tuple(period.label for period in periods),
        spend=_columns(frame, spend_columns, SPEND_PREFIX),
        revenue=frame["revenue"].astype(float),
        days=frame["days"].astype(float),
        complete=frame["complete"] == "true",
        controls=_columns(frame, controls, CONTROL_PREFIX) if controls else None,
        experiments=_read_experiments(experiments) if experiments else (),
    )


def _columns(frame: pd.DataFrame, columns: list[str], prefix: str) -> pd.DataFrame:
    return frame[columns].astype(float).rename(columns=lambda name: name.removeprefix(prefix))


def _read_experiments(csv: bytes) -> tuple[Experiment, ...]:
    try:
        table = pd.read_csv(BytesIO(csv), dtype={"channel": str})
        columns = [table[name].tolist() for name in EXPERIMENT_COLUMNS]
        return tuple(
            Experiment(
                channel, date.fromisoformat(start), date.fromisoformat(end), float(revenue), float(error)
            )
            for channel, start, end, revenue, error in zip(*columns, strict=True)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PanelError(f"Reading the experiments: {error}. Run validate again.") from error


def _check_finite(numeric: pd.DataFrame) -> None:
    for column in numeric:
        values = pd.to_numeric(numeric[column], errors="coerce").to_numpy(dtype=float)
        if not np.isfinite(values).all():
            row = int(np.flatnonzero(~np.isfinite(values))[0])
            raise PanelError(
                f"Reading the panel: {column} of {numeric.index[row]:%Y-%m-%d} is no finite number but "
                f"{numeric[column].iloc[row]}. Run validate again."
            )


def _periods(labels: pd.Series, starts: pd.Series) -> list[Period]:
    """The periods of the rows, which must follow one another and start where the panel says."""
    try:
        first_days = [date.fromisoformat(start) for start in starts]
        periods = [Period.parse(label, first_days[0].weekday()) for label in labels]
    except (TypeError, ValueError) as error:
        raise PanelError(f"Reading the panel: {error}. Run validate again.") from error
    for row, (period, first_day) in enumerate(zip(periods, first_days, strict=True)):
        if period.start != first_day or (row and period != periods[row - 1].next()):
            raise PanelError(
                f"Reading the panel: row {row + 2} is {period.label} from {first_day}, but rows must be "
                "consecutive periods that start on their first day. Run validate again."
            )
    return periods
