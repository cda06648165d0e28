"""Spend that follows what moves revenue anyway: season, trend, holidays or a control."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import MarketingMixRegressor
from spendcast_mixmodel.fit.mix.base_terms import base_terms
from spendcast_mixmodel.fit.mix.company import judge_company, judge_usual_year
from spendcast_mixmodel.fit.timing import calendar_of

WEEKS = pd.date_range("2020-01-06", periods=156, freq="7D")
WEEK = np.full(156, 7.0)
SEASON = np.sin(2 * np.pi * (WEEKS.day_of_year.to_numpy() + 3.5) / 365.25)
FLIGHTS = np.arange(156) % 10 < 4
"""On air for four weeks in ten, which no season of whole years repeats."""


def judged(
    moves: Array, controls: dict[str, Array] | None = None, country: str | None = None
) -> tuple[str, Any] | None:
    """Code and values of the verdict on a channel of such spend, beside two of independent spend."""
    others = np.random.default_rng(5).lognormal(6, 0.4, (len(moves), 2))
    calendar = calendar_of(WEEKS, WEEK)
    terms = base_terms(calendar, country, pd.DataFrame(controls, WEEKS) if controls else None)
    spend = np.column_stack([moves, others])
    found = judge_company(spend, terms.columns(calendar), terms.names, 0)
    return (found.code, found.values) if found else None


def beside_the_rest(moves: Array) -> Array:
    """Moves without what season, trend and the other two channels explain of them, of norm 1."""
    others = np.random.default_rng(5).lognormal(6, 0.4, (156, 2))
    calendar = calendar_of(WEEKS, WEEK)
    terms = base_terms(calendar, None, None)
    columns = [i for i, name in enumerate(terms.names) if name.startswith(("trend", "season"))]
    known = np.column_stack([np.ones(156), terms.columns(calendar)[:, columns], others])
    left = moves - known @ np.linalg.lstsq(known, moves)[0]
    return np.asarray(left / np.linalg.norm(left))


@pytest.mark.parametrize(("inflation", "follows"), [(9.5, False), (10.5, True)])
def test_a_variance_inflation_above_ten_among_the_terms_of_the_base_is_too_much(
    inflation: float, follows: bool
) -> None:
    """Of 155 degrees of freedom, 11 columns take 11: the part left is then 144 / 155 over the inflation."""
    own = 144 / 155 / inflation
    wave = (SEASON - SEASON.mean()) / np.linalg.norm(SEASON - SEASON.mean())
    calendar = calendar_of(WEEKS, WEEK)
    terms = base_terms(calendar, None, None)
    first = terms.columns(calendar)[:, [terms.names.index(f"season:{w}:1") for w in ("sin", "cos")]]
    wave = first @ np.linalg.lstsq(first, wave)[0]
    wave = (wave - wave.mean()) / np.linalg.norm(wave - wave.mean())
    own_moves = beside_the_rest(np.random.default_rng(1).normal(size=156))
    spend = 400 + 10 * (np.sqrt(1 - own) * wave + np.sqrt(own) * own_moves)
    assert judged(spend) == (("moves_with_season", {}) if follows else None)


def test_what_spend_follows_is_named() -> None:
    noise = np.random.default_rng(2).normal(size=(156, 3))
    assert judged(400 * np.exp(0.5 * SEASON + 0.05 * noise[:, 0])) == ("moves_with_season", {})
    assert judged(400 + 2 * np.arange(156) + 5 * noise[:, 0]) == ("moves_with_trend", {})
    price = {"price": noise[:, 1], "rain": noise[:, 2]}
    assert judged(400 + 50 * noise[:, 1] + 5 * noise[:, 0], price) == (
        "moves_with_control",
        {"controls": ["price"]},
    )
    newyear = np.where((WEEKS.day_of_year > 359) | (WEEKS.day_of_year < 2), 900.0, 100.0)
    assert judged(newyear + noise[:, 0], country="DE") == ("moves_with_holidays", {})


@pytest.mark.parametrize("form", ["spend", "flag", "logarithm"])
def test_a_control_that_is_the_spend_in_another_form_is_noticed(form: str) -> None:
    rng = np.random.default_rng(3)
    spend = np.where(FLIGHTS, 800.0, 0.0) if form == "flag" else rng.lognormal(6, 0.4, 156)
    control = {"spend": 3 * spend, "flag": FLIGHTS * 1.0, "logarithm": np.log(spend + 1)}[form]
    assert judged(spend, {"promotion": np.asarray(control)}) == (
        "moves_with_control",
        {"controls": ["promotion"]},
    )


def test_spend_with_moves_of_its_own_follows_nothing() -> None:
    noise = np.random.default_rng(4).normal(size=156)
    assert judged(400 * np.exp(0.5 * SEASON + 0.3 * noise)) is None
    assert judged(np.where(FLIGHTS, 800.0, 0.0), {"price": noise}, "JP") is None


def test_few_months_beside_many_columns_are_not_taken_for_company() -> None:
    """24 months, 4 channels, 7 terms: without a correction R^2 is .43 by chance alone, and .9 is not rare."""
    rng = np.random.default_rng(6)
    months = pd.date_range("2022-01-01", periods=24, freq="MS")
    calendar = calendar_of(months, months.days_in_month.to_numpy(float))
    for controls, most in ((0, 2), (8, 4)):
        told = 0
        for _ in range(100):
            frame = pd.DataFrame(rng.normal(size=(24, controls)), months) if controls else None
            terms = base_terms(calendar, None, frame)
            spend = rng.lognormal(6, 0.4, (24, 4))
            told += judge_company(spend, terms.columns(calendar), terms.names, 0) is not None
        assert told <= most


def test_a_channel_alone_and_without_dates_is_judged() -> None:
    spend = np.random.default_rng(7).lognormal(6, 0.4, (30, 1))
    verdict = MarketingMixRegressor(n_draws=100).fit(spend, 100 + spend[:, 0]).verdicts_[0]
    assert not verdict.code.startswith("moves_with")


def seasonal(turns: Array) -> MarketingMixRegressor:
    """TV that follows the season for three years; then `turns` times its mean a week, at a quiet season."""
    rng = np.random.default_rng(8)
    n = 156 + len(turns)
    index = pd.date_range("2020-01-06", periods=n, freq="7D")
    wave = np.sin(2 * np.pi * (index.day_of_year.to_numpy() + 3.5) / 365.25)
    spend = rng.lognormal(6, 0.4, (n, 3))
    spend[:, 0] = 450 * np.exp(0.5 * wave + 0.05 * rng.normal(size=n))
    spend[156:, 0] = 480 * turns
    brought = spend / (spend + 1.4 * spend.mean(axis=0)) * 2.4 * spend.mean(axis=0)
    revenue = 3000 * (1 + 0.2 * wave) + brought.sum(axis=1) + 60 * rng.normal(size=n)
    X = pd.DataFrame(spend * 7, index, columns=["tv", "search", "social"])
    return MarketingMixRegressor().fit(X, revenue * 7, np.full(n, 7.0))


def test_spend_that_follows_the_season_is_not_identifiable_until_it_moves_against_it() -> None:
    before = seasonal(np.zeros(0)).verdicts_
    assert (before[0].verdict, before[0].code) == ("not identifiable", "moves_with_season")
    assert "cannot be told from what the season brings" in before[0].reason
    assert "not identifiable" not in {before[1].verdict, before[2].verdict}
    settle = before[0].settle
    assert settle is not None
    turns = 1 + settle.values["change"] * np.where(np.arange(settle.values["periods"]) // 4 % 2, -1, 1)
    assert seasonal(turns).verdicts_[0].verdict != "not identifiable"


def test_what_the_season_brings_is_not_held_for_what_spend_that_follows_it_brings() -> None:
    """A season of 20 %. With a prior of 7 % for its first wave, 7 of 12 intervals hold."""
    held = []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        spend = rng.lognormal(6, 0.4, (156, 3))
        spend[:, 0] = 450 * np.exp(0.5 * SEASON + 0.02 * rng.normal(size=156))
        half = 1.4 * spend.mean(axis=0) * np.exp(0.3 * rng.normal(size=3))
        value = spend / (spend + half)
        brought = value * np.array([0.5, 1.0, 1.3]) * spend.sum(axis=0) / value.sum(axis=0)
        revenue = 3000 * (1 + 0.2 * SEASON) + brought.sum(axis=1) + 60 * rng.normal(size=156)
        model = MarketingMixRegressor().fit(pd.DataFrame(spend * 7, WEEKS), revenue * 7, WEEK)
        low, high = np.quantile(model.response_.roas_draws[0], [0.05, 0.95])
        held.append(low <= 0.5 <= high)
    assert sum(held) >= 10


PEAK = np.exp(-0.5 * (((WEEKS.day_of_year.to_numpy() - 182) / 25) ** 2))
"""Two months of a year, as before a festival."""


def of_usual_year(moves: Array) -> str | None:
    calendar = calendar_of(WEEKS, WEEK)
    terms = base_terms(calendar, None, None)
    season = terms.columns(calendar)[:, [name.startswith("season") for name in terms.names]]
    found = judge_usual_year(moves, calendar, season)
    return found.code if found else None


@pytest.mark.parametrize(
    ("spend", "follows"),
    [
        (lambda own: (1 + 0.5 * PEAK) * (1 + 0.1 * own), True),
        (lambda own: (1 + 0.5 * PEAK) * (1 + 0.2 * own), False),  # own moves tell
        (lambda own: 1 + 0.1 * own, False),  # hardly moves, but by no season
        (lambda own: 1 + 0.5 * FLIGHTS + 0.05 * own, False),  # the same in no two years
        (lambda own: 1 + 0.4 * SEASON + 0.1 * own, True),
    ],
    ids=["a peak", "a peak with moves of its own", "no season", "flights", "a wave"],
)
def test_spend_that_is_the_same_each_year_but_for_small_moves_follows_the_season(
    spend: Callable[[Array], Array], follows: bool
) -> None:
    own = np.random.default_rng(3).normal(size=156)
    assert of_usual_year(spend(own)) == ("moves_with_season" if follows else None)


@pytest.mark.parametrize(("weeks", "follows"), [(77, False), (104, True)])
def test_a_usual_year_must_be_seen_about_twice(weeks: int, follows: bool) -> None:
    calendar = calendar_of(WEEKS[:weeks], WEEK[:weeks])
    terms = base_terms(calendar, None, None)
    season = terms.columns(calendar)[:, [name.startswith("season") for name in terms.names]]
    assert (judge_usual_year(1 + 0.5 * PEAK[:weeks], calendar, season) is not None) == follows
