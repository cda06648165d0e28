"""Parameters of train."""

from typing import Literal

from pydantic import Field

from spendcast_contract import Params

Kind = Literal["analyst_baseline", "linear_baseline", "marketing_mix"]


class TrainParams(Params):
    """What to fit, and how finely to describe its uncertainty."""

    kind: Kind = Field(default="marketing_mix", description="class of model")
    country: str | None = Field(
        default=None,
        pattern="^[A-Z]{2,3}$",
        description="ISO code of the country whose public holidays move revenue, such as JP",
    )
    draws: int = Field(
        default=500, ge=100, le=5000, multiple_of=2, description="posterior draws, an even number"
    )
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="seed of the draws")
