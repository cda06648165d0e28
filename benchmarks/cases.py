"""Panels to answer: simulated worlds, cases with known truth from files, and sets that others publish.

The files are read where they lie beside the checkout (`../shared/data`) and are no part of it.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import TrainingData
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.simulate import Traits, Truth, World
from spendcast_mixmodel.simulate.response import DAYS, ChannelTruth, Curve

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


class Panel(Protocol):
    """What every method is told: a `World` is one."""

    @property
    def name(self) -> str:
        """Which it is."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of K channels."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """N consecutive periods."""

    @property
    def training(self) -> int:
        """How many of them, from the first, are for training."""

    @property
    def spend(self) -> Array:
        """Per period, shape (n, K)."""

    @property
    def revenue(self) -> Array:
        """Per period, shape (n,)."""

    @property
    def days(self) -> Array:
        """Days in each period, shape (n,)."""

    @property
    def current_plan(self) -> Array:
        """Mean spend per day over the training periods, shape (K,)."""


@dataclass(frozen=True)
class PublicSet:
    """A published set; all of it is for training.

    Attributes:
        name: Whose it is.
        channels: Names.
        periods: Consecutive weeks.
        spend: Per period, shape (n, K).
        revenue: Per period, shape (n,).
        roas: The truth, where it is known.
    """

    name: str
    channels: tuple[str, ...]
    periods: tuple[Period, ...]
    spend: Array
    revenue: Array
    roas: tuple[float, ...] | None = None

    @property
    def training(self) -> int:
        """All periods."""
        return len(self.periods)

    @property
    def days(self) -> Array:
        """Days in each period, shape (n,)."""
        return np.array([float(period.days) for period in self.periods])

    @property
    def current_plan(self) -> Array:
        """Mean spend per day, shape (K,)."""
        return np.asarray(self.spend.sum(axis=0) / self.days.sum())


def period_days(panel: Panel) -> float:
    """Days in a mean week or month."""
    return DAYS[panel.periods[0].grain]


def frame_of(panel: Panel) -> pd.DataFrame:
    """Spend of all periods, indexed by their first days."""
    index = pd.DatetimeIndex([period.start for period in panel.periods], name="start")
    return pd.DataFrame(panel.spend, index=index, columns=list(panel.channels))


def training_data(panel: Panel) -> TrainingData:
    """The training periods as `read_panel` gives them."""
    n, spend = panel.training, frame_of(panel)
    return TrainingData(
        grain=panel.periods[0].grain,
        periods=tuple(period.label for period in panel.periods[:n]),
        spend=spend[:n],
        revenue=pd.Series(panel.revenue[:n], index=spend.index[:n]),
        days=pd.Series(panel.days[:n], index=spend.index[:n]),
        complete=pd.Series(np.ones(n, dtype=bool), index=spend.index[:n]),
    )


def known_truth() -> list[World]:
    """The cases with known truth, as worlds; none where the files are not at hand."""
    return [_known(path) for path in sorted(DATA.glob("known_truth/*.truth.json"))]


def _known(path: Path) -> World:
    told = json.loads(path.read_text("utf-8"))
    frame = pd.read_csv(path.with_name(path.name.replace(".truth.json", ".csv")))
    names = tuple(told["params"])
    spend = frame[[f"spend_{name}" for name in names]].to_numpy(dtype=float)
    contribution = np.array([told["contribution"][name] for name in names]).T
    weekly = told["args"]["freq"] == "W"
    starts = [date.fromisoformat(start) for start in frame["date"]]
    periods = [Period.of_week(day) if weekly else Period.of_month(day.year, day.month) for day in starts]
    return World(
        name=path.name.split("_", 1)[0],
        traits=_traits(told["args"], len(frame)),
        channels=names,
        periods=tuple(periods),
        training=told["n_train"],
        spend=spend,
        revenue=frame["revenue"].to_numpy(dtype=float),
        truth=Truth(
            channels=tuple(_channel(told["params"][name], len(frame)) for name in names),
            per_period=True,
            period_days=DAYS["week" if weekly else "month"],
            base=np.array(told["baseline"]),
            contribution=contribution,
            marginal_path_roas=np.array([told["channels_train"][name]["marginal_roi"] for name in names]),
        ),
    )


def _traits(told: dict[str, Any], periods: int) -> Traits:
    hill = told["saturation"] == "hill"
    return Traits(
        form="own" if hill else "other",
        grain="week" if told["freq"] == "W" else "month",
        periods=periods,
        channels=4,
        noise=told["noise"],
        correlation=told["corr"],
        season_following=told["season_corr"],
        media_share=told["media_share"],
        trend=told["trend"],
        season_amplitude=told["season_amp"],
        roas_level=1.5,
        roas_spread=0.4,
        without_effect=False,
        late_start=False,
        dark=False,
        steady=False,
        flighting=bool(told["flight_video"]),
        saturation="hill" if hill else "tanh",
        per_period=True,
    )


def _channel(told: dict[str, Any], periods: int) -> ChannelTruth:
    slope = told["slope"]
    curve = Curve("hill", 1.0, slope) if slope else Curve("tanh", 1.0, 1.0)
    kernel = (1 - told["decay"]) * told["decay"] ** np.arange(periods)
    return ChannelTruth(curve, kernel, reference=told["half_sat"], scale=told["scale"])


def public_sets() -> list[PublicSet]:
    """The published sets, all weekly; none where the files are not at hand."""
    folder = DATA / "public"
    if not folder.exists():
        return []
    robyn = pd.read_csv(folder / "robyn_dt_simulated_weekly.csv")
    meridian = pd.read_csv(folder / "meridian_national_media.csv")
    stan = pd.read_csv(folder / "mmm_stan_data.csv")
    pymc = pd.read_csv(folder / "pymc_marketing_mmm_roas_data.csv")
    lifted = ((pymc["y"] - pymc[f"y0{k}"]).sum() / pymc[f"x{k}"].sum() for k in (1, 2))
    return [
        _weekly("Robyn", robyn["DATE"], robyn.filter(regex="_S$"), robyn["revenue"]),
        _weekly(
            "Meridian",
            meridian["time"],
            meridian.filter(regex="_spend$"),
            meridian["conversions"] * meridian["revenue_per_conversion"],
        ),
        _weekly("mmm_stan", stan["wk_strt_dt"], stan.filter(regex="^mdsp_"), stan["sales"]),
        _weekly("pymc-marketing", pymc["date"], pymc[["x1", "x2"]], pymc["y"], tuple(map(float, lifted))),
    ]


def _weekly(
    name: str,
    starts: "pd.Series[str]",
    spend: pd.DataFrame,
    revenue: "pd.Series[float]",
    roas: tuple[float, ...] | None = None,
) -> PublicSet:
    periods = tuple(Period.of_week(date.fromisoformat(str(start))) for start in starts)
    return PublicSet(
        name=name,
        channels=tuple(map(str, spend)),
        periods=periods,
        spend=np.asarray(spend, dtype=np.float64),
        revenue=np.asarray(revenue, dtype=np.float64),
        roas=roas,
    )
