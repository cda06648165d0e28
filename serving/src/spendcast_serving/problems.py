"""Errors as RFC 9457 has them: every refusal is `application/problem+json`."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, TypedDict

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

MOST_ERRORS = 100
"""More errors of fields than anybody reads are counted, but not listed."""


class FieldError(TypedDict):
    """What is wrong with one field; `pointer` is an RFC 6901 pointer into the request's body."""

    pointer: str
    detail: str


class InvalidPlans(HTTPException):
    """The body is JSON, but not a request that this model can answer."""

    code = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, errors: Sequence[FieldError], known_channels: Sequence[str]) -> None:
        """`known_channels` are those of the model in force."""
        first, more = errors[0], len(errors) - 1
        super().__init__(f"{first['detail']} ({more} more)" if more else first["detail"])
        self.extensions = {"errors": errors[:MOST_ERRORS], "known_channels": known_channels}


def install(app: Flask) -> None:
    """Answer every HTTP error of the application, and every exception, with a problem document."""
    app.register_error_handler(HTTPException, _as_problem)


def _as_problem(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    extensions: Mapping[str, Any] = error.extensions if isinstance(error, InvalidPlans) else {}
    response = Response(
        json.dumps(
            {
                "type": "about:blank",
                "title": status.phrase,
                "status": status,
                "detail": error.description,
                **extensions,
            }
        ),
        status=status,
        headers=error.get_headers(),
    )
    response.content_type = "application/problem+json"
    return response
