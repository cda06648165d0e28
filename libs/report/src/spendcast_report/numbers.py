"""Numbers as people read them in each language."""

from spendcast_report.text import Language

_UNITS: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")),
    "ja": ((1e12, "兆"), (1e8, "億"), (1e4, "万")),
}
NOTHING = "-"


def compact(value: float | None, language: Language) -> str:
    """Money with three digits and a unit: 12.3M, 1,230万."""
    if value is None:
        return NOTHING
    for size, unit in _UNITS[language]:
        if abs(value) >= size * 0.9995:
            return f"{_three_digits(value / size)}{unit}"
    return _three_digits(value)


def _three_digits(value: float) -> str:
    decimals = 0 if abs(value) >= 99.95 else 1 if abs(value) >= 9.995 else 2
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def exact(value: float | None) -> str:
    """Money to the unit: 1,234,567; with decimals where it is small."""
    if value is None:
        return NOTHING
    text = f"{value:,.{2 if 0.005 <= abs(value) < 100 else 0}f}".removesuffix(".00")
    return "0" if text == "-0" else text


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
