"""Numbers as people read them in each language, whatever the unit of a file's money: 1.23 may be millions."""

import math

from spendcast_report.text import Language

_UNITS: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "ja": ((1e12, "兆"), (1e8, "億"), (1e4, "万")),
}
NOTHING = "-"

_MOST_DECIMALS = 8
"""A cent told in millions. What is smaller is an error of rounding."""


def compact(value: float | None, language: Language) -> str:
    """Money with three digits and a unit: 12.3M, 1,230万."""
    if value is None:
        return NOTHING
    for size, unit in _UNITS[language]:
        if abs(value) >= size * 0.9995:
            return f"{_three_digits(value / size)}{unit}"
    return _three_digits(value)


def _three_digits(value: float) -> str:
    decimals = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else _decimals(value, 3)
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def exact(value: float | None, beside: float = 0.0) -> str:
    """Money to the unit: 1,234,567; below 100, as is what it stands beside, with cents or three digits."""
    if value is None:
        return NOTHING
    whole = max(abs(value), abs(beside)) >= 99.995
    return f"{round(value) + 0:,}" if whole else _rounded(value, _decimals(value, 3)).removesuffix(".00")


def per_unit(value: float | None, beside: float = 0.0) -> str:
    """What a unit of spend brings: two decimals, or two digits where it is small, as is what is beside it."""
    return NOTHING if value is None else _rounded(value, _decimals(max(abs(value), abs(beside)), 2))


def _rounded(value: float, decimals: int) -> str:
    """So many decimals, but for zeros behind the second."""
    whole, _, part = f"{round(value, decimals) + 0.0:,.{decimals}f}".partition(".")
    return f"{whole}.{part[:2]}{part[2:].rstrip('0')}"


def _decimals(value: float, digits: int) -> int:
    leading = -math.floor(math.log10(abs(value))) if value else 0
    return min(max(digits - 1 + leading, 2), _MOST_DECIMALS)


def ratio(value: float | None) -> str:
    """A ratio with two decimals; a hyphen for minus."""
    return NOTHING if value is None else f"{value + 0.0:.2f}".replace("-0.00", "0.00")


def percent(value: float | None) -> str:
    """A fraction as percents: whole ones, with a decimal below 10 %."""
    if value is None:
        return NOTHING
    text = f"{value:.{1 if 0.0005 <= abs(value) < 0.0995 else 0}%}"
    return "0%" if text == "-0%" else text


def chance(value: float) -> str:
    """A probability in percents; never quite none or all, which no model can know."""
    return "< 1%" if value < 0.01 else "> 99%" if value > 0.99 else f"{value:.0%}"
