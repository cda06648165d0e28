"""Thresholds of the checks, with the reason for each default."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Options:
    """Limits and thresholds.

    Attributes:
        max_file_bytes: largest file, as stored and unpacked; twice five million rows of an ad console.
        max_rows: most rows of a file; each takes some 60 bytes of memory while it is read.
        max_columns: most columns of a file; a thousand channels could not be told apart by any data.
        max_channels: most channels of a file; above it, campaigns were most likely taken for channels.
        max_record_bytes: longest row; without end it is another kind of file, or a quotation mark left open.
        max_cells: most cells of a workbook's sheets; empty ones between others take memory too.
        min_months: complete months below which nothing is fitted: one of each month of the year.
        min_weeks: complete weeks below which nothing is fitted: half a year.
        periods_per_channel: complete periods per channel below which ranges get very wide; seven
            observations a coefficient is the low end of the usual rule for regression.
        move_together: absolute correlation of two channels, or multiple correlation of one with all others,
            from which they cannot be told apart. At 0.95 the variance of each estimate is inflated tenfold,
            1 / (1 - r^2).
        min_variation: coefficient of variation of spend per day below which a channel's effect cannot be seen
            beside the noise of revenue.
        check_units: whether amounts of which some are about 100 or 1,000 times the others are told.
        outlier_fences: how many interquartile ranges of the logarithms beyond the quartiles an amount is far
            out; 3 is Tukey's outer fence (Exploratory Data Analysis, 1977).
        outlier_factor: times the median that an amount must reach besides; a digit too many is tenfold, while
            seasonal peaks seldom exceed five times the usual.
        small_revision: share of an amount by which a closed period may change without a warning; credits for
            invalid clicks are usually below it.
        stale_months_days: age in days from which monthly data are stale: two month-ends were missed.
        stale_weeks_days: age in days from which weekly data are stale: three week-ends were missed.
    """

    max_file_bytes: int = 512 * 1024 * 1024
    max_rows: int = 10_000_000
    max_columns: int = 1_000
    max_channels: int = 200
    max_record_bytes: int = 1024 * 1024
    max_cells: int = 20_000_000
    min_months: int = 12
    min_weeks: int = 26
    periods_per_channel: int = 7
    move_together: float = 0.95
    min_variation: float = 0.05
    check_units: bool = True
    outlier_fences: float = 3.0
    outlier_factor: float = 5.0
    small_revision: float = 0.01
    stale_months_days: int = 62
    stale_weeks_days: int = 21

    def min_periods(self, grain: Literal["week", "month"]) -> int:
        """Complete periods of the given grain below which the data are refused."""
        return self.min_months if grain == "month" else self.min_weeks

    def stale_days(self, grain: Literal["week", "month"]) -> int:
        """Age in days above which data of the given grain are stale."""
        return self.stale_months_days if grain == "month" else self.stale_weeks_days


DEFAULTS = Options()
