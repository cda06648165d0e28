"""What the shared example data are known to hold."""

import datetime as dt
from pathlib import Path

import pytest

from spendcast_ingest import Ingested, RawFile, ingest

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the shared example data are not beside this checkout"
)


def ingested(as_of: dt.date, *paths: str) -> Ingested:
    files = [DATA / path for path in paths]
    return ingest([RawFile(file.name, file.read_bytes()) for file in files], as_of)


@pytest.fixture(scope="module")
def reference() -> Ingested:
    folder = "reference_shape"
    return ingested(dt.date(2022, 5, 11), f"{folder}/campaign_spend.csv.gz", f"{folder}/monthly_revenue.csv")


def test_the_reference_files_are_recognised(reference: Ingested) -> None:
    spend, revenue = reference.recognised
    assert (spend.role, spend.shape, spend.grain, spend.rows) == ("spend", "long", "day", 293_040)
    assert spend.channels == ("email", "search_engine", "social_media", "video")
    assert (spend.first, spend.last) == (dt.date(2012, 5, 1), dt.date(2022, 5, 11))
    assert (revenue.role, revenue.grain, revenue.rows) == ("revenue", "month", 121)


def test_the_reference_panel_has_121_months_and_all_the_money(reference: Ingested) -> None:
    panel = reference.panel
    assert panel is not None
    assert (panel.periods, panel.complete_periods) == (121, 120)
    assert (panel.first, panel.last) == ("2012-05", "2022-05")
    table = panel.table
    assert table["revenue"].iloc[[0, -1]].tolist() == [3264300.11, 1156590.17]
    assert table["complete"].tolist() == [True] * 120 + [False]
    assert table["days"].sum() == (dt.date(2022, 6, 1) - dt.date(2012, 5, 1)).days
    totals = table[[f"spend.{channel}" for channel in panel.channels]].sum()
    assert totals.tolist() == [61_536_830.0, 61_558_431.0, 61_532_156.0, 61_554_489.0]


def test_the_reference_channels_cannot_be_told_apart(reference: Ingested) -> None:
    by_code = {finding.code: finding for finding in reference.findings}
    together = by_code["channels_move_together"].message
    assert "email, search_engine, social_media and video" in together
    assert "longer than others" in together
    assert [finding.code for finding in reference.findings].count("spend_does_not_vary") == 4
    assert "2022-05" in by_code["partial_period"].message
    assert not any(finding.severity == "error" for finding in reference.findings)


@pytest.mark.parametrize(
    ("name", "grain", "periods"),
    [("pub0_week_low", "week", 156), ("pub2_m60_low", "month", 60), ("pub4_m36_high", "month", 36)],
)
def test_spend_and_revenue_in_one_file_need_no_second(name: str, grain: str, periods: int) -> None:
    result = ingested(dt.date(2026, 1, 4), f"known_truth/{name}.csv")
    assert result.panel is not None
    assert (result.panel.grain, result.panel.periods) == (grain, periods)
    assert result.panel.channels == ("email", "search", "social", "video")
    assert result.panel.complete_periods == periods
    assert result.recognised[0].role == "spend and revenue"
