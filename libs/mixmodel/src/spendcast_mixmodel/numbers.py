"""Numbers as sentences and tables tell them, whatever the unit of a file's money: 1.23 may be millions."""

import math
from collections.abc import Callable, Mapping
from string import Formatter
from typing import Any

WRITTEN_DIGITS = 9
"""Significant digits of the figures in documents."""

MOST_DECIMALS = 8
"""A cent told in millions. What is smaller is an error of rounding."""


def money(value: float) -> str:
    """Money with separators: whole from 100 on, below with cents or three digits unless it is whole."""
    return f"{value:,.0f}" if abs(value) >= 99.995 else _small(value, 3).removesuffix(".00")


def per_unit(value: float) -> str:
    """What a unit of spend brings: with two decimals or, where it is small, two digits."""
    return _small(value, 2)


def roi(value: float) -> str:
    """A ROI that was asked for, with two decimals or, where spend and revenue differ in unit, more."""
    return _rounded(as_written(value), _decimals(1 + value, 2))


FORMS: Mapping[str, Callable[[float], str]] = {"money": money, "per_unit": per_unit, "roi": roi}


def told(template: str, values: Mapping[str, Any]) -> str:
    """A template filled in; beside the usual formats it may ask for those of `FORMS`, as in `{x:money}`."""
    return _TEMPLATES.vformat(template, (), values)


def _small(value: float, digits: int) -> str:
    return _rounded(as_written(value), _decimals(value, digits))


def as_written(value: float) -> float:
    """As documents have it: what lies between two steps must not be told as one here, as the other there.

    Draws have few digits, so a median often does lie there.
    """
    return float(f"{value:.{WRITTEN_DIGITS}g}")


def _decimals(value: float, digits: int) -> int:
    leading = -math.floor(math.log10(abs(value))) if value else 0
    return min(max(digits - 1 + leading, 2), MOST_DECIMALS)


def _rounded(value: float, decimals: int) -> str:
    """So many decimals, but for zeros behind the second."""
    whole, _, part = f"{round(value, decimals) + 0.0:,.{decimals}f}".partition(".")
    return f"{whole}.{part[:2]}{part[2:].rstrip('0')}"


class _Templates(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        form = FORMS.get(format_spec)
        return form(value) if form else str(super().format_field(value, format_spec))


_TEMPLATES = _Templates()
