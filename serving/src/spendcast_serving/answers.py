"""The model that answers a request, and how its answers are told."""

from collections.abc import Mapping
from typing import Any, cast

from flask import current_app, g
from werkzeug.exceptions import ServiceUnavailable

from spendcast_mixmodel.allocate import Allocation
from spendcast_mixmodel.predict import Answer
from spendcast_serving.models import ModelStore, Served, Snapshot, Stale

MODEL_STORE = "spendcast_models"
RETRY_AFTER_SECONDS = 5


def answering() -> tuple[Served, Stale | None]:
    """The model in force for the request at hand, and why it may not be the newest.

    Raises:
        ServiceUnavailable: There is none.
    """
    snapshot: Snapshot = cast(ModelStore, current_app.extensions[MODEL_STORE]).snapshot()
    if snapshot.served is None:
        cause = snapshot.stale.cause if snapshot.stale else "it is being loaded"
        raise ServiceUnavailable(f"No model can answer yet: {cause}.", retry_after=RETRY_AFTER_SECONDS)
    g.model_version = snapshot.served.manifest.version
    return snapshot.served, snapshot.stale


def described(served: Served, stale: Stale | None) -> dict[str, Any]:
    """Which model it is; goes with every answer."""
    return {
        "version": served.manifest.version,
        "trained_on": served.model.trained_on,
        "as_of": served.manifest.as_of.isoformat(),
        "kind": served.model.kind,
        "stale": {"since": stale.since.isoformat(), "cause": stale.cause} if stale else None,
    }


def with_warnings(served: Served, answer: Answer | Allocation) -> Mapping[str, Any]:
    """The answer, with what is to be known of the model before what is to be known of the plan."""
    return {**answer, "warnings": [*served.warnings, *answer["warnings"]]}
