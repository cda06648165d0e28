"""What the platform asks: whether the process runs, and whether it can answer."""

from typing import Any

from flask import Blueprint

from spendcast_serving.answers import answering, described

probes = Blueprint("probes", __name__)


@probes.get("/livez")
def livez() -> dict[str, str]:
    """The process answers; the store is not asked, because a restart would not mend it."""
    return {"status": "alive"}


@probes.get("/readyz")
def readyz() -> dict[str, Any]:
    """A model is in force; without one `answering` refuses."""
    return {"status": "ready", "model": described(*answering())}
