"""The evaluation report: what a marketing lead shows the board."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spendcast_report.channel_sections import curves, judges_each, lift_tests, returns
from spendcast_report.charts import interval_chart, time_chart
from spendcast_report.evaluation import (
    ChannelDrift,
    Component,
    Decomposition,
    Evaluation,
    Recommendation,
    Rolling,
    Sentence,
)
from spendcast_report.numbers import chance, compact, exact, per_unit, percent
from spendcast_report.page import render
from spendcast_report.text import Language
from spendcast_report.words import Say, speaker, words_of

_DRAWN = 6
"""Channels with an area of their own; the smaller ones share one, so that colours stay tellable."""

_COMING_AND_GOING = ("season", "controls")
"""Parts of revenue that are told as deviations: over whole years they add up to about nothing."""

_DRIFT_STEPS = ("before", "release", "revised", "new_periods", "lift_tests", "settings", "now")


def evaluation_page(evaluation: Evaluation) -> bytes:
    """The evaluation report as one HTML page in English and Japanese; the same input gives the same bytes."""

    def view(language: Language) -> dict[str, Any]:
        say = speaker(words_of("evaluation"), language)
        trained = evaluation["trained_on"]
        count = say(f"count.{evaluation['grain']}", n=trained["periods"])
        return {
            "say": say,
            "title": say("title"),
            "kicker": say("kicker", count=count, first=trained["first"], last=trained["last"]),
            "headline": _headline(evaluation, say, language),
            "facts": _facts(evaluation, say, language),
            "amounts": _amounts(evaluation, say),
            "returns": returns(evaluation["channels"], evaluation["own_data"], say, language),
            "plan": _plan(_followed(evaluation), say, language),
            "grain": evaluation["grain"],
            "serves": _serves(evaluation),
            "curves": curves(evaluation["channels"], say, language),
            "parts": _parts(evaluation["decomposition"], say),
            "blind": _blind(evaluation, say),
            "accuracy": _accuracy(evaluation, say, language),
            "tests": lift_tests(evaluation.get("lift_tests", ()), say, language),
            "drift": _drift(evaluation, say, language),
            "gates": _gates(evaluation, say, language),
            "method": _method(evaluation, say),
        }

    return render("evaluation.html.jinja", view)


def said(sentence: Sentence, language: Language) -> str:
    """A sentence in one language."""
    return sentence[language]


def _serves(evaluation: Evaluation) -> str:
    """Which model answers: the `new` one, the one `in_force`, or the `same`, as it was in force already."""
    if evaluation["why"].get("code") == "same":
        return "same"
    return evaluation.get("serves") or ("in_force" if evaluation["verdict"] == "fail" else "new")


def _headline(evaluation: Evaluation, say: Say, language: Language) -> dict[str, str | None]:
    """First line: whether to move budget."""
    serves, plan = _serves(evaluation), _followed(evaluation)
    action = plan["action"] if plan else serves
    gain, better = (plan["gain"], plan["better"]) if plan and action == "move" else (None, None)
    figures = {}
    if gain and better is not None:
        figures = {name: compact(gain[name], language) for name in ("mean", "low", "high")}
        figures["better"] = chance(better)
    key = f"headline.gain.{evaluation['grain']}" if figures else f"headline.{action}"
    tones = {"move": ("fit", "→"), "hold": ("warned", "="), "in_force": ("warned", "!")}
    tone, sign = tones.get(action, ("fit", "✓"))
    return {
        "line": say(key, **figures),
        "tone": tone,
        "sign": sign,
        "plan": said(plan["why"], language) if plan else None,
        "model": " ".join(_which_model(evaluation, say, language)),
        "worth": said(evaluation["worth"], language),
    }


def _which_model(evaluation: Evaluation, say: Say, language: Language) -> Iterator[str]:
    """What kind of model the page is about, whether it answers, and why."""
    if f"kind.{evaluation['kind']}" in words_of("evaluation"):
        yield say(f"kind.{evaluation['kind']}")
    yield say(f"model.{_serves(evaluation)}")
    yield said(evaluation["why"], language)


def _amounts(evaluation: Evaluation, say: Say) -> str:
    """In which currency all amounts of the page are."""
    currency = evaluation.get("currency")
    return say("amounts", currency=currency) if currency else say("amounts.unnamed")


def _followed(evaluation: Evaluation) -> Recommendation | None:
    """The plan to follow: one by a model that does not serve is none."""
    return None if _serves(evaluation) == "in_force" else evaluation["recommendation"]


def _facts(evaluation: Evaluation, say: Say, language: Language) -> list[dict[str, str]]:
    channels = evaluation["channels"].values()
    spent = math.fsum(channel["spend"] for channel in channels)
    brought = math.fsum(channel["contribution"]["mean"] for channel in channels)
    clear = sum(channel["verdict"] == "identified" for channel in channels)
    blind = all(channel["verdict"] == "not identifiable" for channel in channels)
    facts = [
        {"value": say("fact.told.value", n=clear, total=len(channels)), "label": say("fact.told")},
        {"value": compact(spent, language), "label": say("fact.spent")},
    ]
    parts, plan, rolling = evaluation["decomposition"], _followed(evaluation), evaluation["rolling"]
    if parts and not blind:
        share = percent(brought / math.fsum(parts["revenue"]))
        facts.append({"value": compact(brought, language), "label": say("fact.brought", share=share)})
    if plan and plan["action"] == "move" and plan["gain"]:
        gain = plan["gain"]
        span = {"low": compact(gain["low"], language), "high": compact(gain["high"], language)}
        label = say(f"fact.gain.{evaluation['grain']}", **span)
        facts.append({"value": compact(gain["mean"], language), "label": label})
    if plan and plan["action"] == "move" and plan["better"] is not None:
        facts.append({"value": chance(plan["better"]), "label": say("fact.better")})
    if rolling:
        facts.append({"value": percent(rolling["scores"]["model"]["mape"]), "label": say("fact.error")})
    return facts


def _plan(plan: Recommendation | None, say: Say, language: Language) -> dict[str, Any] | None:
    if plan is None:
        return None
    total = {key: math.fsum(move[key] for move in plan["moves"]) for key in ("now", "proposed")}
    return {
        "why": said(plan["why"], language),
        "rows": [
            {
                "channel": move["channel"],
                "now": exact(move["now"]),
                "proposed": exact(move["proposed"]),
                "change": _change(move["now"], move["proposed"]),
                "reason": said(move["reason"], language),
                "extrapolates": say("plan.extrapolates") if move["extrapolates"] else None,
            }
            for move in plan["moves"]
        ],
        "now": exact(total["now"]),
        "proposed": exact(total["proposed"]),
    }


def _change(now: float, proposed: float) -> str:
    if not now:
        return f"+{exact(proposed)}" if proposed else "0%"
    text = f"{proposed / now - 1:+.0%}"
    return "0%" if text in {"+0%", "-0%"} else text


def _blind(evaluation: Evaluation, say: Say) -> str | None:
    """That the parts of some channels are hardly more than a guess, and of which."""
    blind = [name for name, entry in evaluation["channels"].items() if entry["verdict"] == "not identifiable"]
    return say("parts.blind", channels=say("comma").join(blind)) if blind else None


def _part_name(name: str, say: Say) -> str:
    key = f"part.{name}"
    return say(key) if key in words_of("evaluation") else name


def _parts(parts: Decomposition | None, say: Say) -> dict[str, Any] | None:
    if parts is None:
        return None
    revenue = math.fsum(parts["revenue"])
    channels = sorted(parts["channels"], key=lambda part: -part["total"]["mean"])
    base = [math.fsum(values) for values in zip(*(part["values"] for part in parts["base"]), strict=True)]
    areas: list[dict[str, Any]] = [{"name": say("parts.base"), "values": base}]
    areas += [{"name": part["name"], "values": part["values"]} for part in channels[:_DRAWN]]
    if rest := channels[_DRAWN:]:
        together = [math.fsum(values) for values in zip(*(part["values"] for part in rest), strict=True)]
        areas.append({"name": say("parts.others"), "values": together})
    lines = [{"name": say("parts.revenue"), "values": parts["revenue"]}]
    rows = [
        *(_part_row(_part_name(part["name"], say), part, revenue, say) for part in parts["base"]),
        *(_part_row(part["name"], part, revenue, say) for part in channels),
    ]
    told = " ".join(
        say("parts.alt.row", name=row["name"], share=row["share"] or row["total"]) for row in rows
    )
    return {
        "spec": time_chart(parts["periods"], [{"title": say("revenue"), "lines": lines, "areas": areas}]),
        "alt": say("parts.alt", first=parts["periods"][0], last=parts["periods"][-1], rows=told),
        "rows": rows,
        "head": [say("period"), say("parts.revenue"), *(area["name"] for area in areas)],
        "figures": [
            [period, exact(seen), *(exact(area["values"][i], seen) for area in areas)]
            for i, (period, seen) in enumerate(zip(parts["periods"], parts["revenue"], strict=True))
        ],
    }


def _part_row(name: str, part: Component, revenue: float, say: Say) -> dict[str, str]:
    """A part and its total; of one that comes and goes as the season does, how far it reaches instead."""
    low, high = min(part["values"], default=0.0), max(part["values"], default=0.0)
    if part["name"] in _COMING_AND_GOING and low < 0 < high:
        swing = say("parts.swing", low=exact(low), high=exact(high))
        return {"name": name, "total": swing, "interval": "", "share": ""}
    return {
        "name": name,
        "total": exact(part["total"]["mean"]),
        "interval": _span(part["total"], say, exact),
        "share": percent(part["total"]["mean"] / revenue),
    }


def _span(estimate: Mapping[str, Any], say: Say, form: Any) -> str:
    return say("interval", low=form(estimate["low"]), high=form(estimate["high"]))


def _accuracy(evaluation: Evaluation, say: Say, language: Language) -> dict[str, Any]:
    own, rolling = evaluation["own_data"], evaluation["rolling"]
    shown: dict[str, Any] = {"own": None, "rolling": None}
    if own:
        values = {"coverage": percent(own["coverage"]), "error": percent(own["monte_carlo_error"])}
        sentence = own.get("says")
        over_all = said(sentence, language) if sentence else say("own.note", worlds=own["worlds"], **values)
        per_channel = say("own.per_channel" if judges_each(own) else "own.pooled", worlds=own["worlds"])
        shown["own"] = f"{over_all} {per_channel}"
    if rolling and evaluation["forecasts"]:
        shown["rolling"] = _forecasts(evaluation, rolling, say)
    return shown


def _forecasts(evaluation: Evaluation, rolling: Rolling, say: Say) -> dict[str, Any]:
    forecasts = evaluation["forecasts"]
    periods = [forecast["period"] for forecast in forecasts]
    lines = [
        {"name": say("actual"), "values": [forecast["actual"] for forecast in forecasts]},
        {"name": say("forecast"), "values": [forecast["forecast"] for forecast in forecasts]},
    ]
    band = {
        "name": say("interval.title"),
        "low": [forecast["low"] for forecast in forecasts],
        "high": [forecast["high"] for forecast in forecasts],
    }
    inside = sum(forecast["low"] <= forecast["actual"] <= forecast["high"] for forecast in forecasts)
    part = {"title": say("revenue"), "lines": lines, "band": band, "zoomed": True}
    return {
        "note": say("accuracy.note", inside=inside, n=len(forecasts)),
        "spec": time_chart(periods, [part]),
        "alt": say(
            "accuracy.alt",
            first=periods[0],
            last=periods[-1],
            error=percent(rolling["scores"]["model"]["mape"]),
        ),
        "head": [say("period"), say("actual"), say("forecast"), say("interval.title")],
        "figures": [
            [f["period"], exact(f["actual"]), exact(f["forecast"]), _span(f, say, exact)] for f in forecasts
        ],
        "scores": [
            {
                "name": say(f"score.{name}") if f"score.{name}" in words_of("evaluation") else name,
                "mape": percent(score["mape"]),
                "rmse": exact(score["rmse"]),
            }
            for name, score in sorted(rolling["scores"].items(), key=lambda item: item[0] != "model")
        ],
    }


def _drift(evaluation: Evaluation, say: Say, language: Language) -> dict[str, Any] | None:
    drift = evaluation["drift"]
    if drift is None:
        return None
    steps = [step for step in _DRIFT_STEPS if _taken(step, drift["channels"].values())]
    sentence = drift.get("says")
    return {
        "note": say("drift.note", version=drift["against"]),
        "says": said(sentence, language) if sentence else None,
        "chart": _drift_chart(drift["channels"], say),
        "head": [say(f"drift.{step}") for step in steps],
        "rows": [
            {"channel": name, "cells": [_drift_cell(step, channel) for step in steps]}
            for name, channel in drift["channels"].items()
        ],
    }


def _drift_chart(channels: Mapping[str, ChannelDrift], say: Say) -> dict[str, Any] | None:
    """Each channel's ROAS by the model in force and by the new one, one above the other."""
    rows = [
        {
            "name": say("drift.row", channel=name, model=say(f"drift.{end}")),
            "median": median,
            "low": span[0],
            "high": span[1],
            "firm": True,
            "past": end == "before",
        }
        for name, channel in channels.items()
        for end, median, span in (
            ("before", channel["before"], channel.get("range_before")),
            ("now", channel["now"], channel.get("range_now")),
        )
        if span
    ]
    if not rows:
        return None
    values = ("median", "low", "high")
    told = " ".join(
        say("roi.alt.row", channel=row["name"], **{key: per_unit(row[key]) for key in values})  # type: ignore[arg-type]
        for row in rows
    )
    return {
        "spec": interval_chart(rows, 1.0, say("break_even")),
        "height": 60 + 26 * len(rows),
        "alt": say("drift.alt", rows=told),
    }


def _taken(step: str, channels: Iterable[ChannelDrift]) -> bool:
    """Whether a step moved anything that shows; the ends always do."""
    return step in {"before", "now"} or any(_drift_cell(step, channel) != "0" for channel in channels)


def _drift_cell(step: str, channel: ChannelDrift) -> str:
    value: float = channel.get(step, 0.0)  # type: ignore[assignment] # a step's name is a field's
    if step in {"before", "now"}:
        return per_unit(value)
    text = per_unit(abs(value), max(abs(channel["before"]), abs(channel["now"])))
    return f"{'-' if value < 0 else '+'}{text}" if float(text.replace(",", "")) else "0"


def _gates(evaluation: Evaluation, say: Say, language: Language) -> list[dict[str, str]]:
    tones = {True: ("good", "gate.passed"), False: ("bad", "gate.failed"), None: ("none", "gate.open")}
    return [
        {
            "tone": tones[gate["passed"]][0],
            "verdict": say(tones[gate["passed"]][1]),
            "message": said(gate["said"], language) if "said" in gate else gate["message"],
        }
        for gate in evaluation["gates"]
    ]


def _method(evaluation: Evaluation, say: Say) -> str:
    """How the model was computed, and by which settings."""
    kind = evaluation["kind"]
    key = f"method.{kind}"
    method = say(key) if key in words_of("evaluation") else say("method.other", kind=kind)
    settings = say("comma").join(_settings(evaluation.get("settings", {}), say))
    return f"{method} {say('settings', settings=settings)}" if settings else method


def _settings(settings: Mapping[str, Any], say: Say) -> Iterator[str]:
    for name, value in settings.items():
        if name == "half_life" and value == 0:
            yield say("setting.no_half_life")
        elif value and f"setting.{name}" in words_of("evaluation"):
            yield say(f"setting.{name}", value=value)
