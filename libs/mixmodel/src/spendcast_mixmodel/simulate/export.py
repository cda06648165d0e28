"""A simulated advertiser whose truth is known: campaign spend a day, revenue a month.

What a channel brings per day is ceiling x s / (s + half), s its mean spend per day of the month: the more is
spent, the less the next unit brings. Every month draws from a random state of its own, so a longer history
begins with exactly the shorter one.
"""

import gzip
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.periods import Period

BASE_PER_DAY = 80_000.0
"""Revenue per day without advertising, in the first month."""

TREND_PER_MONTH = 60.0
"""Growth of revenue per day, each month: about 2 % of the whole in five years."""

NOISE_PER_DAY = 3_000.0
"""Standard deviation of a month's revenue per day: about 2 % of it."""

MONTH_DAYS = 365.25 / 12

SEASON = np.array([0.94, 0.95, 1.0, 1.02, 1.0, 0.98, 0.96, 0.95, 1.0, 1.02, 1.08, 1.1])
"""What all channels together spend more or less, January to December."""

WEEKDAYS = np.array([1.08, 1.1, 1.08, 1.05, 1.0, 0.84, 0.85])
"""Spend by day of the week, Monday to Sunday."""

FLIGHT_DAYS = 7
MAX_FLIGHTS = 4
"""A channel that flights is on air in 1 to 4 of a month's weeks; days after the 28th belong to the last."""


@dataclass(frozen=True)
class SimulatedChannel:
    """Settings of one channel.

    Attributes:
        name: Its name.
        campaigns: Names of its campaigns and their shares of its budget.
        budget: Spend in a median month.
        spread: Standard deviation of the logarithm of the budget from month to month.
        roas: True revenue per unit of spend, at the budget.
        half: Spend at which half of the most that it can bring is reached, over the budget.
        cost_per_click: In spend's currency.
        click_rate: Clicks per ad served.
        flights: Whether it is on air in some weeks only, at the same spend a day.
    """

    name: str
    campaigns: dict[str, float]
    budget: float
    spread: float
    roas: float
    half: float
    cost_per_click: float
    click_rate: float
    flights: bool = False

    @property
    def half_per_day(self) -> float:
        """Spend per day at which half of the ceiling is reached."""
        return self.half * self.budget / MONTH_DAYS

    @property
    def ceiling_per_day(self) -> float:
        """Revenue per day that no spend exceeds."""
        return self.roas * (1 + self.half) * self.budget / MONTH_DAYS

    def brings(self, spend_per_day: Array) -> Array:
        """Revenue per day, elementwise."""
        return np.asarray(self.ceiling_per_day * spend_per_day / (spend_per_day + self.half_per_day))

    def truth(self, spend: Array, days: Array) -> dict[str, float]:
        """What is unknown in life, of spend and days per month, both of shape (n,)."""
        contribution = float(days @ self.brings(spend / days))
        mean = spend.sum() / days.sum()
        return {
            "roas": contribution / float(spend.sum()),
            "marginal_roas": float(
                self.ceiling_per_day * self.half_per_day / (mean + self.half_per_day) ** 2
            ),
            "spend": float(spend.sum()),
            "contribution": contribution,
            "ceiling_per_day": self.ceiling_per_day,
            "half_spend_per_day": self.half_per_day,
        }


CHANNELS = (
    SimulatedChannel(
        "search_engine",
        {"brand": 0.3, "generic": 0.45, "competitor": 0.1, "shopping": 0.15},
        budget=500_000,
        spread=0.25,
        roas=2.1,
        half=1.6,
        cost_per_click=8.0,
        click_rate=0.05,
    ),
    SimulatedChannel(
        "social_media",
        {"prospecting": 0.5, "retargeting": 0.3, "influencer": 0.2},
        budget=300_000,
        spread=0.3,
        roas=1.6,
        half=1.2,
        cost_per_click=5.0,
        click_rate=0.012,
    ),
    SimulatedChannel(
        "video",
        {"awareness": 0.55, "product": 0.3, "seasonal": 0.15},
        budget=400_000,
        spread=0.15,
        roas=1.2,
        half=2.0,
        cost_per_click=12.0,
        click_rate=0.004,
        flights=True,
    ),
    SimulatedChannel(
        "email",
        {"newsletter": 0.4, "lifecycle": 0.35, "winback": 0.25},
        budget=50_000,
        spread=0.45,
        roas=3.0,
        half=2.2,
        cost_per_click=1.5,
        click_rate=0.03,
    ),
)


@dataclass(frozen=True)
class Advertiser:
    """Simulated data.

    Attributes:
        campaign_spend: Columns of equal length, one row a campaign and day on which it ran.
        monthly_revenue: Columns of equal length, one row a month.
        truth: What is unknown in life: base, trend, noise; per channel `roas` and `contribution` over all
            months, `marginal_roas` at the mean spend per day, and its curve (`SimulatedChannel.truth`).
    """

    campaign_spend: dict[str, NDArray[Any]]
    monthly_revenue: dict[str, NDArray[Any]]
    truth: dict[str, Any]


def sample_advertiser(months: int = 60, seed: int = 0, first: str = "2021-01") -> Advertiser:
    """Simulate an advertiser.

    Args:
        months: Number of whole months, at least 1.
        seed: The same seed gives the same numbers, whatever the number of months.
        first: Label of the first month.

    Raises:
        ValueError: `first` is no month, or there are no months.
    """
    if months < 1:
        raise ValueError(f"An advertiser needs at least 1 month, not {months}.")
    periods = _months_from(first, months)
    simulated = [_month(period, index, seed) for index, period in enumerate(periods)]
    spend = np.array([month.spend for month in simulated])
    days = np.array([float(period.days) for period in periods])
    rows = [rows for month in simulated for rows in month.rows]
    return Advertiser(
        campaign_spend={name: np.concatenate([columns[name] for columns in rows]) for name in rows[0]},
        monthly_revenue={
            "YEAR": np.array([period.start.year for period in periods]),
            "MONTH": np.array([period.start.month for period in periods]),
            "REVENUE": np.array([month.revenue for month in simulated]),
        },
        truth={
            "base_per_day": BASE_PER_DAY,
            "trend_per_month": TREND_PER_MONTH,
            "noise_per_day": NOISE_PER_DAY,
            "channels": {
                channel.name: channel.truth(spend[:, k], days) for k, channel in enumerate(CHANNELS)
            },
        },
    )


def to_files(advertiser: Advertiser) -> dict[str, bytes]:
    """The advertiser as files: `campaign_spend.csv.gz`, `monthly_revenue.csv` and `truth.json`."""
    return {
        "campaign_spend.csv.gz": gzip.compress(_csv(advertiser.campaign_spend), mtime=0),
        "monthly_revenue.csv": _csv(advertiser.monthly_revenue),
        "truth.json": json.dumps(advertiser.truth, indent=2, sort_keys=True).encode() + b"\n",
    }


@dataclass(frozen=True)
class _Month:
    rows: list[dict[str, NDArray[Any]]]
    spend: Array
    revenue: float


def _months_from(first: str, months: int) -> list[Period]:
    period = Period.parse(first)
    if period.grain != "month":
        raise ValueError(f"The first month must be written as 2021-01, not {first}.")
    periods = [period]
    while len(periods) < months:
        periods.append(periods[-1].next())
    return periods


def _month(period: Period, index: int, seed: int) -> _Month:
    rng = np.random.default_rng([seed, index])
    rows = []
    spend = np.zeros(len(CHANNELS))
    for k, channel in enumerate(CHANNELS):
        daily = _daily_budget(channel, period, rng)
        for campaign, share in channel.campaigns.items():
            columns = _campaign_rows(channel, f"{channel.name}_{campaign}", share * daily, period, rng)
            rows.append(columns)
            spend[k] += columns["TOTAL_COST"].sum()
    base = BASE_PER_DAY + TREND_PER_MONTH * index + rng.normal(0, NOISE_PER_DAY)
    brought = sum(channel.brings(spent) for channel, spent in zip(CHANNELS, spend / period.days, strict=True))
    return _Month(rows, spend, round(float(period.days * (base + brought)), 2))


def _daily_budget(channel: SimulatedChannel, period: Period, rng: np.random.Generator) -> Array:
    """What the channel plans to spend on each day of the month, shape (days,)."""
    budget = channel.budget * SEASON[period.start.month - 1] * rng.lognormal(0, channel.spread)
    days = np.arange(period.days)
    daily: Array = budget / period.days * WEEKDAYS[(period.start.weekday() + days) % 7]
    if not channel.flights:
        return daily
    flights = rng.permutation(MAX_FLIGHTS)[: rng.integers(1, MAX_FLIGHTS + 1)]
    on_air = np.isin(np.minimum(days // FLIGHT_DAYS, MAX_FLIGHTS - 1), flights)
    mean_share = (MAX_FLIGHTS + 1) / 2 / MAX_FLIGHTS
    return np.where(on_air, daily / mean_share, 0.0)


def _campaign_rows(
    channel: SimulatedChannel, name: str, daily: Array, period: Period, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """One row a day on which the campaign ran; whole numbers, as exports have them."""
    cost = np.round(daily * rng.normal(1, 0.08, period.days).clip(0.5))
    clicks = np.round(cost / (channel.cost_per_click * rng.normal(1, 0.06, period.days).clip(0.5)))
    served = np.round(clicks / (channel.click_rate * rng.normal(1, 0.05, period.days).clip(0.5)))
    ran = cost > 0
    dates = np.datetime64(period.start) + np.arange(period.days)
    return {
        "CAMPAIGN": np.full(ran.sum(), name),
        "CHANNEL": np.full(ran.sum(), channel.name),
        "DATE": dates[ran],
        "TOTAL_CLICKS": clicks[ran].astype(np.int64),
        "TOTAL_COST": cost[ran].astype(np.int64),
        "ADS_SERVED": served[ran].astype(np.int64),
    }


def _csv(columns: dict[str, NDArray[Any]]) -> bytes:
    rows = zip(*(column.astype(str).tolist() for column in columns.values()), strict=True)
    lines = [",".join(columns), *(",".join(row) for row in rows)]
    return ("\n".join(lines) + "\n").encode()
