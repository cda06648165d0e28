"""What a lift test says of ROAS: against days simulated one by one, and by what must add up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import Experiment, MarketingMixRegressor, Priors
from spendcast_mixmodel.fit.mix.experiments import evidence
from spendcast_mixmodel.fit.mix.shapes import Candidates, Spend, draw_candidates

MONTHS = pd.date_range("2021-01-01", periods=36, freq="MS")
DAYS = MONTHS.days_in_month.to_numpy(dtype=float)
STRAIGHT = Priors(half_life=(0.01, 1e-6), half_saturation=(1e4, 1e-6), slope=(1.0, 1e-6))
"""No carry-over and no saturation: a day's spend brings ROAS times itself, on that day."""


def past(spend_per_day: Array) -> Past:
    start = np.array([day.toordinal() for day in MONTHS], dtype=float)
    return Past(Calendar(start, DAYS), spend_per_day[:, None])


def drawn(spend_per_day: Array, priors: Priors) -> Candidates:
    return draw_candidates(Spend(past(spend_per_day), 30.4375, priors), 8, 0)


def expected(spend_per_day: Array, found: Candidates, first: date, last: date) -> Array:
    """Revenue that a lift test of this window is expected to find at a ROAS of 1, by candidate."""
    test = Experiment("tv", first, last, 1.0, 1.0)
    found_precise = evidence([test], past(spend_per_day), found, ["tv"]).precision[0]
    return np.asarray(np.sqrt(found_precise))


@pytest.fixture
def moving(rng: np.random.Generator) -> Array:
    return rng.lognormal(4, 0.5, 36)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2022, 4, 1), date(2022, 4, 30)),
        (date(2022, 4, 1), date(2022, 4, 15)),
        (date(2022, 4, 16), date(2022, 4, 30)),
        (date(2022, 4, 10), date(2022, 4, 10)),
        (date(2022, 4, 20), date(2022, 6, 3)),
    ],
)
def test_without_carry_over_a_window_brings_what_was_spent_in_it(
    moving: Array, first: date, last: date
) -> None:
    spent = pd.Series(np.repeat(moving, DAYS.astype(int)), pd.date_range(MONTHS[0], "2023-12-31"))
    effect = expected(moving, drawn(moving, STRAIGHT), first, last)
    assert effect == pytest.approx(spent.loc[str(first) : str(last)].sum(), rel=2e-3)


def lost(half_life: float, half: float, slope: float, ceiling: float, window: range) -> float:
    """Effect in a window of a channel that spends 80 a day for three years, one day after the other."""
    fade, effect, carried, kept = 0.5 ** (1 / half_life), 0.0, 0.0, 0.0
    for day in range(int(DAYS.sum())):
        carried = (1 - fade) * 80 + fade * carried
        kept = (0.0 if day in window else (1 - fade) * 80) + fade * kept
        if day in window:
            with_it, without = ((x / half) ** slope for x in (carried, max(kept, 1e-12)))
            effect += ceiling * (with_it / (1 + with_it) - without / (1 + without))
    return effect


@pytest.mark.parametrize(("offset", "length"), [(0, 30), (0, 15), (9, 1), (19, 45)])
def test_it_equals_days_simulated_one_by_one(offset: int, length: int) -> None:
    spend, first = np.full(36, 80.0), date(2022, 4, 1).toordinal() + offset
    found = drawn(spend, Priors())
    effect = expected(spend, found, date.fromordinal(first), date.fromordinal(first + length - 1))
    window = range(first - MONTHS[0].toordinal(), first - MONTHS[0].toordinal() + length)
    shapes = found.shapes[0]
    alone = [
        lost(float(found.half_life[0, g]), shapes.half[g], shapes.slope[g], shapes.ceiling[g], window)
        for g in range(8)
    ]
    assert effect == pytest.approx(alone, rel=0.02)


def test_a_test_of_one_day_tells_the_roas_of_a_straight_channel(moving: Array) -> None:
    rng = np.random.default_rng(3)
    X = pd.DataFrame({"tv": moving * DAYS}, index=MONTHS)
    y = 1.8 * X["tv"] + 900 * DAYS * (1 + 0.3 * rng.normal(size=36))
    spent = moving[list(MONTHS).index(pd.Timestamp("2022-04-01"))]
    test = Experiment("tv", date(2022, 4, 10), date(2022, 4, 10), 1.8 * spent, 0.05 * spent)
    fitted = MarketingMixRegressor(priors=STRAIGHT).fit(X, y, DAYS, experiments=[test])
    assert np.median(fitted.response_.roas_draws[0]) == pytest.approx(1.8, rel=0.03)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2020, 12, 20), date(2021, 1, 10)), (date(2023, 12, 20), date(2024, 1, 10))],
)
def test_a_window_that_training_did_not_see_all_of_is_refused(moving: Array, first: date, last: date) -> None:
    with pytest.raises(ValueError, match="training saw 2021-01-01 to 2023-12-31"):
        expected(moving, drawn(moving, STRAIGHT), first, last)


def in_months(roas: list[float], error: float, spend: Array) -> list[Experiment]:
    """Lift tests of whole months, one after the other, each with its ROAS and an error of ROAS."""
    return [
        Experiment("tv", first.date(), (first + pd.offsets.MonthEnd()).date(), r * spent, error * spent)
        for r, first, spent in zip(roas, MONTHS[10:], (spend * DAYS)[10:], strict=False)
    ]


@pytest.mark.parametrize(
    ("roas", "widened"),
    [
        ([1.0], 1.0),
        ([1.0, 1.1], 1.0),
        ([1.0, 5.0], np.sqrt(4**2 / (2 * 0.05**2))),
        ([1.0, 2.0, 3.0], np.sqrt((1 + 1) / 0.05**2 / 2)),
    ],
)
def test_tests_that_contradict_one_another_are_believed_as_little_as_they_agree(
    moving: Array, roas: list[float], widened: float
) -> None:
    """Misfit of two tests about their mean: difference^2 / (2 error^2); of 1, 2, 3: 2 / error^2."""
    told = evidence(in_months(roas, 0.05, moving), past(moving), drawn(moving, STRAIGHT), ["tv"])
    assert told.widened == pytest.approx([widened], rel=2e-3)
    assert told.precision[0] == pytest.approx(len(roas) / (0.05 * widened) ** 2, rel=5e-3)
    assert told.product[0] / told.precision[0] == pytest.approx(np.mean(roas), rel=5e-3)


def test_a_shape_reconciles_tests_only_as_far_as_its_prior_allows(moving: Array) -> None:
    """Both pairs of tests say exactly what one shape says of two months, and no other shape says."""
    found = draw_candidates(Spend(past(moving), 30.4375, Priors()), 64, 0)
    windows = [(date(2022, month, 1), date(2022, month, 28)) for month in (3, 8)]
    said = np.stack([expected(moving, found, *window) for window in windows])
    far = (found.points[0] ** 2).sum(axis=-1)

    def widened(shape: int) -> float:
        tests = [
            Experiment("tv", *window, float(brought), float(brought) / 1000)
            for window, brought in zip(windows, said[:, shape], strict=True)
        ]
        return float(evidence(tests, past(moving), found, ["tv"]).widened[0])

    assert widened(int(far.argmin())) == 1
    assert widened(int(far.argmax())) == pytest.approx(np.sqrt(far.max() - far.min()))


def fitted_with(tests: list[Experiment], moving: Array) -> MarketingMixRegressor:
    rng = np.random.default_rng(3)
    X = pd.DataFrame({"tv": moving * DAYS, "mail": rng.lognormal(7, 0.5, 36)}, index=MONTHS)
    y = 1.8 * X.sum(axis=1) + 900 * DAYS * (1 + 0.1 * rng.normal(size=36))
    return MarketingMixRegressor().fit(X, y, DAYS, experiments=tests)


def test_a_contradiction_is_told_settles_and_leaves_the_roas_open(moving: Array) -> None:
    fitted = fitted_with(in_months([1.0, 5.0], 0.05, moving), moving)
    low, high = np.quantile(fitted.response_.roas_draws[0], [0.05, 0.95])
    assert list(fitted.contradicted_) == ["tv"]
    assert fitted.converged_
    assert high - low > 1
    assert fitted.verdicts_[0].verdict != "identified"


def test_a_test_that_finds_nothing_makes_a_channel_known(moving: Array) -> None:
    fitted = fitted_with(in_months([0.0, 0.0], 0.05, moving), moving)
    assert (fitted.verdicts_[0].verdict, fitted.verdicts_[0].code) == ("identified", "little_tested")
    assert "little or nothing" in fitted.verdicts_[0].reason
    assert fitted.verdicts_[0].settle is None


def test_a_precise_test_that_says_otherwise_than_the_data_is_sampled_well(moving: Array) -> None:
    """Shape and ROAS are then tied to one another, so both must be drawn along what the test holds."""
    fitted = fitted_with(in_months([5.0], 0.02, moving), moving)
    assert fitted.converged_
    assert fitted.mixing_[0].effective > 300
