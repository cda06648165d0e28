"""Parameters of validate."""

from pydantic import Field

from spendcast_contract import DatedParams


class ValidateParams(DatedParams):
    """Thresholds of the checks, each by default as `spendcast_ingest.Options` argues for it."""

    min_months: int | None = Field(
        default=None, ge=3, description="complete months below which data are refused"
    )
    min_weeks: int | None = Field(
        default=None, ge=3, description="complete weeks below which data are refused"
    )
    move_together: float | None = Field(
        default=None, gt=0, le=1, description="correlation from which channels count as moving together"
    )
    min_variation: float | None = Field(
        default=None, ge=0, description="variation of spend per day below which an effect cannot be seen"
    )
    stale_months_days: int | None = Field(
        default=None, ge=1, description="age in days that makes months stale"
    )
    stale_weeks_days: int | None = Field(default=None, ge=1, description="age in days that makes weeks stale")
    max_file_bytes: int | None = Field(default=None, ge=1, description="largest file, as stored and unpacked")
