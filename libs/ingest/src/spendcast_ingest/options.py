"""Thresholds of the checks, with the reason for each default."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Options(BaseModel):
    """Limits and thresholds; each field's description says what it is and why its default is what it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_months: int = Field(
        default=12,
        ge=1,
        description="complete months below which data are refused; one of each month of the year",
    )
    min_weeks: int = Field(
        default=26, ge=1, description="complete weeks below which data are refused; half a year"
    )
    periods_per_channel: int = Field(
        default=7,
        ge=1,
        description="complete periods per channel below which a warning is given; seven observations a "
        "coefficient is the low end of the usual rule for regression",
    )
    move_together: float = Field(
        default=0.95,
        gt=0,
        le=1,
        description="correlation of two channels, or of one with all others, from which they count as moving "
        "together; at 0.95 the variance of each estimate is inflated tenfold, 1 / (1 - r^2)",
    )
    min_variation: float = Field(
        default=0.05,
        ge=0,
        description="coefficient of variation of spend per day below which an effect cannot be seen beside "
        "the noise of revenue",
    )
    check_units: bool = Field(
        default=True,
        description="whether to look for amounts 100, 1,000 or more times as large as others",
    )
    check_totals: bool = Field(
        default=True,
        description="whether to look for amounts that are, time after time, the sum of others, or the "
        "same in two files",
    )
    outlier_fences: float = Field(
        default=3.0,
        gt=0,
        description="interquartile ranges of the logarithms beyond the quartiles from which an amount is far "
        "out; 3 is Tukey's outer fence (Exploratory Data Analysis, 1977)",
    )
    outlier_factor: float = Field(
        default=5.0,
        gt=1,
        description="times the median that an outlier must reach besides; a digit too many is tenfold, "
        "seasonal peaks seldom exceed five times the usual",
    )
    small_revision: float = Field(
        default=0.01,
        ge=0,
        description="share of an amount by which a closed period may change without a warning; credits for "
        "invalid clicks are usually below it",
    )
    stale_months_days: int = Field(
        default=62, ge=1, description="age in days that makes months stale; two month-ends were missed"
    )
    stale_weeks_days: int = Field(
        default=21, ge=1, description="age in days that makes weeks stale; three week-ends were missed"
    )
    min_test_error: float = Field(
        default=0.01,
        ge=0,
        description="standard error of an experiment, as a share of its effect or of the spend in its days "
        "(the larger), below which a warning is given; good lift tests reach about a tenth",
    )
    max_test_error: float = Field(
        default=10.0,
        gt=0,
        description="the same share from which an experiment says next to nothing; every return that "
        "advertising ever had lies within such an error",
    )
    max_file_bytes: int = Field(
        default=512 * 1024 * 1024,
        ge=1,
        description="largest file, as stored and unpacked; twice five million rows of an ad console",
    )
    max_rows: int = Field(
        default=10_000_000,
        ge=1,
        description="most rows of a file; each takes some 60 bytes of memory while it is read",
    )
    max_columns: int = Field(
        default=1_000,
        ge=1,
        description="most columns of a file; a thousand channels could not be told apart by any data",
    )
    max_channels: int = Field(
        default=200,
        ge=1,
        description="most channels of a file; above it, campaigns were most likely taken for channels",
    )
    max_record_bytes: int = Field(
        default=1024 * 1024,
        ge=1,
        description="longest row of a file; without end it is another kind of file, or a quotation mark left "
        "open",
    )
    max_cells: int = Field(
        default=20_000_000,
        ge=1,
        description="most cells of a workbook's sheet; empty ones between others take memory too",
    )

    def min_periods(self, grain: Literal["week", "month"]) -> int:
        """Complete periods of the given grain below which the data are refused."""
        return self.min_months if grain == "month" else self.min_weeks

    def stale_days(self, grain: Literal["week", "month"]) -> int:
        """Age in days above which data of the given grain are stale."""
        return self.stale_months_days if grain == "month" else self.stale_weeks_days


DEFAULTS = Options()
