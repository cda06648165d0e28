"""Revenue without advertising: trend, season, drift, holidays and controls, as columns by date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.document import ModelError, field, numbers
from spendcast_mixmodel.estimates import Array

DAYS_OF_A_YEAR = 365.25

ONSET_HALF_LIFE = 7.0
"""Days in which what earlier spend still brings fades by half, as a column; its coefficient is learnt."""


@dataclass(frozen=True)
class BaseTerms:
    """Which columns revenue without advertising is a sum of, beside its level.

    In this order: `trend` (years from the middle of training), `onset` (fading from the first day of
    training: what spend before it still brings), `season` (sine and cosine of whole years),
    `drift` (level at knots, linear between and constant beyond them), `holiday` (share of a period's days)
    and `control` (deviation from its mean over training). Without dates there are only controls.

    Attributes:
        origin: Ordinal of the day in the middle of training; None where periods bear no dates.
        harmonics: Number of sine and cosine pairs.
        knots: Ordinals of the days at which the drifting level is free, ascending; the first is fixed at 0
            and is the first day of training. Without knots there is neither drift nor onset.
        holidays: Ordinals of the days of each holiday, also of years to come.
        controls: Names of the controls.
        control_values: Deviations from the mean, by period of training, shape (n, number of controls).
        control_starts: Ordinals of the first days of these periods, shape (n,); positions where there are no
            dates.
    """

    origin: float | None
    harmonics: int
    knots: Array
    holidays: Mapping[str, NDArray[np.int64]]
    controls: tuple[str, ...]
    control_values: Array
    control_starts: NDArray[np.int64]

    @property
    def names(self) -> tuple[str, ...]:
        """What each column is, such as `trend`, `season:sin:1`, `holiday:New Year's Day`, `control:price`."""
        dated: list[str] = []
        if self.origin is not None:
            dated = ["trend", "onset"] if len(self.knots) else ["trend"]
            dated += [f"season:{wave}:{k + 1}" for k in range(self.harmonics) for wave in ("sin", "cos")]
            dated += [f"drift:{i}" for i in range(1, len(self.knots))]
            dated += [f"holiday:{name}" for name in self.holidays]
        return (*dated, *(f"control:{name}" for name in self.controls))

    def columns(self, calendar: Calendar) -> Array:
        """Values of the columns in P periods, shape (P, number of columns).

        A control of a period that training did not see is at its mean.
        """
        parts = [np.zeros((len(calendar), 0))]
        if self.origin is not None:
            middle = calendar.start + (calendar.days - 1) / 2
            parts += [
                ((middle - self.origin) / DAYS_OF_A_YEAR)[:, None],
                self._onset(middle),
                self._season(middle),
                self._drift(middle),
                self._holidays(calendar),
            ]
        parts.append(self._controls(calendar))
        return np.concatenate(parts, axis=1)

    def _season(self, middle: Array) -> Array:
        order = np.arange(1, self.harmonics + 1)
        phase = 2 * np.pi * np.mod(middle / DAYS_OF_A_YEAR, 1.0)[:, None] * order
        return np.stack([np.sin(phase), np.cos(phase)], axis=-1).reshape(len(middle), 2 * self.harmonics)

    def _onset(self, middle: Array) -> Array:
        if not len(self.knots):
            return np.zeros((len(middle), 0))
        fading: Array = 0.5 ** ((middle - self.knots[0]).clip(min=0) / ONSET_HALF_LIFE)[:, None]
        return fading

    def _drift(self, middle: Array) -> Array:
        if len(self.knots) < 2:
            return np.zeros((len(middle), 0))
        position = np.interp(middle, self.knots, np.arange(len(self.knots)))
        nodes = np.arange(1, len(self.knots))
        return (1 - np.abs(position[:, None] - nodes)).clip(0)

    def _holidays(self, calendar: Calendar) -> Array:
        shares = np.zeros((len(calendar), len(self.holidays)))
        for i, days in enumerate(self.holidays.values()):
            first = np.searchsorted(days, calendar.start)
            last = np.searchsorted(days, calendar.start + calendar.days)
            shares[:, i] = (last - first) / calendar.days
        return shares

    def _controls(self, calendar: Calendar) -> Array:
        values = np.zeros((len(calendar), len(self.controls)))
        if not self.controls or not calendar.dated:
            return values
        position = np.searchsorted(self.control_starts, calendar.start).clip(max=len(self.control_starts) - 1)
        known = self.control_starts[position] == calendar.start
        values[known] = self.control_values[position[known]]
        return values

    def to_document(self) -> dict[str, Any]:
        """The entry `base` of the response in `model.json`."""
        return {
            "origin": self.origin,
            "harmonics": self.harmonics,
            "knots": self.knots.tolist(),
            "holidays": {name: days.tolist() for name, days in self.holidays.items()},
            "controls": list(self.controls),
            "control_values": self.control_values.tolist(),
            "control_starts": self.control_starts.tolist(),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "BaseTerms":
        """Read the entry `base` of the response in `model.json`.

        Raises:
            ModelError: A part is missing or damaged.
        """
        origin = document.get("origin")
        controls = tuple(field(document, "controls", list))
        holidays = field(document, "holidays", dict)
        return cls(
            origin=None if origin is None else float(numbers(document, "origin", ())),
            harmonics=field(document, "harmonics", int),
            knots=_maybe_empty(document, "knots"),
            holidays={name: numbers(holidays, name, (-1,)).astype(np.int64) for name in holidays},
            controls=controls,
            control_values=_control_values(document, len(controls)),
            control_starts=_maybe_empty(document, "control_starts").astype(np.int64),
        )


def _maybe_empty(document: Mapping[str, Any], name: str) -> Array:
    return numbers(document, name, (-1,)) if field(document, name, list) else np.zeros(0)


def _control_values(document: Mapping[str, Any], n_controls: int) -> Array:
    if n_controls == 0:
        return np.zeros((0, 0))
    values = numbers(document, "control_values", (-1, n_controls))
    if len(values) != len(field(document, "control_starts", list)):
        raise ModelError("Reading model.json: control_values and control_starts differ in length.")
    return values
