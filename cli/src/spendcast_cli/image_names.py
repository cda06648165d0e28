"""Which image each step runs in."""

import json
from collections.abc import Mapping
from pathlib import Path

from spendcast_contract import STEPS, StepName, UsageError


def image_names(images: str) -> Mapping[StepName, str]:
    """Name of each step's image.

    Args:
        images: what the names begin with, or the path of an `images.json`, which names them by digest.

    Raises:
        UsageError: the file cannot be read, or does not name every step's image.
    """
    if not images.endswith(".json"):
        return {step: f"{images}{step}" for step in STEPS}
    try:
        named = json.loads(Path(images).read_text("utf-8"))["images"]
        return {step: str(named[step]) for step in STEPS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"the images were to be read from {images}, but {type(error).__name__}: {error}; "
            "ci/manifest.sh writes such a file"
        ) from error
