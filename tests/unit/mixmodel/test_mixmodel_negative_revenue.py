import pandas as pd
import pytest

from spendcast_mixmodel.fit import LinearBaseline, TrainingData, to_json
from spendcast_mixmodel.predict import Model, Plan


@pytest.mark.parametrize(("spend", "warned"), [(0.0, True), (3000.0, False)])
def test_revenue_below_zero_is_warned_of_with_its_figure(spend: float, warned: bool) -> None:
    """Revenue is five times what is spent beyond 1,000 a period, and spend of less was never seen."""
    index = pd.date_range("2023-01-02", periods=30, freq="7D")
    labels = tuple(f"{day.isocalendar()[0]}-W{day.isocalendar()[1]:02d}" for day in index)
    tv = pd.Series([2000.0 + 100 * (row % 7) for row in range(30)], index, name="tv")
    days, complete = pd.Series(7.0, index), pd.Series(data=True, index=index)
    data = TrainingData(
        "week", labels, tv.to_frame(), 5 * (tv - 1000) + [row % 3 for row in range(30)], days, complete
    )
    model = Model.from_json(
        to_json(LinearBaseline(n_draws=100).fit(data.spend, data.revenue, data.days), data)
    )
    warnings = {w["code"]: w["message"] for w in model.predict(Plan({"tv": spend}))["warnings"]}
    assert ("negative_revenue" in warnings) is warned
    if warned:
        assert "expected at -5,0" in warnings["negative_revenue"] or "-4,9" in warnings["negative_revenue"]
