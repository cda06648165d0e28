"""What a prediction is asked with: one plan, or many."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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


def parse_plans(body: Mapping[str, Any], known_channels: Sequence[str]) -> list[Plan]:
    """The plans that a request asks for; whether the model knows their channels and periods is not checked.

    Raises:
        InvalidPlans: A field is missing, unknown, of another type, or out of range.
    """
    if ("plans" in body) == ("spend" in body):
        problem = FieldError(pointer="", detail="Give either spend, for one plan, or plans, for many.")
        raise InvalidPlans([problem], known_channels)
    try:
        asked = (
            PlansRequest.model_validate(body).plans if "plans" in body else [PlanRequest.model_validate(body)]
        )
    except ValidationError as error:
        errors = [
            FieldError(pointer=_pointer(fault["loc"]), detail=f"{fault['msg']}.")
            for fault in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise InvalidPlans(errors, known_channels) from error
    return [Plan(one.spend, one.period) for one in asked]


def _pointer(location: Iterable[str | int]) -> str:
    """RFC 6901: `/plans/3/spend/tv`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)
