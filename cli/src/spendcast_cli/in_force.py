"""The model in force, and answers with what is to be known of it."""

from collections.abc import Callable, Mapping
from typing import Any

from spendcast_contract import InputUnusable, UsageError
from spendcast_mixmodel.predict import Model, ModelError, PlanError
from spendcast_storage import LoadedModel


def read_model(loaded: LoadedModel) -> Model:
    """The model of a version.

    Raises:
        InputUnusable: it cannot be read.
    """
    try:
        return Model.from_json(loaded.model_json)
    except ModelError as error:
        raise InputUnusable(str(error)) from error


def answered_by(loaded: LoadedModel, ask: Callable[[Model], Mapping[str, Any]]) -> dict[str, Any]:
    """What the model of a version answers, as the API gives it: with the warnings and the name of the model.

    Raises:
        UsageError: what is asked of it cannot be answered.
        InputUnusable: the model cannot be read.
    """
    model = read_model(loaded)
    try:
        return _told(loaded, model, ask(model))
    except PlanError as error:
        raise UsageError(error.message) from error


def _told(loaded: LoadedModel, model: Model, answer: Mapping[str, Any]) -> dict[str, Any]:
    manifest = loaded.manifest
    known = ({"code": warning["code"], "message": warning["message"]} for warning in manifest.warnings)
    return {
        **answer,
        "warnings": [*known, *answer["warnings"]],
        "model": {
            "version": manifest.version,
            "trained_on": model.trained_on,
            "as_of": manifest.as_of.isoformat(),
            "kind": model.kind,
            "stale": None,
        },
    }
