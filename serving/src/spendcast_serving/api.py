"""Version 1 of the API: predictions, advice, curves, and the model that they come from."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request
from werkzeug.exceptions import BadRequest

from spendcast_mixmodel.allocate import allocate
from spendcast_mixmodel.curves import response_curves
from spendcast_mixmodel.predict import PlanError
from spendcast_serving.answers import answering, described, with_warnings
from spendcast_serving.body import read_object
from spendcast_serving.problems import FieldError, InvalidPlans
from spendcast_serving.schemas import parse_allocation, parse_plans

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


@api.post("/allocate")
def allocation() -> Mapping[str, Any]:
    """Where the money should go, or that it should stay."""
    body = read_object()
    served, stale = answering()
    asked = parse_allocation(body, served.model.channels)
    try:
        answer = allocate(served.model, asked)
    except PlanError as error:
        raise InvalidPlans([FieldError(pointer=error.pointer, detail=error.message)], error.known) from error
    return {**with_warnings(served, answer), "model": described(served, stale)}


@api.get("/curves")
def curves() -> Mapping[str, Any]:
    """What each channel brings at one amount of spend after another, today's marked."""
    served, stale = answering()
    try:
        found = response_curves(served.model, request.args.get("period"))
    except PlanError as error:
        raise BadRequest(error.message) from error
    return {**found, "warnings": served.warnings, "model": described(served, stale)}


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
