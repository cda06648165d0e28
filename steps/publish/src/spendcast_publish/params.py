"""Parameters of publish."""

from typing import Self

from pydantic import Field, model_validator

from spendcast_contract import Params


class PublishParams(Params):
    """Whether to promote against the gates, and who says so."""

    force: str | None = Field(default=None, min_length=3, description="promote though the gates failed: why")
    forced_by: str | None = Field(default=None, min_length=1, description="who forces the promotion")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.force is None) != (self.forced_by is None):
            raise ValueError("force and forced_by go together: the registry records why, and who")
        return self
