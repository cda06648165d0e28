"""What the evaluation report says of each channel: its returns, why they are told so, its response curve."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from spendcast_report.charts import curve_chart, interval_chart
from spendcast_report.evaluation import Channel, Curve, Estimate, LiftTest, OwnData
from spendcast_report.numbers import NOTHING, compact, exact, per_unit, percent, ratio
from spendcast_report.text import Language
from spendcast_report.words import Say

_TONES = {"identified": "good", "weak": "doubt", "not identifiable": "none"}

_ENOUGH_WORLDS = 100
"""In fewer, nine in ten is uncertain by more than 3 points: of many channels, some look bad by chance."""

_TABLED = 8
"""Points of a curve that its table names."""


def _by_spend(channels: Mapping[str, Channel]) -> list[tuple[str, Channel]]:
    return sorted(channels.items(), key=lambda item: (-item[1]["spend"], item[0]))


def judges_each(own: OwnData) -> bool:
    """Whether the simulated worlds are enough to say how often the interval of a single channel holds."""
    return own["worlds"] >= _ENOUGH_WORLDS


def returns(
    channels: Mapping[str, Channel], own: OwnData | None, say: Say, language: Language
) -> dict[str, Any]:
    """ROI per channel: chart, table and reasons, most spend first; `own` is of all channels together."""
    ordered = _by_spend(channels)
    rows = [
        {
            "name": name,
            "median": channel["roi"]["median"],
            "low": channel["roi"]["low"],
            "high": channel["roi"]["high"],
            "firm": channel["verdict"] == "identified",
        }
        for name, channel in ordered
        if channel["roi"]
    ]
    told = " ".join(
        say("roi.alt.row", channel=row["name"], **{key: ratio(row[key]) for key in ("median", "low", "high")})  # type: ignore[arg-type]
        for row in rows
    )
    return {
        "spec": interval_chart(rows, 0.0, say("break_even")) if rows else None,
        "height": 60 + 34 * len(rows),
        "alt": say("roi.alt", rows=told or say("roi.alt.none")),
        "each": own is None or judges_each(own),
        "rows": [_row(name, channel, say, language) for name, channel in ordered],
    }


def _row(name: str, channel: Channel, say: Say, language: Language) -> dict[str, Any]:
    own, settle = channel["own_data"], channel["settle"]
    return {
        "name": name,
        "spend": exact(channel["spend"]),
        "contribution": exact(channel["contribution"]["mean"]),
        "contribution_interval": _interval(channel["contribution"], say, exact),
        "roi": ratio(channel["roi"]["median"]) if channel["roi"] else NOTHING,
        "roi_interval": _interval(channel["roi"], say, ratio),
        "marginal": per_unit(channel["marginal_roas"]["median"]) if channel["marginal_roas"] else NOTHING,
        "marginal_interval": _interval(channel["marginal_roas"], say, per_unit),
        "tone": _TONES[channel["verdict"]],
        "verdict": say(f"verdict.{channel['verdict']}"),
        "own_error": percent(own["roas_error"]) if own else NOTHING,
        "own_error_se": _give_or_take(own.get("roas_error_se") if own else None, say),
        "own_coverage": percent(own["coverage"]) if own else NOTHING,
        "own_coverage_se": _give_or_take(own.get("coverage_se") if own else None, say),
        "reason": channel["reason"][language],
        "settle": settle[language] if settle else None,
    }


def _give_or_take(error: float | None, say: Say) -> str:
    """What the number of simulated worlds leaves open."""
    return say("own.give_or_take", error=percent(error)) if error is not None else ""


def _interval(estimate: Estimate | None, say: Say, form: Callable[[float], str]) -> str:
    if estimate is None:
        return ""
    return say("interval", low=form(estimate["low"]), high=form(estimate["high"]))


def curves(channels: Mapping[str, Channel], say: Say, language: Language) -> list[dict[str, Any]]:
    """Response curve of each channel that has one, most spend first."""
    words = {"x": say("curve.x"), "today": say("curve.today")}
    shown = []
    for name, channel in _by_spend(channels):
        curve = channel["curve"]
        if curve is None:
            continue
        today = _at(curve, channel["spend_today"])
        figures = {key: compact(value, language) for key, value in today.items()}
        most, peak = compact(curve["spend"][-1], language), compact(curve["revenue"][-1], language)
        shown.append(
            {
                "name": name,
                "blind": channel["verdict"] == "not identifiable",
                "spec": curve_chart(curve, channel["spend_today"], words),
                "alt": say("curve.alt", channel=name, most=most, peak=peak, **figures),
                "points": _points(curve, say),
            }
        )
    return shown


def _at(curve: Curve, spend: float) -> dict[str, float]:
    """The curve at a spend, between its points by a straight line."""
    right = min(max(bisect_left(curve["spend"], spend), 1), len(curve["spend"]) - 1)
    before, after = curve["spend"][right - 1], curve["spend"][right]
    weight = min(max((spend - before) / (after - before), 0.0), 1.0) if after > before else 0.0

    def between(values: Any) -> float:
        return float(values[right - 1] + weight * (values[right] - values[right - 1]))

    return {
        "spend": spend,
        "revenue": between(curve["revenue"]),
        "low": between(curve["low"]),
        "high": between(curve["high"]),
    }


def _points(curve: Curve, say: Say) -> list[list[str]]:
    last = len(curve["spend"]) - 1
    picked = sorted({round(i * last / (_TABLED - 1)) for i in range(_TABLED)})
    return [
        [
            exact(curve["spend"][i]),
            exact(curve["revenue"][i]),
            say("interval", low=exact(curve["low"][i]), high=exact(curve["high"][i])),
        ]
        for i in picked
    ]


def lift_tests(tests: Sequence[LiftTest], say: Say, language: Language) -> dict[str, Any] | None:
    """The lift tests beside what the data say without them; None where there were none."""
    if not tests:
        return None
    return {
        "rows": [
            {
                "channel": test["channel"],
                "dates": say("tests.window", first=test["first"], last=test["last"]),
                "found": exact(test["incremental_revenue"]),
                "error": exact(test["standard_error"]),
                "counts": say("tests.yes" if test.get("counts", True) else "tests.no"),
                "without": exact(test["without"]["median"]),
                "interval": say(
                    "interval", low=exact(test["without"]["low"]), high=exact(test["without"]["high"])
                ),
            }
            for test in tests
        ],
        "says": [_contradiction(test, language) for test in tests if test["says"]],
    }


def _contradiction(test: LiftTest, language: Language) -> str:
    """That a test contradicts the data, and what to do about it."""
    return " ".join(sentence[language] for sentence in (test["says"], test.get("fix")) if sentence)
