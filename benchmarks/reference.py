"""The reference advertiser, of whom nothing can be told: what the product says, beside the plain recipe.

`python -m benchmarks.reference` counts, for both, how many moves of +10 % in one channel are said to lower
revenue and how many budgets within half and one and a half of today's to earn less than nothing.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from benchmarks.cases import DATA
from spendcast_mixmodel.allocate import AllocationRequest, allocate
from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit import MarketingMixRegressor, TrainingData, to_json
from spendcast_mixmodel.predict import Model, Plan

BUDGETS = 500


def main() -> None:
    """Print what is said."""
    if not (DATA / "reference_shape").exists():
        sys.exit("bench: the reference advertiser is looked for in ../shared/data and is not there")
    data = monthly()
    estimator = MarketingMixRegressor().fit(data.spend, data.revenue, days=data.days)
    model = Model.from_json(to_json(estimator, data))
    for name, channel in model.summary().items():
        print(f"{name}: {channel['verdict']}, ROAS {channel['roas']}")
    answer = allocate(model, AllocationRequest())
    print(f"advice: {answer['decision']}, because {answer['reason']}")

    def product(plans: Array) -> Array:
        asked = [Plan(dict(zip(model.channels, plan, strict=True))) for plan in plans.tolist()]
        batches = (asked[at : at + BUDGETS] for at in range(0, len(asked), BUDGETS))
        said = [answer["revenue"] for batch in batches for answer in model.predict_many(batch)]
        return np.array([revenue["mean"] for revenue in said])

    recipe = make_pipeline(PolynomialFeatures(2), LinearRegression())
    recipe.fit(data.spend.to_numpy(), data.revenue.to_numpy())
    for name, predict in {"product": product, "plain recipe": recipe.predict}.items():
        lower, negative = harm(data.spend.to_numpy(), predict)
        print(f"{name}: {lower:.0%} of moves lower revenue, {negative:.0%} of budgets earn less than nothing")


def monthly() -> TrainingData:
    """The panel of whole months."""
    folder = DATA / "reference_shape"
    rows = pd.read_csv(folder / "campaign_spend.csv.gz", parse_dates=["DATE"])
    starts = rows["DATE"].dt.to_period("M").dt.to_timestamp()
    spend = rows.pivot_table(index=starts, columns="CHANNEL", values="TOTAL_COST", aggfunc="sum")
    told = pd.read_csv(folder / "monthly_revenue.csv")
    revenue = told.set_index(pd.to_datetime(told[["YEAR", "MONTH"]].assign(DAY=1)))["REVENUE"]
    both = spend.join(revenue, how="inner")[:-1]  # the last month is not over
    index = pd.DatetimeIndex(both.index)
    return TrainingData(
        grain="month",
        periods=tuple(f"{start:%Y-%m}" for start in index),
        spend=both[spend.columns].astype(float),
        revenue=both["REVENUE"].astype(float),
        days=pd.Series(index.days_in_month.astype(float), index=index),
        complete=pd.Series(np.ones(len(both), dtype=bool), index=index),
    )


def harm(spend: Array, predict: Callable[[Array], Array]) -> tuple[float, float]:
    """Shares of moves said to lower revenue, and of budgets said to earn less than nothing.

    Args:
        spend: Of the months seen, shape (n, K); each is moved in each channel.
        predict: Revenue of plans, shape (P, K).
    """
    channels = spend.shape[1]
    moved = np.concatenate([spend * (1 + 0.1 * np.eye(channels)[k]) for k in range(channels)])
    lower = predict(moved) < np.tile(predict(spend), channels)
    budgets = spend.mean(axis=0) * np.random.default_rng(0).uniform(0.5, 1.5, (BUDGETS, channels))
    return float(lower.mean()), float((predict(budgets) < 0).mean())


if __name__ == "__main__":
    main()
