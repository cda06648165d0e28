"""Reading of `model.json`: what is missing, of another version or not finite is refused."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from spendcast_mixmodel.estimates import Array

SCHEMA_VERSION = "1.2"

LARGEST = 2**15 - 1
"""Largest whole number of a packed row. Draws differ by far more than rounding to whole numbers loses."""

T = TypeVar("T")


class ModelError(ValueError):
    """A `model.json` that cannot be answered from."""


def read_document(data: bytes) -> dict[str, Any]:
    """Parse `model.json` and check its schema version.

    Raises:
        ModelError: No JSON object, or of another major version than this reader's.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise ModelError(f"Reading model.json: it is no JSON ({error}). Publish the model again.") from error
    if not isinstance(document, dict):
        raise ModelError(f"Reading model.json: an object was expected, a {type(document).__name__} found.")
    version = field(document, "schema_version", str)
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise ModelError(
            f"Reading model.json: its schema version is {version}, this reader knows {SCHEMA_VERSION}. "
            "Train the model again, or update the reader."
        )
    return document


def field(document: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """The entry `name`, which must be a `kind`.

    Raises:
        ModelError: The entry is missing or of another type.
    """
    value = document.get(name)
    if not isinstance(value, kind):
        found = "nothing" if value is None else f"a {type(value).__name__}"
        raise ModelError(f"Reading model.json: {name!r} must be a {kind.__name__}, {found} was found.")
    return value


def numbers(document: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    """The entry `name` as an array of finite numbers.

    Args:
        document: The object that holds the entry.
        name: Its name.
        shape: Its shape; -1 stands for any length from 1.

    Raises:
        ModelError: The entry is missing, ragged, of another shape, or not finite.
    """
    if name not in document:
        raise ModelError(f"Reading model.json: {name!r} is missing.")
    try:
        values = np.asarray(document[name])
    except ValueError as error:
        raise ModelError(f"Reading model.json: the rows of {name!r} differ in length.") from error
    if values.dtype.kind not in "if":
        raise ModelError(f"Reading model.json: {name!r} does not hold numbers only.")
    fits = values.ndim == len(shape) and all(
        seen == want or (want == -1 and seen > 0) for seen, want in zip(values.shape, shape, strict=True)
    )
    if not fits:
        raise ModelError(f"Reading model.json: {name!r} has shape {values.shape}, expected {shape}.")
    if not np.isfinite(values).all():
        raise ModelError(f"Reading model.json: {name!r} holds a number that is not finite.")
    return values.astype(np.float64)


def packed(values: Array) -> dict[str, Any]:
    """Draws as whole multiples of a power of ten that two bytes hold: each row's largest has 4 or 5 digits.

    Args:
        values: Shape (D,) or (R, D).

    Returns:
        `{"digits": ..., "int16": ...}`: value = whole number / 10^digits, with as many `digits` as there are
        rows; the whole numbers of all rows, one after the other, little-endian, in base 64.
    """
    rows = np.atleast_2d(values)
    largest = np.abs(rows).max(axis=1, initial=0.0)
    digits = np.floor(np.log10((LARGEST + 0.5) / np.where(largest > 0, largest, 1.0))).astype(int)
    whole = np.rint(rows * 10.0 ** digits[:, None]).astype("<i2")
    return {
        "digits": int(digits[0]) if values.ndim == 1 else digits.tolist(),
        "int16": b64encode(whole.tobytes()).decode(),
    }


def unpacked(document: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    """The packed entry `name` as an array; models before schema 1.2 have lists of `values`.

    Raises:
        ModelError: As for `numbers`.
    """
    entry = field(document, name, dict)
    if shape[0] == 0:
        return np.zeros(shape)
    digits = numbers(entry, "digits", shape[:-1])
    whole = numbers(entry, "values", shape) if "values" in entry else _whole(entry, name, shape)
    return whole / 10.0 ** digits[..., None]


def _whole(entry: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> Array:
    text = field(entry, "int16", str)
    try:
        values = np.frombuffer(b64decode(text, validate=True), dtype="<i2").reshape(shape)
    except ValueError as error:
        raise ModelError(
            f"Reading model.json: {name!r} does not hold numbers of the shape {shape} ({error})."
        ) from error
    if values.size == 0:
        raise ModelError(f"Reading model.json: {name!r} holds no numbers.")
    return values.astype(np.float64)
