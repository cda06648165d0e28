"""The validation report: whether the data are fit to train on, and what to do where they are not."""

import math
from collections.abc import Sequence
from statistics import StatisticsError, correlation, fmean, pstdev
from typing import Any

from spendcast_report.charts import time_chart
from spendcast_report.numbers import NOTHING, compact, exact, percent, ratio
from spendcast_report.page import render
from spendcast_report.text import Language
from spendcast_report.validation import Column, File, Finding, Panel, Validation
from spendcast_report.words import Say, speaker, words_of

_CLOSE = 0.8
"""Correlation from which a cell of the table is marked: as ingest warns, half of the effects are mixed up."""

_DARK_NAMED = 3
"""Stretches without spend that are named before the rest is only counted."""


def validation_page(validation: Validation) -> bytes:
    """The validation report as one HTML page in English and Japanese; the same input gives the same bytes."""

    def view(language: Language) -> dict[str, Any]:
        say = speaker(words_of("validation"), language)
        return {
            "say": say,
            "title": say("title"),
            "as_of": validation.as_of.isoformat(),
            "rejected": validation.rejected,
            "verdict": _verdict(validation, say),
            "facts": _facts(validation, say, language),
            "problems": [_problem(kind, say, language) for kind in _kinds(validation, "error", "warning")],
            "notes": [_problem(kind, say, language) for kind in _kinds(validation, "info")],
            "panel": _panel(validation.panel, say, language) if validation.panel else None,
            "files": [_file(file, say) for file in validation.files],
        }

    return render("validation.html.jinja", view)


def _kinds(validation: Validation, *severities: str) -> list[list[Finding]]:
    """Findings of these severities, those of one kind together, in their order."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in validation.findings:
        if finding.severity in severities:
            kinds.setdefault((finding.severity, finding.code), []).append(finding)
    return list(kinds.values())


def _verdict(validation: Validation, say: Say) -> dict[str, str]:
    """The first line: what kinds of errors there are is what has to be mended, not in how many rows."""
    if validation.rejected:
        key, sign, n = "rejected", "✕", len(_kinds(validation, "error"))
    elif n := len(_kinds(validation, "warning")):
        key, sign = "warned", "!"
    else:
        key, sign = "fit", "✓"
    return {"tone": key, "sign": sign, "line": say(f"verdict.{key}", n=n), "next": say(f"verdict.{key}.next")}


def _facts(validation: Validation, say: Say, language: Language) -> list[dict[str, str]]:
    panel = validation.panel
    if panel is None:
        return []
    span = say("span", first=panel.periods[0], last=panel.periods[-1])
    spend = math.fsum(map(math.fsum, panel.spend.values()))
    return [
        {"value": str(len(panel.periods)), "label": f"{say(f'fact.periods.{panel.grain}')} ({span})"},
        {"value": str(len(panel.spend)), "label": say("fact.channels")},
        {"value": compact(spend, language), "label": say("fact.spend")},
        {"value": compact(math.fsum(panel.revenue), language), "label": say("fact.revenue")},
    ]


def _problem(findings: Sequence[Finding], say: Say, language: Language) -> dict[str, Any]:
    """Findings of one kind; what to do is said once where it is the same for all."""
    first = findings[0]
    fixes = dict.fromkeys(finding.fix.of(language) for finding in findings if finding.fix)
    return {
        "code": first.code,
        "severity": first.severity,
        "title": first.title.of(language),
        "why": first.why.of(language) if first.why else None,
        "fixes": list(fixes),
        "seen": [
            {"message": finding.message.of(language), "place": _place(finding, say)} for finding in findings
        ],
    }


def _place(finding: Finding, say: Say) -> str:
    places = [
        finding.file,
        say("place.row", row=f"{finding.row:,}") if finding.row is not None else None,
        say("place.column", column=finding.column) if finding.column is not None else None,
    ]
    return " · ".join(place for place in places if place)


def _file(file: File, say: Say) -> dict[str, Any]:
    key, unnamed = f"role.{file.role or 'unknown'}", say("column.unnamed")
    span = (
        say("span", first=file.first.isoformat(), last=file.last.isoformat())
        if file.first and file.last
        else NOTHING
    )
    return {
        "name": file.name,
        "role": say(key) if key in words_of("validation") else str(file.role),
        "rows": NOTHING if file.rows is None else f"{file.rows:,}",
        "span": span,
        "grain": say(file.grain) if file.grain else NOTHING,
        "sha256": file.sha256,
        "columns": [
            {"name": column.name or unnamed, "meaning": _meaning(column, say), "asked": column.asked}
            for column in file.columns
            if column.role
        ],
        "unread": [column.name or unnamed for column in file.columns if not column.role],
    }


def _meaning(column: Column, say: Say) -> str:
    kind, _, name = column.role.partition(":")
    return say(f"column.{kind}.named", name=name) if name else say(f"column.{kind}")


def _per_day(panel: Panel, amounts: Sequence[float]) -> list[float]:
    return [amount / days for amount, days in zip(amounts, panel.days, strict=True)]


def _complete(panel: Panel, values: Sequence[float]) -> list[float]:
    """Those of complete periods; all where no period is complete."""
    return [value for value, whole in zip(values, panel.complete, strict=True) if whole] or list(values)


def _panel(panel: Panel, say: Say, language: Language) -> dict[str, Any]:
    per_day = {name: _per_day(panel, amounts) for name, amounts in panel.spend.items()}
    return {
        "grain": panel.grain,
        "has_partial": not all(panel.complete),
        "time": _over_time(panel, per_day, say, language),
        "figures": _figures(panel, say),
        "channels": [_channel(panel, name, daily, say, language) for name, daily in per_day.items()],
        "together": _together(panel, per_day),
    }


def _over_time(panel: Panel, per_day: dict[str, list[float]], say: Say, language: Language) -> dict[str, Any]:
    revenue = _per_day(panel, panel.revenue)
    spend = [math.fsum(amounts) for amounts in zip(*per_day.values(), strict=True)]
    whole_revenue, whole_spend = _complete(panel, revenue), _complete(panel, spend)
    figures = {
        "revenue_low": compact(min(whole_revenue), language),
        "revenue_high": compact(max(whole_revenue), language),
        "spend_low": compact(min(whole_spend), language),
        "spend_high": compact(max(whole_spend), language),
    }
    parts = [
        {"title": say("revenue.per_day"), "lines": [{"name": say("revenue.per_day"), "values": revenue}]},
        {"title": say("spend.per_day"), "lines": [{"name": say("spend.per_day"), "values": spend}]},
    ]
    return {
        "spec": time_chart(panel.periods, parts, panel.complete),
        "alt": say("time.alt", first=panel.periods[0], last=panel.periods[-1], **figures),
    }


def _figures(panel: Panel, say: Say) -> dict[str, Any]:
    def label(period: str, complete: bool) -> str:
        return period if complete else f"{period} ({say('partial')})"

    rows = zip(
        map(label, panel.periods, panel.complete),
        map(str, panel.days),
        map(exact, panel.revenue),
        *(map(exact, amounts) for amounts in panel.spend.values()),
        strict=True,
    )
    return {"head": [say("period"), say("days"), say("revenue"), *panel.spend], "rows": list(rows)}


def _channel(panel: Panel, name: str, daily: list[float], say: Say, language: Language) -> dict[str, Any]:
    total = math.fsum(panel.spend[name])
    everything = math.fsum(map(math.fsum, panel.spend.values()))
    share = total / everything if everything else 0.0
    whole = _complete(panel, daily)
    low, high, mean = compact(min(whole), language), compact(max(whole), language), fmean(whole)
    return {
        "name": name,
        "total": exact(total),
        "share": percent(share),
        "width": round(100 * share, 1),
        "range": say("span", first=low, last=high),
        "variation": percent(pstdev(whole) / mean) if mean else NOTHING,
        "dark": _dark(panel, panel.spend[name], say),
        "spec": time_chart(
            panel.periods, [{"title": "", "lines": [{"name": name, "values": daily}]}], panel.complete
        ),
        "alt": say("channel.alt", channel=name, low=low, high=high),
    }


def _dark(panel: Panel, amounts: Sequence[float], say: Say) -> str:
    """Stretches without spend, the time before a late start told apart."""
    dark = [i for i, amount in enumerate(amounts) if amount == 0]
    if not dark:
        return say("dark.none")
    stretches: list[list[int]] = []
    for index in dark:
        if stretches and stretches[-1][-1] == index - 1:
            stretches[-1].append(index)
        else:
            stretches.append([index])
    spans = [_span(panel, stretch, say) for stretch in stretches[:_DARK_NAMED]]
    if len(stretches) > _DARK_NAMED:
        spans.append("…")
    return f"{say(f'dark.count.{panel.grain}', n=len(dark))}: {', '.join(spans)}"


def _span(panel: Panel, stretch: list[int], say: Say) -> str:
    first, last = panel.periods[stretch[0]], panel.periods[stretch[-1]]
    if stretch[0] == 0 and stretch[-1] + 1 < len(panel.periods):
        return say("dark.late", period=panel.periods[stretch[-1] + 1])
    return first if first == last else say("span", first=first, last=last)


def _together(panel: Panel, per_day: dict[str, list[float]]) -> dict[str, Any] | None:
    """Correlations between channels over complete periods, as a table; None with fewer than two channels."""
    complete = {name: _complete(panel, daily) for name, daily in per_day.items()}
    if len(complete) < 2:
        return None
    rows = [
        {"name": name, "cells": [_cell(name, other, complete) for other in complete]} for name in complete
    ]
    constant = any(len(set(daily)) == 1 for daily in complete.values())
    return {"names": list(complete), "rows": rows, "constant": constant}


def _cell(name: str, other: str, complete: dict[str, list[float]]) -> dict[str, str]:
    if name == other:
        return {"text": "", "tone": "self"}
    try:
        value = correlation(complete[name], complete[other])
    except StatisticsError:
        return {"text": NOTHING, "tone": "none"}
    strength = "close" if abs(value) >= _CLOSE else "some" if abs(value) >= _CLOSE / 2 else "little"
    return {"text": ratio(value), "tone": f"{strength} {'minus' if value < 0 else 'plus'}"}
