"""The form of `evaluation.json`, version 2: all that the evaluation report shows.

Money is in the revenue's currency; shares, probabilities and errors such as MAPE are fractions. A part that
could not be computed is null, and the page says so. Readers ignore fields that they do not know.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict

SCHEMA_VERSION = "2.0"

ChannelVerdict = Literal["identified", "weak", "not identifiable"]


class Sentence(TypedDict):
    """One sentence in English and in Japanese, and the code and values that it was made from."""

    en: str
    ja: str
    code: NotRequired[str]
    values: NotRequired[Mapping[str, Any]]


class Estimate(TypedDict):
    """A figure with its 90 % interval. Money adds up by its mean; ratios are shown by their median."""

    mean: float
    median: float
    low: float
    high: float


class Curve(TypedDict):
    """Incremental revenue per period against spend per period, in a period as long as the one after training.

    Every sequence has one entry a point, spend ascending from 0. Training saw spend up to `seen_to`; what
    lies beyond is extrapolated.
    """

    spend: Sequence[float]
    revenue: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    seen_to: NotRequired[float]


class OwnAccuracy(TypedDict):
    """What the model achieves for one channel in worlds simulated from it with the advertiser's own spend.

    Attributes:
        roas_error: median of |posterior median / truth - 1| over the worlds; null where the truth is mostly
            0.
        roas_error_se: standard error that the number of worlds leaves (Monte Carlo).
        coverage: share of worlds in which the 90 % interval holds the truth.
        coverage_se: the same of it.
    """

    roas_error: float | None
    roas_error_se: NotRequired[float | None]
    coverage: float
    coverage_se: NotRequired[float]


class Channel(TypedDict):
    """One channel over the training periods.

    Attributes:
        spend: in all.
        spend_today: per period, at the present: what the response curve marks.
        contribution: incremental revenue in all.
        roas: contribution / spend; null where nothing was spent. `roi` is roas - 1.
        marginal_roas: revenue of one more unit of spend, at today's.
        reason: why the verdict is what it is.
        settle: what would let the data tell more; null where nothing is needed.
    """

    spend: float
    spend_today: float
    contribution: Estimate
    roas: Estimate | None
    roi: Estimate | None
    marginal_roas: Estimate | None
    verdict: ChannelVerdict
    reason: Sentence
    settle: Sentence | None
    curve: Curve | None
    own_data: OwnAccuracy | None


class Scores(TypedDict):
    """Accuracy of forecasts."""

    mape: float | None
    wape: float | None
    rmse: float
    r2: float | None


class Rolling(TypedDict):
    """Forecasts from a rolling origin.

    Attributes:
        folds: number of periods forecast.
        coverage: share of them within the predictive 90 % interval.
        scores: of `model`, of `linear` (the least-squares baseline) and of naive forecasts (`last`, `mean`,
            `year_before`).
    """

    folds: int
    coverage: float
    scores: Mapping[str, Scores]


class Forecast(TypedDict):
    """One period's revenue, seen and as it was forecast before it was seen; a predictive 90 % interval.

    `others` are the forecasts of `Rolling.scores`' other forecasters, null where one had nothing to go by.
    """

    period: str
    actual: float
    forecast: float
    low: float
    high: float
    others: NotRequired[Mapping[str, float | None]]


class Component(TypedDict):
    """One part of revenue over time: `values` per period, `total` over all of them."""

    name: str
    values: Sequence[float]
    total: Estimate


class Decomposition(TypedDict):
    """Revenue over time, taken apart. What the components leave of `revenue` is noise.

    Attributes:
        base: components that are no channel: `base` (level and trend), `season`, `holidays`, `controls`.
        channels: one component a channel.
    """

    periods: Sequence[str]
    revenue: Sequence[float]
    base: Sequence[Component]
    channels: Sequence[Component]


class Move(TypedDict):
    """One channel in the recommended plan; spend per period."""

    channel: str
    now: float
    proposed: float
    reason: Sentence
    extrapolates: bool


class Recommendation(TypedDict):
    """The plan for the next period, at today's total budget.

    Attributes:
        action: `hold` where the gain is within the noise, or the data tell too little.
        gain: expected revenue above today's plan; null where none was computed.
        better: probability that the plan brings more than today's.
    """

    action: Literal["move", "hold"]
    why: Sentence
    moves: Sequence[Move]
    gain: Estimate | None
    better: float | None


class LiftTest(TypedDict):
    """A lift test; money is that of the window from `first` to `last`.

    Attributes:
        incremental_revenue: what the test found, with its `standard_error`.
        without: what the same panel and settings say of the window without any lift test.
        deviations: distance of the two, in standard deviations of both together.
        counts: whether the model was fitted to it: not to one that contradicts the data.
        says: that they contradict each other; null where they do not.
        fix: what to do about it.
    """

    channel: str
    first: str
    last: str
    incremental_revenue: float
    standard_error: float
    without: Estimate
    deviations: float
    counts: NotRequired[bool]
    says: Sentence | None
    fix: NotRequired[Sentence | None]


class ChannelDrift(TypedDict):
    """How one channel's ROAS (median) came from the model in force to the new one.

    `before + release + revised + new_periods + lift_tests + settings = now`, in this order of refits.
    `release` is what another version of the product makes of the same panel and settings; `lift_tests` what
    tests do that were added, changed or removed. The ranges are low and high of the 90 % intervals of
    `before` and `now`.
    """

    before: float
    release: NotRequired[float]
    revised: float
    new_periods: float
    lift_tests: NotRequired[float]
    settings: float
    now: float
    range_before: NotRequired[Sequence[float]]
    range_now: NotRequired[Sequence[float]]


class Drift(TypedDict):
    """Change since the model in force.

    Attributes:
        against: its version.
        says: what changed most and why, or why the change could not be taken apart.
        revised_periods: labels of those whose figures were changed afterwards.
        new_periods: labels of those that the model in force had not seen.
        dropped_periods: labels of those that only the model in force saw.
        settings: setting → before, now, where they differ.
        channels: those that both models know and that were spent on; none where it could not be taken apart.
    """

    against: str
    says: NotRequired[Sentence]
    revised_periods: NotRequired[Sequence[str]]
    new_periods: NotRequired[Sequence[str]]
    dropped_periods: NotRequired[Sequence[str]]
    settings: NotRequired[Mapping[str, Sequence[Any]]]
    channels: Mapping[str, ChannelDrift]


class Gate(TypedDict):
    """One gate; `passed` is null where there was nothing to compare with."""

    name: str
    passed: bool | None
    message: str
    said: NotRequired[Sentence]
    value: float | None
    limit: float | None


class OwnData(TypedDict):
    """Accuracy on data like the advertiser's, over all channels; see `OwnAccuracy`.

    Attributes:
        worlds: number of simulated worlds.
        roas_error_se: standard error of `roas_error`.
        monte_carlo_error: standard error of `coverage`.
        says: what that means.
    """

    worlds: int
    roas_error: float | None
    roas_error_se: NotRequired[float | None]
    says: NotRequired[Sentence]
    coverage: float
    monte_carlo_error: float


class InForce(TypedDict):
    """The model in force when the new one was judged.

    Attributes:
        kind: null where it cannot be read, as is `trained_on`.
        as_of: ISO date that its run spoke of.
        reason: why it was put in force.
        pinned: whether later runs leave it there.
    """

    version: str
    kind: str | None
    trained_on: "Trained | None"
    as_of: str
    reason: str
    pinned: bool


class InSample(TypedDict):
    """How the model fits the periods that it was trained on; R2 is of revenue per day."""

    r2: float | None
    mape: float | None
    rmse: float


class Trained(TypedDict):
    """The periods that the model was trained on."""

    first: str
    last: str
    periods: int


class Evaluation(TypedDict):
    """`evaluation.json`.

    Attributes:
        kind: of model, such as `marketing_mix` or `linear_baseline`.
        settings: by which it was fitted, name → value; those that were chosen on the data among them.
        currency: of all amounts, as ISO 4217 has it; null where no file names one.
        verdict: of the gates: `pass` and `first` let the model come into force, `fail` does not.
        serves: which model is in force after this evaluation, unless somebody forces another.
        why: why the new model comes into force, or the present one stays.
        in_force: the model in force before; null where there is none.
        compared_with: version of the model in force; null where there is none.
        worth: what the model may be used for.
    """

    schema_version: str
    kind: str
    settings: NotRequired[Mapping[str, Any]]
    currency: NotRequired[str | None]
    grain: Literal["week", "month"]
    trained_on: Trained
    verdict: Literal["pass", "fail", "first"]
    serves: NotRequired[Literal["new", "in_force"]]
    why: Sentence
    in_force: NotRequired[InForce | None]
    compared_with: str | None
    gates: Sequence[Gate]
    worth: Sentence
    in_sample: InSample
    rolling: Rolling | None
    forecasts: Sequence[Forecast]
    channels: Mapping[str, Channel]
    decomposition: Decomposition | None
    recommendation: Recommendation | None
    own_data: OwnData | None
    lift_tests: NotRequired[Sequence[LiftTest]]
    drift: Drift | None
