"""The best that could be expected: the product's sampler, told the generator's forms and priors.

It knows how a world was drawn, but none of its parameters: candidate shapes come from the generator itself,
in the form that the world has; noise remembers and the base drifts only where they do. What it is told only
approximately: the spread of ROAS, media's share and the trend, whose uniform priors are replaced by the
sampler's own kinds of priors with the same middle and width. Spend before the first period is unknown to all.
"""

import time
from dataclasses import replace

import numpy as np

from benchmarks.estimates import Estimates
from spendcast_mixmodel.base import DAYS_OF_A_YEAR
from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array, summarise
from spendcast_mixmodel.fit.mix.base_terms import base_terms, prior_of_base
from spendcast_mixmodel.fit.mix.experiments import evidence
from spendcast_mixmodel.fit.mix.posterior import Posterior, Scale, Setting, sample_posterior
from spendcast_mixmodel.fit.mix.priors import Priors
from spendcast_mixmodel.fit.mix.shapes import Candidates
from spendcast_mixmodel.marketing_mix import ChannelShapes
from spendcast_mixmodel.simulate import Traits, World
from spendcast_mixmodel.simulate.response import DAYS, ChannelTruth, draw_curve, draw_kernel

N_SHAPES = 192
N_DRAWS = 500
STEP = 1e-3
STILL = 1e-4
"""Drift of a base that does not drift: the sampler divides by it."""


def oracle(world: World) -> Estimates:
    """Estimates by one who knows how worlds of this form are drawn."""
    started = time.process_time()
    n = world.training
    calendar = Calendar.of(world.periods)
    training = Calendar(calendar.start[:n], calendar.days[:n])
    past = Past(training, world.spend[:n] / training.days[:, None])
    drawn = [_candidates(world, k) for k in range(len(world.channels))]
    features = np.stack([[_effect(world, one, k) for one in column] for k, column in enumerate(drawn)])
    features = features.transpose(2, 0, 1) / world.days[:, None, None]
    priors, terms = informed(world.traits), base_terms(training, None, None)
    scale = Scale.of(world.revenue[:n] / training.days, past, world.truth.period_days)
    unused = ChannelShapes(*np.zeros((4, N_SHAPES)))
    even = np.zeros((len(world.channels), N_SHAPES))
    found = Candidates(
        (unused,) * len(world.channels), even, features[:n], points=even[..., None], log_weight=even
    )
    setting = Setting(
        revenue=world.revenue[:n] / training.days / scale.revenue,
        candidates=found,
        base=prior_of_base(terms, training, priors),
        tests=evidence((), past, found, world.channels),
        scale=scale,
        priors=priors,
    )
    posterior = sample_posterior(setting, N_DRAWS, seed=1)
    seconds = time.process_time() - started
    columns = np.column_stack([np.ones(len(calendar)), terms.columns(calendar)])
    base = (columns @ posterior.coefficients).mean(axis=1) * scale.revenue
    brought = np.stack([features[:, k, index] * posterior.roas[k] for k, index in enumerate(posterior.shape)])
    return Estimates(
        roas=summarise(posterior.roas.mean(axis=-1), posterior.roas),
        marginal_roas=_marginal(world, drawn, posterior),
        contribution=summarise(posterior.roas.mean(axis=-1), posterior.roas)
        * world.spend[:n].sum(axis=0)[:, None],
        holdout=((base + brought.mean(axis=-1).sum(axis=0)) * world.days)[n:],
        seconds=seconds,
    )


def informed(traits: Traits) -> Priors:
    """The generator's priors, as near as the sampler's kinds of priors come."""
    years = traits.periods * DAYS[traits.grain] / DAYS_OF_A_YEAR
    moving = traits.drift > 0 or traits.base_step != 0 or traits.competitor > 0
    return replace(
        Priors(),
        roas=(1.5, 0.4),
        spread=0.65,
        no_effect=0.25 / traits.channels,
        media_share=(0.28, 0.6),
        other_currency=0.0,
        trend=0.2 / years,
        season=(0.08, 0.08),
        drifts=Priors().drifts if moving else ((STILL, 1.0),),
        memories=((0.35, 0.35), (0.55, 0.35), (0.75, 0.3)) if traits.noise_memory else ((0.0, 1.0),),
    )


def _candidates(world: World, k: int) -> list[ChannelTruth]:
    """Shapes of a channel as the generator draws them, scaled to a ROAS of 1 over training."""
    n, rng = world.training, np.random.default_rng([1, k])
    exposure = _exposure(world, k)[:n]
    reference = float(exposure[exposure > 0].mean())
    column = []
    for _ in range(N_SHAPES):
        one = ChannelTruth(draw_curve(world.traits, rng), draw_kernel(world.traits, rng), reference, 1.0)
        brought = float(_effect(world, one, k)[:n].sum())
        column.append(replace(one, scale=float(world.spend[:n, k].sum()) / brought if brought > 0 else 0.0))
    return column


def _exposure(world: World, k: int) -> Array:
    return world.spend[:, k] if world.truth.per_period else world.spend[:, k] / world.days


def _effect(world: World, channel: ChannelTruth, k: int) -> Array:
    """What the channel brings in each period, shape (n,)."""
    effect = channel.effect(_exposure(world, k))
    return effect if world.truth.per_period else effect * world.days


def _marginal(world: World, drawn: list[list[ChannelTruth]], posterior: Posterior) -> Array:
    """Summaries of d revenue / d spend at the current plan, shape (K, 4)."""
    unit = world.truth.period_days if world.truth.per_period else 1.0
    plan = world.current_plan * unit
    slopes = np.array(
        [
            [
                np.subtract(*one.steady(np.array([1 + STEP, 1 - STEP]) * plan[k])) / (2 * STEP * plan[k])
                for one in column
            ]
            for k, column in enumerate(drawn)
        ]
    )
    draws = np.stack([slopes[k, index] * posterior.roas[k] for k, index in enumerate(posterior.shape)])
    return summarise(draws.mean(axis=-1), draws)
