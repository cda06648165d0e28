"""A made-up but complete evaluation, for tests: four channels over 48 months."""

import math
from typing import Any

from spendcast_report.evaluation import (
    Channel,
    ChannelVerdict,
    Component,
    Decomposition,
    Estimate,
    Evaluation,
    Forecast,
    Gate,
    Move,
    Recommendation,
    Rolling,
    Sentence,
)

PERIODS = [f"{2022 + i // 12}-{i % 12 + 1:02d}" for i in range(48)]
SPEND = {"search": 480.0, "tv": 300.0, "social": 150.0, "mail": 24.0}
"""Thousands a month."""
ROI = {"search": 0.9, "tv": -0.2, "social": 0.4, "mail": 2.5}
VERDICTS: dict[str, ChannelVerdict] = {
    "search": "identified",
    "tv": "weak",
    "social": "not identifiable",
    "mail": "identified",
}


def sentence(en: str, ja: str) -> Sentence:
    return {"en": en, "ja": ja}


def estimate(mean: float, width: float) -> Estimate:
    return {"mean": mean, "median": mean, "low": mean - width, "high": mean + width}


def channel(name: str) -> Channel:
    spend, roi, verdict = SPEND[name] * 1e3, ROI[name], VERDICTS[name]
    width = {"identified": 0.3, "weak": 0.9, "not identifiable": 2.0}[verdict]
    points = [spend * 2 * i / 20 for i in range(21)]
    revenue = [(1 + roi) * 2 * spend * x / (x + spend) for x in points]
    return {
        "spend": spend * 48,
        "spend_today": spend,
        "contribution": estimate(spend * 48 * (1 + roi), spend * 48 * width),
        "roas": estimate(1 + roi, width),
        "roi": estimate(roi, width),
        "marginal_roas": estimate((1 + roi) / 2, width / 2),
        "verdict": verdict,
        "reason": sentence(f"Of {name}: its spend went up and down.", f"{name} の広告費は増減しました。"),
        "settle": None
        if verdict == "identified"
        else sentence(f"Halve {name} for 8 weeks.", f"{name} を 8 週間半分にしてください。"),
        "curve": {
            "spend": points,
            "revenue": revenue,
            "low": [y * max(0.0, 1 - width / 2) for y in revenue],
            "high": [y * (1 + width / 2) for y in revenue],
        },
        "own_data": {"roas_error": 0.12 if verdict == "identified" else 0.8, "coverage": 0.91},
    }


def component(name: str, values: list[float], width: float) -> Component:
    return {"name": name, "values": values, "total": estimate(math.fsum(values), width)}


SEASON = [120e3 * math.sin(i * math.pi / 6) for i in range(48)]
BASE = [1.4e6 + 4e3 * i for i in range(48)]
MEDIA = {
    name: [SPEND[name] * 1e3 * (1 + ROI[name]) * (1 + 0.4 * math.sin(i + len(name))) for i in range(48)]
    for name in SPEND
}
REVENUE = [
    BASE[i] + SEASON[i] + math.fsum(values[i] for values in MEDIA.values()) + 4e4 * math.cos(2.3 * i)
    for i in range(48)
]
GATES: list[Gate] = [
    {
        "name": "floor",
        "passed": True,
        "message": "R2 is 0.96",
        "said": sentence("R2 is 0.96.", "決定係数は 0.96 です。"),
        "value": 0.96,
        "limit": 0.0,
    },
    {"name": "drift", "passed": False, "message": "ROAS moved most for tv", "value": 4.0, "limit": 3.0},
    {"name": "in_force", "passed": None, "message": "no unseen period", "value": None, "limit": None},
]
ROLLING: Rolling = {
    "folds": 12,
    "coverage": 11 / 12,
    "scores": {
        "linear": {"mape": 0.05, "wape": 0.05, "rmse": 120e3, "r2": 0.5},
        "model": {"mape": 0.031, "wape": 0.03, "rmse": 80e3, "r2": 0.8},
        "year_before": {"mape": 0.08, "wape": 0.08, "rmse": 190e3, "r2": 0.1},
    },
}
MOVES: list[Move] = [
    {
        "channel": "search",
        "now": 480e3,
        "proposed": 540e3,
        "reason": sentence("Its next unit returns most.", "追加 1 単位の売上が最大です。"),
        "extrapolates": True,
    },
    {
        "channel": "tv",
        "now": 300e3,
        "proposed": 240e3,
        "reason": sentence("Its next unit returns least.", "追加 1 単位の売上が最小です。"),
        "extrapolates": False,
    },
]
PLAN: Recommendation = {
    "action": "move",
    "why": sentence(
        "Moving 60,000 from tv to search brings more in 97% of what the data allow.",
        "tv から search へ 6 万円を移すと、97% の確率で売上が増えます。",
    ),
    "moves": MOVES,
    "gain": estimate(33e3, 20e3),
    "better": 0.97,
}


def forecasts() -> list[Forecast]:
    """The last year; the last month alone lies outside its interval."""
    return [
        {
            "period": PERIODS[i],
            "actual": REVENUE[i],
            "forecast": REVENUE[i] * (1 + 0.03 * math.sin(i)),
            "low": REVENUE[i] * (0.96 if i < 47 else 1.01),
            "high": REVENUE[i] * 1.05,
        }
        for i in range(36, 48)
    ]


def decomposition() -> Decomposition:
    return {
        "periods": PERIODS,
        "revenue": REVENUE,
        "base": [component("base", BASE, 2e6), component("season", SEASON, 1e5)],
        "channels": [component(name, values, 3e6) for name, values in MEDIA.items()],
    }


def evaluation(**changes: Any) -> Evaluation:
    """The example, some of its fields changed."""
    complete: Evaluation = {
        "schema_version": "2.0",
        "kind": "marketing_mix",
        "grain": "month",
        "trained_on": {"first": PERIODS[0], "last": PERIODS[-1], "periods": 48},
        "verdict": "pass",
        "serves": "new",
        "why": sentence("It passes every gate and takes the place of v1.", "審査を通過し、v1 に代わります。"),
        "compared_with": "v1",
        "gates": GATES,
        "worth": sentence(
            "It forecasts unseen periods 40% better than repeating last year.",
            "未知の期間の予測誤差は、前年同期の繰り返しより 40% 小さくなっています。",
        ),
        "in_sample": {"r2": 0.96, "mape": 0.02, "rmse": 50e3},
        "rolling": ROLLING,
        "forecasts": forecasts(),
        "channels": {name: channel(name) for name in SPEND},
        "decomposition": decomposition(),
        "recommendation": PLAN,
        "own_data": {"worlds": 200, "roas_error": 0.2, "coverage": 0.9, "monte_carlo_error": 0.02},
        "drift": {
            "against": "v1",
            "channels": {
                "search": {
                    "before": 1.8,
                    "revised": 0.02,
                    "new_periods": 0.08,
                    "settings": 0.0,
                    "now": 1.9,
                    "range_before": [1.2, 2.6],
                    "range_now": [1.4, 2.5],
                },
                "tv": {"before": 1.1, "revised": -0.1, "new_periods": -0.2, "settings": 0.0, "now": 0.8},
            },
        },
    }
    return {**complete, **changes}  # type: ignore[typeddict-item] # a test's changes are its own affair
