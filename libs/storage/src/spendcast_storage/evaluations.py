"""The evaluations table: one row for each evaluation that a run made, in columns that all adapters share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Protocol, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

TABLE = "evaluations"


class Evaluation(BaseModel):
    """A row: how good the model of one run is. Errors are in the units of `revenue` or shares of it.

    The fields are the table's columns. A field that is added later must be optional, with None as its
    default, so that tables that are there can be given its column and their rows be read.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    run_id: str = Field(description="the run that made the evaluation")
    cache_key: str = Field(description="hash of the evaluation's inputs, code and parameters")
    model: str = Field(description="name of the model in the registry")
    as_of: date = Field(description="the date that the run speaks of")
    kind: str = Field(description="class of model, such as linear_baseline")
    model_sha256: str = Field(description="hash of model.json")
    verdict: str = Field(description="what the gates said: pass, fail or first")
    compared_with: str | None = Field(description="version of the model in force at the time")
    last_period: str = Field(description="the last period that the model was trained on")
    periods: int = Field(description="how many periods the model was trained on")
    r2: float | None = Field(description="of revenue per day, in-sample")
    adjusted_r2: float | None = Field(description="the same, adjusted for the number of columns")
    mape: float | None = Field(description="mean absolute percentage error, in-sample, as a share")
    rmse: float = Field(description="root mean squared error, in-sample, in revenue's currency")
    rolling_mape: float | None = Field(description="MAPE of forecasts from a rolling origin")
    rolling_rmse: float | None = Field(description="RMSE of forecasts from a rolling origin")
    naive_mape: float | None = Field(description="MAPE of the best naive forecast on the same folds")
    details: dict[str, Any] = Field(description="all metrics and gates of the evaluation, as JSON")


class EvaluationsTable(Protocol):
    """The evaluations of one store, in a table that may hold those of others. Keyed by run and cache key."""

    def record(self, row: Evaluation) -> None:
        """Store the row; a row of the same run and cache key is there already: keep that one.

        Raises:
            AddressError: the table's place is not there.
            StoreUnavailable: the table did not answer, or refused; the same call may succeed later.
            TableDamaged: what is there has other columns.
        """
        ...

    def rows(self, model: str) -> list[Evaluation]:
        """The rows of one model, oldest first; none where there is no table. Raises as `record` does."""
        ...


@dataclass(frozen=True)
class Column:
    """A column of the table; `kind` is str, int, float, date, datetime, or dict for JSON text."""

    name: str
    kind: type
    required: bool
    description: str


def _column(name: str, field: FieldInfo) -> Column:
    optional = isinstance(field.annotation, UnionType)
    annotation: Any = get_args(field.annotation)[0] if optional else field.annotation
    return Column(name, get_origin(annotation) or annotation, not optional, field.description or "")


COLUMNS = (
    *(_column(name, field) for name, field in Evaluation.model_fields.items()),
    Column("store", str, required=False, description="address of the store, where everybody has one for it"),
    Column("recorded_at", datetime, required=True, description="when the row was written, UTC"),
)
"""The fields of `Evaluation`, then what the table adds."""


def to_fields(row: Evaluation, store: str | None) -> dict[str, Any]:
    """Column → value as JSON has it; `store` is the address of the row's store."""
    return row.model_dump(mode="json") | {
        "details": json.dumps(row.details, sort_keys=True, ensure_ascii=False),
        "store": store,
        "recorded_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }


def from_fields(fields: Mapping[str, Any]) -> Evaluation:
    """The inverse of `to_fields`; columns that are not known are ignored.

    Raises:
        ValueError: the fields make no evaluation.
    """
    return Evaluation.model_validate({**fields, "details": json.loads(fields["details"])})
