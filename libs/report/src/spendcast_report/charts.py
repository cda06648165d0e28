"""What `assets/page.js` draws, as data: nothing in it is code or markup."""

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]

_DIGITS = 6
"""Significant digits of a drawn value: more than any screen shows."""


def time_chart(
    periods: Sequence[str], parts: Sequence[Mapping[str, Any]], complete: Sequence[bool] | None = None
) -> Spec:
    """Lines over time in one or more parts, one below the other.

    Args:
        periods: labels of the shared axis.
        parts: each `{title, lines: [{name, values}]}`, and perhaps `band: {name, low, high}` and `areas`,
            which are as lines and are stacked.
        complete: whether each period's data are; the others are drawn as hollow marks.
    """
    partial = [i for i, whole in enumerate(complete or ()) if not whole]
    return {
        "kind": "time",
        "periods": list(periods),
        "parts": [_rounded(part) for part in parts],
        "partial": partial,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(item) for item in value]
    return value
