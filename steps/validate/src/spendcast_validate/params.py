"""Parameters of validate."""

import os

from pydantic import Field

from spendcast_contract import DatedParams
from spendcast_ingest.options import Options


class ValidateParams(Options, DatedParams):
    """The model whose past data are compared, and the thresholds of the checks."""

    model: str = Field(
        default_factory=lambda: os.environ.get("SPENDCAST_MODEL", "revenue"),
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="name of the model to whose data closed periods are compared",
    )
