"""What a lift test says of ROAS: against what the model says of spend, and by what must add up."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.calendars import Calendar, Past
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import Experiment, MarketingMixRegressor, Priors
from spendcast_mixmodel.fit.mix.experiments import evidence
from spendcast_mixmodel.fit.mix.shapes import Candidates, Spend, draw_candidates
from spendcast_mixmodel.transforms import carry_over, hill

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


def lacking(spend: Array, without: Array, months: slice, found: Candidates) -> Array:
    """What these months would lack at a ROAS of 1 with other spend, by the model's carry-over, shape (G,)."""
    shapes = found.shapes[0]
    brought, left = (
        hill(carry_over(each[:, None], shapes.share), shapes.half, shapes.slope) * shapes.ceiling
        for each in (spend, without)
    )
    total: Array = ((brought - left) * DAYS[:, None])[months].sum(axis=0)
    return total


@pytest.mark.parametrize("months", [slice(15, 16), slice(15, 18), slice(0, 36)])
def test_a_window_of_whole_months_brings_what_the_model_says_of_these_months(
    moving: Array, months: slice
) -> None:
    found, without = drawn(moving, Priors()), moving.copy()
    without[months] = 0.0
    last = (MONTHS[months.stop - 1] + pd.offsets.MonthEnd()).date()
    effect = expected(moving, found, MONTHS[months.start].date(), last)
    assert effect == pytest.approx(lacking(moving, without, months, found), rel=1e-6)


def test_a_window_that_begins_within_a_month_takes_its_part_of_the_months_spend(moving: Array) -> None:
    found, without = drawn(moving, Priors()), moving.copy()
    without[15:17] *= (0.5, 0.0)
    effect = expected(moving, found, date(2022, 4, 16), date(2022, 5, 31))
    assert effect == pytest.approx(lacking(moving, without, slice(15, 17), found), rel=1e-6)


def lost(half_life: float, half: float, slope: float, window: range, seen: range) -> float:
    """What a channel that spends 80 a day would lack in the days seen without the spend of the window."""
    fade, effect, carried, kept = 0.5 ** (1 / half_life), 0.0, 0.0, 0.0
    for day in range(seen.stop):
        carried = (1 - fade) * 80 + fade * carried
        kept = (0.0 if day in window else (1 - fade) * 80) + fade * kept
        if day in seen:
            with_it, without = ((x / half) ** slope for x in (carried, max(kept, 1e-12)))
            effect += with_it / (1 + with_it) - without / (1 + without)
    return effect


@pytest.mark.parametrize("length", [1, 10, 29])
def test_a_window_that_ends_within_a_month_sees_what_days_simulated_one_by_one_have_by_then(
    length: int,
) -> None:
    spend = np.full(36, 80.0)
    found, without = drawn(spend, Priors()), spend.copy()
    without[15] *= 1 - length / 30
    first, shapes = (MONTHS[15] - MONTHS[0]).days, found.shapes[0]
    window, month = range(first, first + length), range(first, first + 30)
    part = [
        lost(*shape, window, window) / lost(*shape, window, month)
        for shape in zip(found.half_life[0], shapes.half, shapes.slope, strict=True)
    ]
    effect = expected(spend, found, date(2022, 4, 1), date(2022, 4, length))
    assert effect == pytest.approx(lacking(spend, without, slice(15, 16), found) * part, rel=1e-3)


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
    fitted = fitted_with(in_months([1.0, 2.6], 0.05, moving), moving)
    low, high = np.quantile(fitted.response_.roas_draws[0], [0.05, 0.95])
    assert list(fitted.contradicted_) == ["tv"]
    assert fitted.converged_
    assert [one.counts for one in fitted.tests_] == [True, True]
    assert high - low > 0.8
    assert (fitted.verdicts_[0].verdict, fitted.verdicts_[0].code) == ("weak", "tests_differ")
    assert "contradict one another" in fitted.verdicts_[0].reason


def test_a_test_that_finds_nothing_makes_a_channel_known(moving: Array) -> None:
    fitted = fitted_with(in_months([0.0, 0.0], 0.05, moving), moving)
    assert (fitted.verdicts_[0].verdict, fitted.verdicts_[0].code) == ("identified", "little_tested")
    assert "little or nothing" in fitted.verdicts_[0].reason
    assert fitted.verdicts_[0].settle is None


def test_a_precise_test_that_says_otherwise_than_the_data_is_sampled_well(moving: Array) -> None:
    """Shape and ROAS are then tied to one another, so both must be drawn along what the test holds."""
    fitted = fitted_with(in_months([5.0, 5.0], 0.02, moving), moving)
    assert [(one.contradicts, one.counts) for one in fitted.tests_] == [(True, True)] * 2
    assert fitted.converged_
    assert fitted.mixing_[0].effective > 300
