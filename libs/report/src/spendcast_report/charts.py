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
    return _spec({"kind": "time", "periods": list(periods), "parts": list(parts), "partial": partial})


def interval_chart(rows: Sequence[Mapping[str, Any]], at: float, name: str) -> Spec:
    """One figure with its interval per row, and a line to compare them with.

    Args:
        rows: each `{name, median, low, high, firm}`, names of their own; what is not firm is drawn broken,
            what is `past` grey and hollow.
        at: where the line stands.
        name: what it is called.
    """
    return _spec({"kind": "intervals", "rows": list(rows), "mark": {"at": at, "name": name}})


def curve_chart(curve: Mapping[str, Any], today: float, words: Mapping[str, str]) -> Spec:
    """A response curve with its interval and today's spend; what was never spent is shaded.

    Args:
        curve: `spend`, `revenue`, `low` and `high`, one entry a point; perhaps `seen_to`, the most ever
            spent.
        today: spend that is marked.
        words: `x`, the name of the axis of spend, and `today`.
    """
    points = {key: curve[key] for key in ("spend", "revenue", "low", "high")}
    today_mark = {"at": today, "name": words["today"]}
    seen = curve.get("seen_to", points["spend"][-1])
    shaded_from = seen if seen < points["spend"][-1] else None
    return _spec({"kind": "curve", **points, "x": words["x"], "today": today_mark, "seen": shaded_from})


def _spec(spec: Spec) -> Spec:
    return {key: _rounded(value) for key, value in spec.items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(item) for item in value]
    return value
