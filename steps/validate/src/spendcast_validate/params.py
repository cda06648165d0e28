"""Parameters of validate."""

import os
from typing import TYPE_CHECKING

from pydantic import Field

from spendcast_contract import DatedParams

if TYPE_CHECKING:
    from spendcast_ingest import Options


class ValidateParams(DatedParams):
    """The model whose past data are compared, and thresholds of the checks.

    Each threshold is by default as `spendcast_ingest.Options` argues for it; the numbers stand here too, so
    that `--help` tells them without loading what reads files.
    """

    model: str = Field(
        default_factory=lambda: os.environ.get("SPENDCAST_MODEL", "revenue"),
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="name of the model to whose data closed periods are compared",
    )
    min_months: int = Field(default=12, ge=3, description="complete months below which data are refused")
    min_weeks: int = Field(default=26, ge=3, description="complete weeks below which data are refused")
    periods_per_channel: int = Field(
        default=7, ge=1, description="complete periods per channel below which a warning is given"
    )
    move_together: float = Field(
        default=0.95, gt=0, le=1, description="correlation from which channels count as moving together"
    )
    min_variation: float = Field(
        default=0.05, ge=0, description="variation of spend per day below which an effect cannot be seen"
    )
    check_units: bool = Field(
        default=True, description="whether to look for amounts about 100 or 1,000 times as large as others"
    )
    outlier_fences: float = Field(
        default=3.0, gt=0, description="interquartile ranges beyond which an amount is an outlier"
    )
    outlier_factor: float = Field(
        default=5.0, gt=1, description="times the median that an outlier must reach besides"
    )
    small_revision: float = Field(
        default=0.01, ge=0, description="share by which a closed period may change without a warning"
    )
    stale_months_days: int = Field(default=62, ge=1, description="age in days that makes months stale")
    stale_weeks_days: int = Field(default=21, ge=1, description="age in days that makes weeks stale")
    max_file_bytes: int = Field(
        default=512 * 1024 * 1024, ge=1, description="largest file, as stored and unpacked"
    )
    max_rows: int = Field(default=10_000_000, ge=1, description="most rows of a file")
    max_columns: int = Field(default=1_000, ge=1, description="most columns of a file")
    max_channels: int = Field(default=200, ge=1, description="most channels of a file")
    max_record_bytes: int = Field(default=1024 * 1024, ge=1, description="longest row of a file")
    max_cells: int = Field(default=20_000_000, ge=1, description="most cells of a workbook's sheet")

    def options(self) -> "Options":
        """The thresholds of the checks."""
        from spendcast_ingest import Options

        return Options(**self.model_dump(exclude={"as_of", "model"}))
