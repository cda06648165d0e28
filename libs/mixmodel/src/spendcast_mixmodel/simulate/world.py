"""A world: an advertiser's panel and everything that is unknown in life.

Worlds are numbered within a purpose. `design` worlds are for choosing a model, `check` worlds for reporting
how good it is; what was chosen on the one must not be reported on the same. Each world draws from random
states of its own, so it does not depend on which others were drawn. In the family `varied` even numbers have
the own form, odd numbers another; the family `textbook` is another's idea of an advertiser.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.simulate.base import draw_base, draw_noise, draw_season
from spendcast_mixmodel.simulate.response import DAYS, ChannelTruth, draw_curve, draw_kernel
from spendcast_mixmodel.simulate.spend import draw_spend
from spendcast_mixmodel.simulate.textbook import draw_textbook_traits
from spendcast_mixmodel.simulate.traits import Traits, draw_traits

Purpose = Literal["design", "check"]
Family = Literal["varied", "textbook"]

STREAM = {
    ("varied", "design"): 11,
    ("varied", "check"): 23,
    ("textbook", "design"): 37,
    ("textbook", "check"): 53,
}
FIRST_MONTH = date(2015, 1, 1)
FIRST_WEEK = date(2021, 1, 4)
EARLIER = {"week": 26, "month": 6}
"""Periods before the first whose spend still works, where there was any."""

LEAST_REVENUE = 0.02
"""Of mean revenue; noise never takes a period's revenue below it."""

STEP = 0.01
"""Relative step of the marginal return of a path."""

SMALL = 1e-4
"""Relative step of a derivative."""


@dataclass(frozen=True)
class Truth:
    """What is unknown in life.

    Attributes:
        channels: How each works.
        per_period: Whether exposure is spend per period instead of per day.
        period_days: Length of a mean period.
        base: Expected revenue without media, per period, shape (n,).
        contribution: Expected revenue due to each channel, per period, shape (n, K).
        marginal_path_roas: Extra revenue per unit of extra spend, were all spend of the training periods one
            hundredth higher, shape (K,).
    """

    channels: tuple[ChannelTruth, ...]
    per_period: bool
    period_days: float
    base: Array
    contribution: Array
    marginal_path_roas: Array

    def steady(self, spend: Array) -> Array:
        """Incremental revenue per day of spend per day that is kept up for ever, shape (..., K) for both."""
        unit = self.period_days if self.per_period else 1.0
        columns = [channel.steady(spend[..., k] * unit) / unit for k, channel in enumerate(self.channels)]
        return np.stack(columns, axis=-1)

    def marginal(self, spend: Array) -> Array:
        """Its derivative where spend is above zero, by central differences, shape (..., K)."""
        rise = self.steady(spend * (1 + SMALL)) - self.steady(spend * (1 - SMALL))
        return np.asarray(rise / (2 * SMALL * spend))


@dataclass(frozen=True)
class World:
    """A panel and its truth.

    Attributes:
        name: Family, purpose and number.
        traits: What sort of advertiser it is.
        channels: Names.
        periods: Consecutive months or weeks.
        training: How many of them, from the first, are for training.
        spend: Per period, shape (n, K).
        revenue: Per period, shape (n,).
        truth: What is unknown in life.
    """

    name: str
    traits: Traits
    channels: tuple[str, ...]
    periods: tuple[Period, ...]
    training: int
    spend: Array
    revenue: Array
    truth: Truth

    @property
    def days(self) -> Array:
        """Days in each period, shape (n,)."""
        return np.array([float(period.days) for period in self.periods])

    @property
    def current_plan(self) -> Array:
        """Mean spend per day over the training periods, shape (K,)."""
        n = self.training
        return np.asarray(self.spend[:n].sum(axis=0) / self.days[:n].sum())

    @property
    def roas(self) -> Array:
        """True contribution / spend over the training periods, shape (K,)."""
        n = self.training
        return np.asarray(self.truth.contribution[:n].sum(axis=0) / self.spend[:n].sum(axis=0))

    @property
    def marginal_roas(self) -> Array:
        """True d revenue / d spend at the current plan, kept up, shape (K,)."""
        return self.truth.marginal(self.current_plan)


def draw_world(number: int, purpose: Purpose = "design", family: Family = "varied") -> World:
    """Draw a world, always the same for a number, purpose and family."""
    seeds = np.random.SeedSequence([STREAM[family, purpose], number]).spawn(4)
    of_traits, of_spend, of_base, of_media = (np.random.default_rng(seed) for seed in seeds)
    traits = _traits(number, family, of_traits)
    earlier = EARLIER[traits.grain] if traits.burn_in else 0
    periods = _periods(traits)
    days = np.array([float(period.days) for period in periods])
    season = draw_season([period.start for period in periods], of_base)
    base = draw_base(traits, season, periods, of_base)
    noise = draw_noise(traits, base, of_base)
    before = np.concatenate([season[:earlier], season])
    spend_per_day = draw_spend(traits, before, earlier, of_spend) * _reaction(traits, base + noise, earlier)
    spend_per_day = np.round(spend_per_day, 2)
    exposure_days = np.concatenate([np.full(earlier, DAYS[traits.grain]), days])
    spend = spend_per_day * exposure_days[:, None]

    exposure = spend if traits.per_period else spend_per_day
    weight = np.ones_like(days) if traits.per_period else days
    channels = _channels(traits, exposure, weight, spend[earlier:], of_media)
    contribution = _contribution(channels, exposure, weight)
    total = contribution[: traits.training].sum()
    without = (base * days)[: traits.training].sum()
    scale = total * (1 / traits.media_share - 1) / without
    truth = Truth(
        channels=channels,
        per_period=traits.per_period,
        period_days=DAYS[traits.grain],
        base=scale * base * days,
        contribution=contribution,
        marginal_path_roas=_marginal_path(traits, channels, exposure, weight, spend[earlier:]),
    )
    expected = truth.base + contribution.sum(axis=1)
    # Noise was drawn for a base of mean 1; media makes revenue larger, and noise is told over all of revenue.
    revenue = expected + scale * noise * days / (1 - traits.media_share)
    return World(
        name=f"{purpose}-{number}" if family == "varied" else f"{family}-{purpose}-{number}",
        traits=traits,
        channels=tuple(f"channel_{k + 1}" for k in range(traits.channels)),
        periods=tuple(periods),
        training=traits.training,
        spend=spend[earlier:],
        revenue=np.round(np.maximum(revenue, LEAST_REVENUE * expected.mean()), 2),
        truth=truth,
    )


def _traits(number: int, family: Family, rng: np.random.Generator) -> Traits:
    if family == "textbook":
        return draw_textbook_traits(rng)
    return draw_traits(rng, "other" if number % 2 else "own")


def _periods(traits: Traits) -> list[Period]:
    """Consecutive periods."""
    first = Period.of_week(FIRST_WEEK) if traits.grain == "week" else Period.of_month(FIRST_MONTH.year, 1)
    periods = [first]
    while len(periods) < traits.periods:
        periods.append(periods[-1].next())
    return periods


def _reaction(traits: Traits, unadvertised: Array, earlier: int) -> Array:
    """Factor of spend that follows the unadvertised revenue of the period before, shape (earlier + n, 1)."""
    factor = np.ones(earlier + traits.periods)
    before = np.maximum(unadvertised[:-1], 0.1) / unadvertised.mean()
    factor[earlier + 1 :] = before**traits.reaction
    return factor[:, None]


def _channels(
    traits: Traits, exposure: Array, weight: Array, spend: Array, rng: np.random.Generator
) -> tuple[ChannelTruth, ...]:
    """Draw how each channel works, scaled so that its ROAS over the training periods is as drawn."""
    roas = traits.roas_level * rng.lognormal(0, traits.roas_spread, traits.channels)
    if traits.without_effect:
        roas[rng.integers(traits.channels)] = 0.0
    channels = []
    for k in range(traits.channels):
        on_air = exposure[:, k][exposure[:, k] > 0]
        unscaled = ChannelTruth(
            draw_curve(traits, rng), draw_kernel(traits, rng), reference=float(on_air.mean()), scale=1.0
        )
        effect = (_contribution((unscaled,), exposure[:, [k]], weight)[: traits.training]).sum()
        scale = roas[k] * spend[: traits.training, k].sum() / effect if effect > 0 else 0.0
        channels.append(ChannelTruth(unscaled.curve, unscaled.kernel, unscaled.reference, float(scale)))
    return tuple(channels)


def _contribution(channels: tuple[ChannelTruth, ...], exposure: Array, weight: Array) -> Array:
    """Revenue per period due to each channel, shape (n, K); exposure may begin earlier."""
    n = len(weight)
    effects = [channel.effect(exposure[:, k])[-n:] * weight for k, channel in enumerate(channels)]
    return np.stack(effects, axis=1)


def _marginal_path(
    traits: Traits, channels: tuple[ChannelTruth, ...], exposure: Array, weight: Array, spend: Array
) -> Array:
    n = traits.training
    now = _contribution(channels, exposure, weight)[:n].sum(axis=0)
    more = _contribution(channels, exposure * (1 + STEP), weight)[:n].sum(axis=0)
    return np.asarray((more - now) / (STEP * spend[:n].sum(axis=0)))
