"""Parameters of evaluate."""

import os

from pydantic import Field

from spendcast_contract import Params


class EvaluateParams(Params):
    """Which model name is judged, and how strict the gates are."""

    model: str = Field(
        default_factory=lambda: os.environ.get("SPENDCAST_MODEL", "revenue"),
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="name of the model in the registry",
    )
    min_r2: float = Field(
        default=0.0, le=1.0, description="lowest R2 in sample; 0 is no better than the mean revenue"
    )
    tolerance: float = Field(
        default=0.1,
        ge=0.0,
        description="how much worse than another forecast is still no worse, in its own error",
    )
    max_drift: float = Field(
        default=3.0,
        gt=0.0,
        description="largest change of a channel's ROAS, in standard deviations of the change",
    )
    worlds: int = Field(
        default=16,
        ge=0,
        le=200,
        description="simulated worlds by which accuracy on such data is measured; each costs a fit",
    )
