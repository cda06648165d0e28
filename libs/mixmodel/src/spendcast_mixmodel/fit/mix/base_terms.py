"""Which terms revenue without advertising has, and their prior."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from spendcast_mixmodel.base import DAYS_OF_A_YEAR, BaseTerms
from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.mix.likelihood import FREE, Base
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.rounding import rounded_array

KNOT_DAYS = 91.0
MOST_KNOTS = 16
MONTHLY_HARMONICS, WEEKLY_HARMONICS = 3, 4
HOLIDAY_YEARS_AHEAD = 5

CONTROL_DIGITS = 6
"""Significant digits of a control's deviations from its mean, in the fit and in `model.json` alike."""


def base_terms(calendar: Calendar, country: str | None, controls: pd.DataFrame | None) -> BaseTerms:
    """The terms for periods of training; season and drift only where they bear dates.

    Raises:
        ValueError: The country is unknown, or controls are not one finite row a period.
    """
    names, values = _controls(controls, len(calendar))
    if not calendar.dated:
        return BaseTerms(None, 0, np.zeros(0), {}, names, values, np.arange(len(calendar)))
    first, end = calendar.start[0], calendar.start[-1] + calendar.days[-1]
    spacing = max(KNOT_DAYS, 3 * float(calendar.days.mean()), (end - first) / MOST_KNOTS)
    n_knots = max(2, int(np.rint((end - first) / spacing)) + 1)
    return BaseTerms(
        origin=float(np.rint((first + end) / 2)),
        harmonics=MONTHLY_HARMONICS if calendar.days.mean() > 27 else WEEKLY_HARMONICS,
        knots=np.rint(np.linspace(first, end, n_knots)),
        holidays=_holidays(country, int(first), int(end)) if country else {},
        controls=names,
        control_values=values,
        control_starts=calendar.start.astype(np.int64),
    )


def prior_of_base(terms: BaseTerms, calendar: Calendar, priors: Priors) -> Base:
    """Columns of level and terms over training, and the precision of their coefficients."""
    names = terms.names
    columns = np.column_stack([np.ones(len(calendar)), terms.columns(calendar)])
    precision = np.full(1 + len(names), FREE)
    for i, name in enumerate(names, start=1):
        precision[i] = _precision(name, columns[:, i], priors)
    drift = [i for i, name in enumerate(names, start=1) if name.startswith("drift:")]
    years = float(np.diff(terms.knots).mean()) / DAYS_OF_A_YEAR if drift else 0.0
    return Base(columns, precision, years, len(drift), drift[0] if drift else 0)


def _precision(name: str, column: Array, priors: Priors) -> float:
    kind, _, rest = name.partition(":")
    if kind == "trend":
        return priors.trend**-2
    if kind == "onset":
        return priors.onset**-2
    if kind == "season":
        wave = int(rest.rpartition(":")[2])
        return (wave / priors.season[wave > 1]) ** 2
    if kind == "holiday":
        return priors.holiday**-2
    if kind == "control":
        return max(float(column.std()), 1e-9) ** 2 / priors.control**2
    return 0.0


def _controls(controls: pd.DataFrame | None, n_periods: int) -> tuple[tuple[str, ...], Array]:
    if controls is None or controls.shape[1] == 0:
        return (), np.zeros((0, 0))
    values = controls.to_numpy(dtype=np.float64)
    if len(values) != n_periods or not np.isfinite(values).all():
        raise ValueError(f"controls must hold one row of finite numbers for each of {n_periods} periods.")
    return tuple(str(name) for name in controls.columns), rounded_array(
        values - values.mean(axis=0), CONTROL_DIGITS
    )


def _holidays(country: str, first: int, end: int) -> dict[str, NDArray[np.int64]]:
    """Days of each public holiday from the first day of training to some years after it."""
    import holidays

    years = range(date.fromordinal(first).year, date.fromordinal(end).year + HOLIDAY_YEARS_AHEAD + 1)
    try:
        calendar = holidays.country_holidays(country, years=years)
    except NotImplementedError as error:
        raise ValueError(f"country={country!r} is unknown to the holidays library: {error}") from error
    days: dict[str, list[int]] = {}
    for day, name in sorted(calendar.items()):
        days.setdefault(name, []).append(day.toordinal())
    seen = {
        name: listed for name, listed in sorted(days.items()) if any(first <= day < end for day in listed)
    }
    return {name: np.array(listed, dtype=np.int64) for name, listed in seen.items()}
