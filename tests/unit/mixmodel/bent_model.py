"""Models with bent responses whose draws are known, written apart from the model's own transforms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.caveats import Channel
from spendcast_mixmodel.effects import Effects, PathEffects
from spendcast_mixmodel.estimates import EVERY, Array
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.predict import Model

BASE_PER_DAY = 1000.0
CARRIED = 0.25
"""Share of each period's spend that works in the next one."""


@dataclass(frozen=True)
class Bent:
    """A channel whose revenue per day of spend s is roas x (spend + half) x s / (s + half).

    So `roas` is what the past `spend` returned; log ROAS is normal with `spread` in the draws.
    """

    spend: float
    half: float
    roas: float
    spread: float = 0.0
    verdict: str = "identified"
    code: str = ""


@dataclass(frozen=True)
class BentResponse:
    """Responses of several channels; `roas` has shape (K, D)."""

    channels: Sequence[Bent]
    roas: Array
    half: Array = field(init=False)
    ceiling: Array = field(init=False)

    def __post_init__(self) -> None:
        half = np.array([[bent.half] for bent in self.channels])
        spend = np.array([[bent.spend] for bent in self.channels])
        object.__setattr__(self, "half", half)
        object.__setattr__(self, "ceiling", self.roas * (spend + half))

    @property
    def sigma_draws(self) -> Array:
        return np.zeros(self.roas.shape[1])

    @property
    def memory_draws(self) -> Array:
        return np.zeros(self.roas.shape[1])

    def incremental(self, spend: Array, days: Array, draws: slice = EVERY) -> tuple[Array, Array]:
        per_day, ceiling = (spend / days[:, None])[..., None], self.ceiling[:, draws]
        revenue = ceiling * per_day / (per_day + self.half) * days[:, None, None]
        return revenue, ceiling * self.half / (per_day + self.half) ** 2

    def effects(self, spend: Array, calendar: Calendar) -> Effects:
        revenue, slope = self.incremental(spend, calendar.days)
        base = self.base_parts(calendar)["base"]
        return Effects(
            base.mean(axis=-1),
            revenue.mean(axis=-1),
            slope.mean(axis=-1),
            base,
            revenue,
            slope,
            np.zeros_like(base),
        )

    def path(self, spend: Array, calendar: Calendar, past: Past) -> PathEffects:
        per_day = np.vstack([past.spend[-1:], spend / calendar.days[:, None]])
        carried = (1 - CARRIED) * per_day[1:] + CARRIED * per_day[:-1]
        revenue, _ = self.incremental(carried * calendar.days[:, None], calendar.days)
        base = self.base_parts(calendar)["base"]
        return PathEffects(base.mean(axis=-1), revenue.mean(axis=-1), base, revenue, np.zeros_like(base))

    def base_parts(self, calendar: Calendar) -> dict[str, Array]:
        return {"base": np.repeat(BASE_PER_DAY * calendar.days[:, None], self.roas.shape[1], axis=1)}

    def to_document(self) -> dict[str, object]:
        raise NotImplementedError("bent models are made by hand, and never written")


def bent_model(channels: Mapping[str, Bent], n_draws: int = 400, seed: int = 0) -> Model:
    """A monthly model trained on 2025 at constant spend."""
    rng = np.random.default_rng(seed)
    settings = list(channels.values())
    spread = np.array([[bent.spread] for bent in settings])
    normal = rng.normal(size=(len(settings), n_draws))
    roas = np.array([[bent.roas] for bent in settings]) * np.exp(spread * normal)
    periods = [Period.of_month(2025, month) for month in range(1, 13)]
    calendar = Calendar.of(periods)
    days = float(calendar.days.sum())
    return Model(
        kind="marketing_mix",
        trained_on={"first": "2025-01", "last": "2025-12", "periods": len(periods)},
        last_period=periods[-1],
        trained_days=days,
        history=tuple(
            Channel(name, bent.spend * days, 0.5 * bent.spend, 1.5 * bent.spend, bent.verdict, ".", bent.code)
            for name, bent in channels.items()
        ),
        response=BentResponse(settings, roas),
        past=Past(calendar, np.tile([bent.spend for bent in settings], (len(periods), 1))),
        golden={},
    )


def expected_revenue(model: Model, plans: Array, days: float) -> Array:
    """Incremental revenue of plans over a horizon, shape (..., K), in the mean of the draws; shape (...)."""
    flat = plans.reshape(-1, plans.shape[-1])
    revenue, _ = model.response.incremental(flat, np.full(len(flat), days))
    return np.asarray(revenue.sum(axis=1).mean(axis=-1).reshape(plans.shape[:-1]))
