"""Settings of the application, and the environment variables that hold them."""

import os
from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from spendcast_contract import UsageError

_PREFIX = "SPENDCAST_"

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True)
class Config:
    """How the application answers; each setting `x` is read from `SPENDCAST_X`.

    Attributes:
        store: Address of the store: a folder, `file:///folder` or `gs://bucket/prefix`.
        model: Name of the model in the registry.
        refresh_seconds: Least time between two checks of the pointer.
        wait_seconds: How long a request waits for a check while a model is in force to answer it.
        first_wait_seconds: How long a request waits for a check while none is.
        max_body_bytes: Larger request bodies are refused.
    """

    store: str = "./spendcast-store"
    model: str = "revenue"
    refresh_seconds: Seconds = 2.0
    wait_seconds: Seconds = 0.3
    first_wait_seconds: Seconds = 5.0
    max_body_bytes: Annotated[int, Field(gt=0)] = 4 * 2**20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ, **overrides: str) -> Self:
        """Read the settings from the environment; what is not set there has its default.

        Args:
            environment: Variables by name.
            overrides: Settings that were given otherwise, as on a command line.

        Raises:
            UsageError: A variable cannot be read as what it sets.
        """
        names = {setting.name: f"{_PREFIX}{setting.name.upper()}" for setting in fields(cls)}
        found = {name: environment[variable] for name, variable in names.items() if environment.get(variable)}
        try:
            return TypeAdapter(cls).validate_python(found | overrides)
        except ValidationError as error:
            faults = (f"{names[str(e['loc'][0])]} is {e['input']!r}: {e['msg']}" for e in error.errors())
            raise UsageError("; ".join(faults)) from error
