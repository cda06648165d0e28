"""What sort of advertiser a world is: how much data, how noisy, of which form.

Half of all worlds have the *own* form, that of the model itself: Hill saturation of spend per day, geometric
carry-over from a standing start, a straight trend, two harmonics, white noise. The others differ from it in
at least two ways, and no model here knows in which.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from spendcast_mixmodel.periods import Grain

Form = Literal["own", "other", "textbook"]
Saturation = Literal["hill", "exponential", "tanh", "power", "threshold", "s-curve"]
CarryOver = Literal["geometric", "delayed", "weibull"]
Spread = Literal["even", "proportional", "heavy"]

WEEKS = (52, 78, 104, 130, 156)
MONTHS = (24, 30, 36, 48, 60, 84, 120, 156)
CHANNEL_COUNTS = (2, 3, 4, 4, 4, 4, 5, 6, 8)
TRAINING_SHARE = 0.8


@dataclass(frozen=True)
class Traits:
    """Settings of a world.

    Attributes:
        form: `own` if the model's own form, `other`, or `textbook`, drawn in a module of its own.
        grain: `week` or `month`.
        periods: Number of periods, the holdout among them.
        channels: Number of channels.
        noise: Standard deviation of the noise over mean revenue.
        correlation: Share of the variance of log spend that all channels have in common.
        season_following: How strongly spend follows the season of the base: log spend per standard deviation.
        media_share: Media's share of revenue over the training periods.
        trend: Change of the base from the first to the last period, over its mean.
        season_amplitude: Of the first harmonic, over the base's mean.
        roas_level: Median ROAS of the channels.
        roas_spread: Standard deviation of log ROAS between channels.
        without_effect: Whether one channel has no effect at all.
        late_start: Whether one channel starts only after a quarter to a half of the training periods.
        dark: Whether one channel pauses for a sixth to a third of the periods.
        steady: Whether the spend of one channel hardly moves.
        flighting: Whether some channels go on and off air.
        saturation: Form of the response to exposure.
        carry_over: Form of the carry-over.
        per_period: Whether the response is to the spend of a whole period, however long, instead of a day's.
        burn_in: Whether there was spend before the first period.
        noise_memory: First-order autocorrelation of the noise.
        noise_spread: `even`, `proportional` to expected revenue, or `heavy`: Student t of 4 degrees.
        drift: Standard deviation of the base's random walk over the whole window, over its mean.
        base_step: Lasting change of the base at one moment, over its mean.
        holidays: Height of the holidays' peaks, over the base of those days.
        competitor: Depth of a competitor's shocks to the base, over its mean.
        reaction: Elasticity of spend to the unadvertised revenue of the period before.
    """

    form: Form
    grain: Grain
    periods: int
    channels: int
    noise: float
    correlation: float
    season_following: float
    media_share: float
    trend: float
    season_amplitude: float
    roas_level: float
    roas_spread: float
    without_effect: bool
    late_start: bool
    dark: bool
    steady: bool
    flighting: bool
    saturation: Saturation = "hill"
    carry_over: CarryOver = "geometric"
    per_period: bool = False
    burn_in: bool = False
    noise_memory: float = 0.0
    noise_spread: Spread = "even"
    drift: float = 0.0
    base_step: float = 0.0
    holidays: float = 0.0
    competitor: float = 0.0
    reaction: float = 0.0

    @property
    def training(self) -> int:
        """Number of training periods; the rest is holdout."""
        return int(self.periods * TRAINING_SHARE)

    @property
    def deviations(self) -> tuple[str, ...]:
        """In which ways the world differs from the own form."""
        differs = {
            "saturation": self.saturation != "hill",
            "carry-over": self.carry_over != "geometric",
            "per-period exposure": self.per_period,
            "earlier spend": self.burn_in,
            "remembering noise": self.noise_memory > 0,
            "uneven noise": self.noise_spread != "even",
            "drift": self.drift > 0,
            "base step": self.base_step != 0,
            "holidays": self.holidays > 0,
            "competitor": self.competitor > 0,
            "reacting spend": self.reaction > 0,
        }
        return tuple(name for name, holds in differs.items() if holds)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Labels that figures are grouped by."""
        weekly = self.grain == "week"
        years = self.periods / (52 if weekly else 12)
        labels = {
            f"{self.form} form": True,
            "weekly": weekly,
            "monthly": not weekly,
            "up to 3 years of months": not weekly and years <= 3,
            "up to 1.5 years of weeks": weekly and years <= 1.5,
            "low noise": self.noise <= 0.045,
            "high noise": self.noise > 0.045,
            "spend correlated": self.correlation >= 0.5,
            "spend follows season": self.season_following >= 0.15,
            "ROI narrow": self.roas_spread <= 0.45,
            "ROI wide": self.roas_spread > 0.45,
            "a channel without effect": self.without_effect,
            "a late start": self.late_start,
            "a pause": self.dark,
            "a steady channel": self.steady,
            "flighting": self.flighting,
            "5 channels or more": self.channels >= 5,
        }
        return tuple(name for name, holds in labels.items() if holds) + self.deviations


def draw_traits(rng: np.random.Generator, form: Form) -> Traits:
    """Draw what sort of advertiser a world of this form is."""
    grain: Grain = "week" if rng.random() < 0.55 else "month"
    periods = int(rng.choice(WEEKS if grain == "week" else MONTHS))
    counts = [count for count in CHANNEL_COUNTS if count <= max(4, periods // 8)]
    own = Traits(
        form=form,
        grain=grain,
        periods=periods,
        channels=int(rng.choice(counts)),
        noise=float(rng.uniform(0.015, 0.045) if rng.random() < 0.5 else rng.uniform(0.045, 0.1)),
        correlation=float(rng.uniform(0.0, 0.75)),
        season_following=float(rng.uniform(0.0, 0.3)),
        media_share=float(rng.uniform(0.12, 0.5)),
        trend=float(rng.uniform(-0.2, 0.4)),
        season_amplitude=float(rng.uniform(0.02, 0.22)),
        roas_level=float(rng.lognormal(np.log(1.5), 0.4)),
        roas_spread=float(rng.uniform(0.15, 0.45) if rng.random() < 0.5 else rng.uniform(0.45, 1.0)),
        without_effect=bool(rng.random() < 0.25),
        late_start=bool(rng.random() < 0.2),
        dark=bool(rng.random() < 0.15),
        steady=bool(rng.random() < 0.15),
        flighting=bool(rng.random() < 0.5),
    )
    return own if form == "own" else _differing(own, rng)


def _differing(own: Traits, rng: np.random.Generator) -> Traits:
    """The same advertiser with at least two deviations from the own form."""
    while True:
        traits = Traits(**{**vars(own), **dict(_deviations(rng))})
        if len(traits.deviations) >= 2:
            return traits


def _deviations(rng: np.random.Generator) -> Iterator[tuple[str, object]]:
    """Each setting that deviates, and how; all are drawn, so that one does not move the others."""
    candidates: list[tuple[float, str, object]] = [
        (0.6, "saturation", str(rng.choice(["exponential", "tanh", "power", "threshold", "s-curve"]))),
        (0.4, "carry_over", str(rng.choice(["delayed", "weibull"]))),
        (0.4, "per_period", True),
        (0.5, "burn_in", True),
        (0.4, "noise_memory", float(rng.uniform(0.25, 0.8))),
        (0.35, "noise_spread", str(rng.choice(["proportional", "heavy"]))),
        (0.35, "drift", float(rng.uniform(0.04, 0.15))),
        (0.2, "base_step", float(rng.uniform(0.05, 0.2) * rng.choice([-1, 1]))),
        (0.35, "holidays", float(rng.uniform(0.15, 0.7))),
        (0.25, "competitor", float(rng.uniform(0.05, 0.2))),
        (0.25, "reaction", float(rng.uniform(0.4, 2.0))),
    ]
    for probability, name, value in candidates:
        if rng.random() < probability:
            yield name, value
