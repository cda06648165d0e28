"""What a prediction, or an allocation, is asked with."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spendcast_mixmodel.allocate import WITHIN, AllocationRequest, Bound
from spendcast_mixmodel.predict import Plan
from spendcast_serving.problems import FieldError, InvalidPlans

MOST_PLANS = 1_000

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class PlanRequest(_Request):
    """Spend per channel over one period."""

    spend: dict[str, Amount]
    period: str | None = None


class PlansRequest(_Request):
    """Plans to be answered in order, all or none."""

    plans: Annotated[list[PlanRequest], Field(min_length=1, max_length=MOST_PLANS)]


class BoundRequest(_Request):
    """Least and most spend of a channel; with `relative`, as multiples of what is spent today."""

    low: Amount
    high: Amount
    relative: bool = False


class AllocateRequest(_Request):
    """What an allocation is asked with; fields and defaults are those of `AllocationRequest`."""

    budget: Amount | None = None
    target_roi: Annotated[float, Field(allow_inf_nan=False)] | None = None
    aim: Literal["revenue", "profit"] = "revenue"
    margin: Amount = 1.0
    period: str | None = None
    periods: int = 1
    current: dict[str, Amount] | None = None
    within: Amount = WITHIN
    bounds: dict[str, BoundRequest] = {}
    pinned: list[str] = []
    move_unidentified: bool = False
    risk_aversion: Amount = 1.0


def parse_plans(body: Mapping[str, Any], known_channels: Sequence[str]) -> list[Plan]:
    """The plans that a request asks for; whether the model knows their channels and periods is not checked.

    Raises:
        InvalidPlans: A field is missing, unknown, of another type, or out of range.
    """
    if ("plans" in body) == ("spend" in body):
        problem = FieldError(pointer="", detail="Give either spend, for one plan, or plans, for many.")
        raise InvalidPlans([problem], known_channels)
    if "plans" in body:
        asked = _validated(PlansRequest, body, known_channels).plans
    else:
        asked = [_validated(PlanRequest, body, known_channels)]
    return [Plan(one.spend, one.period) for one in asked]


def parse_allocation(body: Mapping[str, Any], known_channels: Sequence[str]) -> AllocationRequest:
    """The allocation that a request asks for; whether it can be met is not checked.

    Raises:
        InvalidPlans: A field is missing, unknown, of another type, or out of range.
    """
    asked = _validated(AllocateRequest, body, known_channels)
    given = {name: getattr(asked, name) for name in asked.model_fields_set - {"bounds"}}
    bounds = {name: Bound(one.low, one.high, one.relative) for name, one in asked.bounds.items()}
    return AllocationRequest(**given, bounds=bounds)


T = TypeVar("T", bound=_Request)


def _validated(schema: type[T], body: Mapping[str, Any], known_channels: Sequence[str]) -> T:
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        errors = [
            FieldError(pointer=_pointer(fault["loc"]), detail=f"{fault['msg']}.")
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise InvalidPlans(errors, known_channels) from error


def _pointer(location: Iterable[str | int]) -> str:
    """RFC 6901: `/plans/3/spend/tv`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)
