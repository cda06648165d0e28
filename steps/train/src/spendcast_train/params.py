"""Parameters of train."""

from typing import Literal

from pydantic import Field, field_validator

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

    @field_validator("country")
    @classmethod
    def _known(cls, country: str | None) -> str | None:
        import holidays  # half a second, that only those wait for who name a country

        if country is not None and country not in holidays.list_supported_countries():
            raise ValueError(f"{country} is no country whose holidays are known; known are those of ISO 3166")
        return country
