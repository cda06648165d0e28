import gzip
import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from spendcast_mixmodel.fit import LinearBaseline, TrainingData
from spendcast_mixmodel.simulate import (
    CHANNELS,
    Advertiser,
    SimulatedChannel,
    sample_advertiser,
    to_files,
)
from spendcast_mixmodel.simulate.export import MONTH_DAYS

COLUMNS = ["CAMPAIGN", "CHANNEL", "DATE", "TOTAL_CLICKS", "TOTAL_COST", "ADS_SERVED"]


def test_files_have_the_columns_and_order_of_an_export(advertiser: Advertiser) -> None:
    files = to_files(advertiser)
    spend = gzip.decompress(files["campaign_spend.csv.gz"]).decode().splitlines()
    assert spend[0].split(",") == COLUMNS
    assert spend[1].split(",")[:3] == ["search_engine_brand", "search_engine", "2021-01-01"]
    revenue = files["monthly_revenue.csv"].decode().splitlines()
    assert revenue[0] == "YEAR,MONTH,REVENUE"
    assert revenue[1].startswith("2021,1,")
    assert len(revenue) == 61


def test_a_longer_history_begins_with_exactly_the_shorter_one() -> None:
    short, long = sample_advertiser(12), sample_advertiser(13)
    rows = len(short.campaign_spend["DATE"])
    for name in COLUMNS:
        assert np.array_equal(long.campaign_spend[name][:rows], short.campaign_spend[name])
    assert np.array_equal(long.monthly_revenue["REVENUE"][:12], short.monthly_revenue["REVENUE"])


def test_a_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert to_files(sample_advertiser(6)) == to_files(sample_advertiser(6))
    assert to_files(sample_advertiser(6)) != to_files(sample_advertiser(6, seed=1))


def test_revenue_is_base_trend_and_effects_but_for_noise(
    advertiser: Advertiser, sample: TrainingData
) -> None:
    truth = advertiser.truth
    base = truth["base_per_day"] + truth["trend_per_month"] * np.arange(60)
    media = np.zeros(60)
    for name, channel in truth["channels"].items():
        per_day = sample.spend[name].to_numpy() / sample.days.to_numpy()
        media += channel["ceiling_per_day"] * per_day / (per_day + channel["half_spend_per_day"])
    noise = sample.revenue / sample.days - base - media
    assert noise.mean() == pytest.approx(0, abs=3 * truth["noise_per_day"] / np.sqrt(60))
    assert noise.std() == pytest.approx(truth["noise_per_day"], rel=0.3)


def test_the_truth_adds_up_to_the_rows(advertiser: Advertiser, sample: TrainingData) -> None:
    for name, channel in advertiser.truth["channels"].items():
        assert channel["spend"] == sample.spend[name].sum()
        assert channel["contribution"] == pytest.approx(channel["roas"] * channel["spend"])


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_returns_its_roas_at_the_budget_and_less_the_more_is_spent(
    channel: SimulatedChannel,
) -> None:
    budget = channel.budget / MONTH_DAYS
    once, half, never = channel.brings(np.array([budget, channel.half * budget, 0.0]))
    assert once == pytest.approx(channel.roas * budget)
    assert half == pytest.approx(channel.ceiling_per_day / 2)
    assert never == 0
    told = channel.truth(np.full(12, channel.budget), np.full(12, MONTH_DAYS))
    assert told["roas"] == pytest.approx(channel.roas)
    assert told["marginal_roas"] == pytest.approx((channel.brings(np.array(budget + 1)) - once), rel=1e-3)
    assert told["marginal_roas"] < told["roas"]


def test_channels_spend_about_their_budget_and_move_on_their_own(sample: TrainingData) -> None:
    for channel in CHANNELS:
        assert sample.spend[channel.name].median() == pytest.approx(channel.budget, rel=0.2)
    correlation = sample.spend.corr().to_numpy()
    assert np.abs(correlation[~np.eye(4, dtype=bool)]).max() < 0.5


def test_weekends_are_quieter_and_video_pauses(advertiser: Advertiser) -> None:
    rows = pd.DataFrame(advertiser.campaign_spend)
    daily = rows.groupby(["CHANNEL", "DATE"])["TOTAL_COST"].sum()
    search = daily["search_engine"]
    weekend = pd.DatetimeIndex(search.index).day_of_week >= 5
    assert search[weekend].mean() < 0.9 * search[~weekend].mean()
    days = {channel: len(daily[channel]) for channel in ("search_engine", "video")}
    assert 0.4 < days["video"] / days["search_engine"] < 0.9


@pytest.mark.parametrize("months", [36, 60])
def test_the_baseline_finds_what_the_next_unit_brings(months: int, sample: TrainingData) -> None:
    known = sample.rows(0, months)
    truth = sample_advertiser(months).truth["channels"]
    estimator = LinearBaseline().fit(known.spend, known.revenue, days=known.days)
    low, high = np.quantile(estimator.response_.coefficient_draws, [0.05, 0.95], axis=1)
    expected = np.array([truth[channel]["marginal_roas"] for channel in known.channels])
    assert ((low <= expected) & (expected <= high)).all()
    assert (estimator.coef_ > 0).all()


def test_months_are_consecutive_from_the_first_asked_for() -> None:
    revenue = sample_advertiser(14, first="2019-11").monthly_revenue
    counted = [12 * year + month for year, month in zip(revenue["YEAR"], revenue["MONTH"], strict=True)]
    assert counted[0] == 12 * 2019 + 11
    assert all(after - before == 1 for before, after in pairwise(counted))


def test_truth_is_json(advertiser: Advertiser) -> None:
    assert set(json.loads(to_files(advertiser)["truth.json"])["channels"]) == {c.name for c in CHANNELS}


@pytest.mark.parametrize(("months", "first"), [(0, "2021-01"), (3, "2021-W01"), (3, "2021")])
def test_what_cannot_be_simulated_is_an_error(months: int, first: str) -> None:
    with pytest.raises(ValueError, match=r"month|period"):
        sample_advertiser(months, first=first)
