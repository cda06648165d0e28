"""Reading of a request's body as one JSON object."""

import json
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

MEDIA_TYPE = "application/json"


def read_object() -> dict[str, Any]:
    """The body of the request at hand.

    NaN and Infinity, which JSON does not have, are read as the numbers that they mean, so that whoever checks
    the fields can refuse them with their place.

    Raises:
        UnsupportedMediaType: The body is not declared as JSON, or is compressed.
        RequestEntityTooLarge: It is larger than `max_body_bytes`.
        BadRequest: It is no JSON, names a member twice, or is no object.
    """
    if request.mimetype != MEDIA_TYPE or request.content_encoding:
        raise UnsupportedMediaType(f"Send the request as {MEDIA_TYPE}, not compressed.")
    try:
        body = json.loads(request.get_data(), object_pairs_hook=_unique)
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(
            f"The body is larger than {request.max_content_length:,} bytes; send fewer plans at a time."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is no JSON that can be read: {error}.") from error
    if not isinstance(body, dict):
        raise BadRequest('The body must be an object, such as {"spend": {"tv": 1000}}.')
    return body


def _unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of these members. A name that occurs twice would silently drop an amount."""
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found:
            raise ValueError(f"{name!r} occurs twice in one object")
        found[name] = value
    return found
