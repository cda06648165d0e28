"""Version 1 of the API: predictions, and the model that makes them."""

from typing import Any

from flask import Blueprint, g

from spendcast_mixmodel.predict import PlanError
from spendcast_serving.answers import answering, described, with_warnings
from spendcast_serving.body import read_object
from spendcast_serving.problems import FieldError, InvalidPlans
from spendcast_serving.schemas import parse_plans

api = Blueprint("v1", __name__, url_prefix="/v1")


@api.post("/predict")
def predict() -> dict[str, Any]:
    """What one plan, or each of many, brings."""
    body = read_object()
    served, stale = answering()
    many = "plans" in body
    plans = parse_plans(body, served.model.channels)
    g.plans = len(plans)
    try:
        answers = served.model.predict_many(plans)
    except PlanError as error:
        pointer = f"/plans{error.pointer}" if many else error.pointer.removeprefix("/0")
        raise InvalidPlans([FieldError(pointer=pointer, detail=error.message)], error.known) from error
    told = [with_warnings(served, answer) for answer in answers]
    about = {"model": described(served, stale)}
    return {"plans": told, **about} if many else {**told[0], **about}


@api.get("/model")
def model() -> dict[str, Any]:
    """The model in force: what it learned, how it was judged, why it is in force."""
    served, stale = answering()
    return {
        **described(served, stale),
        "seq": served.pointer.seq,
        "pinned": served.pointer.pinned,
        "metrics": served.manifest.metrics,
        "channels": served.model.summary(),
        "warnings": served.warnings,
    }
