"""The cache key: what a step's document depends on, as one hash."""

import hashlib
import json
import platform
from collections.abc import Sequence
from datetime import date

from spendcast_contract.call import Params
from spendcast_contract.documents import Artifact
from spendcast_contract.installed import Installed


def cache_key(step: str, as_of: date, params: Params, code: Installed, inputs: Sequence[Artifact]) -> str:
    """Hash of the step's code, the packages it runs on, its parameters, `as_of` and its inputs' contents.

    Two calls with the same key give the same outputs, so a document with that key need not be made again.
    Where inputs lie, and at what generation, is no part of it.
    """
    facts = {
        "step": step,
        "as_of": as_of.isoformat(),
        "params": params.model_dump(mode="json"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "code": code.code_sha256(),
        "packages": code.versions,
        "inputs": sorted([artifact.name, artifact.sha256] for artifact in inputs),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
