"""The application: everything is put together here, from a `Config`."""

from typing import Any

from flask import Flask, Response, g
from flask.json.provider import DefaultJSONProvider

from spendcast_contract import StoreOpener
from spendcast_serving import problems, request_log
from spendcast_serving.answers import MODEL_STORE
from spendcast_serving.api import api
from spendcast_serving.config import Config
from spendcast_serving.models import ModelStore
from spendcast_serving.probes import probes
from spendcast_storage import Registry, open_store


class _FiniteJSON(DefaultJSONProvider):
    """JSON without the NaN and Infinity that other languages' readers stumble over; members in our order."""

    sort_keys = False

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return super().dumps(obj, allow_nan=False, **kwargs)


def create_app(config: Config, opener: StoreOpener = open_store) -> Flask:
    """Make the application. The first request reads the store, so it need not hold a model yet.

    Args:
        config: Where the model is, and how patiently to wait for it.
        opener: From an address to a store.

    Raises:
        AddressError: `config.store` is no address of a store.
    """
    app = Flask("spendcast_serving", static_folder=None)
    app.json = _FiniteJSON(app)
    app.config["MAX_CONTENT_LENGTH"] = config.max_body_bytes
    app.extensions[MODEL_STORE] = ModelStore(
        Registry(opener(config.store), config.model),
        refresh_seconds=config.refresh_seconds,
        wait_seconds=config.wait_seconds,
        first_wait_seconds=config.first_wait_seconds,
    )
    request_log.install(app)
    app.after_request(_set_headers)
    problems.install(app)
    app.register_blueprint(api)
    app.register_blueprint(probes)
    return app


def _set_headers(response: Response) -> Response:
    """Forecasts change with the model, so nobody may keep them; the version is there without parsing."""
    response.headers["Cache-Control"] = "no-store"
    if version := g.get("model_version"):
        response.headers["X-Model-Version"] = version
    return response
