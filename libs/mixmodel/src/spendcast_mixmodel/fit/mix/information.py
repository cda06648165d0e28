"""What the data alone say of each channel, and what it would take to know more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.calendars import Calendar
from spendcast_mixmodel.caveats import NOT_IDENTIFIABLE, TEST_ALONE, TEST_CONTRADICTS, TESTS_DIFFER
from spendcast_mixmodel.estimates import TO_END, Array, summarise
from spendcast_mixmodel.fit.identifiability import (
    MAX_RELATIVE_HALF_WIDTH,
    interval_of,
    is_known,
    judge_design,
)
from spendcast_mixmodel.fit.mix.company import judge_company, judge_usual_year
from spendcast_mixmodel.fit.mix.experiments import CheckedTest
from spendcast_mixmodel.fit.mix.likelihood import whiten
from spendcast_mixmodel.fit.rounding import rounded
from spendcast_mixmodel.fit.verdicts import Remedy, Verdict
from spendcast_mixmodel.marketing_mix import MarketingMixResponse
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.transforms import carry_over, coming_later, hill

DROWNED = 1.0
"""Standard error of ROAS from the channel's own moves, over what it or advertising as a whole returns, from
which the data cannot tell whether the channel works at all: a return of nothing and a usual one lie within
one standard error."""

BREAK_EVEN = 1.0
"""ROAS at which a channel pays for itself: what earns more is not little, whatever the others return."""

TARGET = 0.17
"""Standard deviation of log ROAS that a remedy aims at. The verdict asks for 0.25 (a 90 % interval that ends
half above the median); the rest is for what comes out otherwise than expected."""

DIRECTION = 0.4
"""The same of a channel of which nothing is known: a 90 % interval from half to twice the median says at
least whether it works, and opens the channel to advice."""

CHANGES = (0.3, 0.5, 1.0)
"""Parts of mean spend by which it may be changed up and down: the mildest that does is advised."""

TURN: dict[Grain, int] = {"week": 4, "month": 1}
"""Periods at one level of spend: about a month, which little carry-over outlasts."""

LONGEST: dict[Grain, int] = {"week": 52, "month": 12}
WEEKS_OF_A_TEST = (4, 8, 12)
"""Weeks that a lift test may last: the shortest that does is advised, or else the longest."""

TOLD = 0.2
"""Standard deviation of log ROAS that a lift test may leave: its own error of `TARGET`, and not knowing how
much of what its spend brings comes only after its end."""

DRAWS = 64
"""Draws whose shapes a remedy is tried on."""


@dataclass(frozen=True)
class Information:
    """What is known of K channels besides the posterior.

    Attributes:
        channels: Names.
        grain: Of the periods.
        calendar: The periods of training.
        spend: Per day, shape (n, K).
        response: The posterior.
        own_error: Standard error of ROAS by the data alone, lift tests among them, without any prior on ROAS
            or shape; shape (K,). Infinite for a channel without spend.
        tests: All lift tests, those that do not count among them.
        widened: Factor by which the standard errors of a channel's tests were multiplied, because the tests
            contradict one another, shape (K,).
        settled: Whether the sampling of its ROAS passed the gate, shape (K,).
        least_roas: The least that all advertising together is held to return when others are compared with
            it: where all of it brings nothing, nothing is no yardstick.
    """

    channels: Sequence[str]
    grain: Grain
    calendar: Calendar
    spend: Array
    response: MarketingMixResponse
    own_error: Array
    tests: tuple[CheckedTest, ...]
    widened: Array
    settled: NDArray[np.bool_]
    least_roas: float

    @cached_property
    def tested(self) -> NDArray[np.bool_]:
        """Whether a lift test counts for a channel, shape (K,)."""
        counting = {one.test.channel for one in self.tests if one.counts}
        return np.array([name in counting for name in self.channels])

    @cached_property
    def usual_roas(self) -> float:
        """What all advertising together returns: contribution / spend, by the posterior median."""
        weight = self.spend.mean(axis=0)
        total = weight.sum()
        found = float(np.median(weight @ self.response.roas_draws / total)) if total > 0 else 0.0
        return max(found, self.least_roas)

    def company(self, k: int, planned: Array) -> Verdict | None:
        """Whether spend on a channel follows what moves revenue anyway, in training and then by a plan.

        Args:
            k: Position of the channel.
            planned: Spend per day of the periods that follow on training, shape (m, K).
        """
        spend = np.concatenate([self.spend, planned])
        terms, length = self.response.base, self.response.period_days
        start = self.response.end + length * np.arange(len(planned))
        calendar = Calendar(
            np.concatenate([self.calendar.start, start]),
            np.concatenate([self.calendar.days, np.full(len(planned), length)]),
        )
        columns = terms.columns(calendar)
        season = columns[:, [name.startswith("season") for name in terms.names]]
        if found := judge_company(spend, columns, terms.names, k):
            return found
        return judge_usual_year(spend[:, k], calendar, season) if calendar.dated else None


def judge_channels(known: Information) -> tuple[Verdict, ...]:
    """Judge each channel of a marketing mix model, by the first rule that fires.

    1. Nothing was spent; spend hardly varied, moved together with that of other channels, or followed season,
       trend, holidays or controls (unless a lift test counts): `not identifiable`.
    2. The sampling did not settle: `not identifiable`.
    3. The channel's own moves leave its ROAS uncertain by as much as advertising returns: `not identifiable`.
       The interval may be narrower, but then it is the prior's.
    4. The 90 % interval is above zero and within half of the median to either side, or it ends below half of
       what advertising returns and below 1, so that the channel does not pay for itself: `identified`. That
       it brings little is knowledge too.
    5. Else `weak`.

    A channel of 4 or 5 is `weak` whatever its interval where a lift test that no other bears out says
    otherwise than all else, or where its tests contradict one another.
    """
    summaries = _summaries(known)
    return tuple(
        _left_open(known, k, summaries[k], verdict) if verdict else _told(known, k, summaries[k])
        for k, verdict in enumerate(_untold(known, summaries))
    )


def tells(known: Information) -> tuple[bool, ...]:
    """Of which channels the data tell something: those of rule 4 and 5."""
    return tuple(verdict is None for verdict in _untold(known, _summaries(known)))


def _summaries(known: Information) -> Array:
    draws = known.response.roas_draws
    return summarise(draws.mean(axis=1), draws)


def _untold(known: Information, summaries: Array) -> Iterator[Verdict | None]:
    """Why each channel is not identifiable; None where it is."""
    for k, design in enumerate(judge_design(known.spend, known.channels)):
        if not known.spend[:, k].any():
            yield Verdict(NOT_IDENTIFIABLE, "no_spend", {})
        elif not known.tested[k] and (found := design or known.company(k, known.spend[:0])):
            yield found
        elif not known.settled[k]:
            yield Verdict(NOT_IDENTIFIABLE, "not_settled", {})
        else:
            yield _drowned(known, k, summaries[k])


def _drowned(known: Information, k: int, summary: Array) -> Verdict | None:
    error = known.own_error[k] / max(known.usual_roas, float(summary[1]))
    return (
        Verdict(NOT_IDENTIFIABLE, "moves_drowned", {"error": rounded(error, 6)}) if error >= DROWNED else None
    )


def _left_open(known: Information, k: int, summary: Array, verdict: Verdict) -> Verdict:
    """The verdict with what would settle it."""
    if verdict.code == "not_settled":
        return verdict
    if verdict.code == "no_spend":
        return replace(verdict, settle=Remedy("start", {"grain": known.grain}))
    return replace(verdict, settle=remedy(known, k, summary, unknown=True))


def _told(known: Information, k: int, summary: Array) -> Verdict:
    _, median, low, high = summary.tolist()
    against = [one for one in known.tests if one.test.channel == known.channels[k] and one.doubted]
    if against:
        return _contradicted(max(against, key=attrgetter("deviations")))
    if known.widened[k] > 1:
        return Verdict("weak", TESTS_DIFFER, interval_of(summary), Remedy("check_tests", {}))
    tested = "_tested" if known.tested[k] else ""
    if is_known(median, low, high):
        return Verdict("identified", f"known{tested}", interval_of(summary))
    if high <= MAX_RELATIVE_HALF_WIDTH * known.usual_roas and high < BREAK_EVEN:
        values = interval_of(summary) | {"usual": rounded(known.usual_roas, 6)}
        return Verdict("identified", f"little{tested}", values)
    pays = "may_bring_nothing" if high >= BREAK_EVEN else "may_not_pay"
    code = f"direction{tested}" if low > 0 else pays
    return Verdict("weak", code, interval_of(summary), remedy(known, k, summary, unknown=False))


def _contradicted(checked: CheckedTest) -> Verdict:
    """Of a channel of which a lift test says otherwise than all else; both in revenue of its window."""
    test, without = checked.test, checked.without
    reach = TO_END * test.standard_error
    values = {
        "first": test.first.isoformat(),
        "last": test.last.isoformat(),
        "found_low": rounded(test.incremental_revenue - reach, 6),
        "found_high": rounded(test.incremental_revenue + reach, 6),
        "said_low": rounded(without["low"], 6),
        "said_high": rounded(without["high"], 6),
    }
    code = TEST_ALONE if checked.counts else TEST_CONTRADICTS
    return Verdict("weak", code, values, Remedy("check_test", {}))


def remedy(known: Information, k: int, summary: Array, *, unknown: bool) -> Remedy:
    """The mildest change of spend that settles a channel; or that gives a direction; or else a lift test.

    Args:
        known: What is known now.
        k: Position of the channel.
        summary: Mean, median, low and high of its ROAS.
        unknown: Whether a direction would be news.
    """
    _, median, low, _ = summary.tolist()
    roas = median if low > 0 else known.usual_roas
    weeks = _weeks_of_a_test(known, k)
    error = TARGET * roas * float(known.spend[:, k].mean()) * 7 * weeks
    test = {"weeks": weeks, "standard_error": rounded(error, 3)}
    if found := _mildest(known, k, roas, TARGET):
        return Remedy("vary" if found["change"] < 1 else "pause", found)
    if unknown and (found := _mildest(known, k, roas, DIRECTION)):
        return Remedy("vary_first" if found["change"] < 1 else "pause_first", found | test)
    return Remedy("lift_test", test)


def _weeks_of_a_test(known: Information, k: int) -> int:
    """How long a lift test must last, because what its spend brings after its end does not count."""
    response = known.response
    share = response.shapes[k].share[response.shape_draws[k]]
    for weeks in WEEKS_OF_A_TEST:
        within = 1 - coming_later(share, 7.0 * weeks / response.period_days)
        if np.hypot(TARGET, np.log(within).std()) <= TOLD:
            return weeks
    return WEEKS_OF_A_TEST[-1]


def _mildest(known: Information, k: int, roas: float, target: float) -> dict[str, Any]:
    """The mildest change of spend, and for how many periods, that does; empty where none does in a year."""
    for change in CHANGES:
        periods = _periods(known, k, change, roas, target)
        if periods is not None:
            return {"change": change, "periods": periods, "grain": known.grain}
    return {}


def _periods(known: Information, k: int, change: float, roas: float, target: float) -> int | None:
    """For how many periods spend must be `change` above and below its mean in turns; None if for too many.

    Spend must then vary enough and on its own over all periods, and log ROAS must be known to `target`.
    """
    turn, mean = TURN[known.grain], known.spend.mean(axis=0)
    for periods in range(4 * turn, LONGEST[known.grain] + 1, 2 * turn):
        spend = np.tile(mean, (periods, 1))
        spend[:, k] *= 1 + change * np.where(np.arange(periods) // turn % 2, -1, 1)
        if _deviation(known, k, _moves(known, k, spend[:, k], mean[k]), roas) > target:
            continue
        alone = judge_design(np.concatenate([known.spend, spend]), known.channels)[k] is None
        if alone and known.company(k, spend) is None:
            return periods
    return None


def _deviation(known: Information, k: int, moves: Array, roas: float) -> float:
    """Standard deviation of log ROAS once such moves of spend, shape (m, D), will have been seen.

    Two things keep it: noise, and the shape, which says what part of all that a channel brings such moves
    are. Each draw's shape is the true one in turn, and the others are weighed by how well they explain what
    it does, with the ROAS that suits them best. Where spend goes far enough, few are left that explain it.
    """
    gram = moves.T @ moves
    size = np.maximum(np.diag(gram), np.finfo(float).tiny)
    noise = float(known.response.sigma_draws.mean()) / roas
    ratio = np.maximum(gram, np.finfo(float).tiny) / size[:, None]
    unlike = (size - gram**2 / size[:, None]).clip(0) / noise**2
    weight = np.exp(-unlike / 2)
    weight /= weight.sum(axis=0)
    shape = (weight * np.log(ratio) ** 2).sum(axis=0) - (weight * np.log(ratio)).sum(axis=0) ** 2
    information = size / noise**2 + (roas / known.own_error[k]) ** 2
    return float(np.sqrt(np.median(shape + 1 / information)))


def _moves(known: Information, k: int, spend: Array, before: float) -> Array:
    """Moves of revenue at a ROAS of 1 by spend per day, shape (m,), and by each of D shapes, shape (m, D).

    What is remembered of noise, a level and a trend are taken out.
    """
    response = known.response
    every = max(1, response.roas_draws.shape[1] // DRAWS)
    chosen, shapes = response.shape_draws[k, ::every], response.shapes[k]
    carried = carry_over(spend[:, None], shapes.share, before)
    brought = (hill(carried, shapes.half, shapes.slope) * shapes.ceiling)[:, chosen]
    memory = float(response.memory_draws.mean())
    smooth = np.stack([np.ones(len(spend)), np.arange(len(spend), dtype=np.float64)], axis=1)
    basis: Array = np.linalg.qr(whiten(smooth, memory))[0]
    whitened = whiten(brought, memory)
    moves: Array = whitened - basis @ (basis.T @ whitened)
    return moves
