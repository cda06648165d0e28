"""The model in force, and answers with what is to be known of it."""

from collections.abc import Mapping
from typing import Any

from spendcast_contract import InputUnusable
from spendcast_mixmodel.predict import Model, ModelError
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


def told(loaded: LoadedModel, model: Model, answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as the API gives it: with the warnings and the name of the model."""
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
