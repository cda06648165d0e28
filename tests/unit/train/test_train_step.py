from contextlib import nullcontext
from io import BytesIO

import joblib
import pandas as pd
import pytest

from spendcast_contract import InputUnusable, UsageError, parse_params
from spendcast_mixmodel.predict import Model, Plan
from spendcast_train.core import train
from spendcast_train.params import Kind, TrainParams

HEADER = "period,start,days,complete,revenue,spend.tv\n"
DAYS = [31, 28, 31, 30, 31, 30]
SPEND = [3100.0, 5600.0, 1550.0, 9000.0, 4650.0, 6000.0]


def panel(last_complete: str = "true") -> bytes:
    """Revenue is exactly 1000 a day and 2 per unit of spend; the last month is absurd."""
    rows = "".join(
        f"2025-{m:02d},2025-{m:02d}-01,{days},true,{1000 * days + 2 * spend},{spend}\n"
        for m, (days, spend) in enumerate(zip(DAYS, SPEND, strict=True), start=1)
    )
    return f"{HEADER}{rows}2025-07,2025-07-01,31,{last_complete},1.0,9999.0\n".encode()


def test_the_model_recovers_what_made_the_revenue_and_leaves_the_incomplete_month_out() -> None:
    result = train(panel(last_complete="false"), TrainParams(kind="linear_baseline"))
    assert result.metrics == {
        "kind": "linear_baseline",
        "trained_on": {"first": "2025-01", "last": "2025-06", "periods": 6},
    }
    outputs = {output.name: output.data for output in result.outputs}
    model = Model.from_json(outputs["model.json"])
    answer = model.predict(Plan({"tv": 3000.0}, "2026-02"))
    assert answer["revenue"]["mean"] == pytest.approx(28 * 1000 + 2 * 3000, rel=1e-9)
    assert answer["channels"]["tv"]["marginal_roas"]["mean"] == pytest.approx(2.0, rel=1e-9)


@pytest.mark.parametrize("kind", ["linear_baseline", "marketing_mix"])
def test_both_artifacts_of_one_fit_predict_the_same(kind: Kind) -> None:
    outputs = {output.name: output.data for output in train(panel("false"), TrainParams(kind=kind)).outputs}
    estimator = joblib.load(BytesIO(outputs["model.joblib"]))
    by_joblib = estimator.predict(
        pd.DataFrame({"tv": [4321.0]}, index=pd.DatetimeIndex(["2026-04-01"])), days=[30]
    )[0]
    by_json = Model.from_json(outputs["model.json"]).predict(Plan({"tv": 4321.0}, "2026-04"))["revenue"][
        "mean"
    ]
    assert by_json == pytest.approx(by_joblib, rel=1e-9)


def test_the_same_panel_gives_the_same_bytes_and_another_seed_does_not() -> None:
    first, again = train(panel(), TrainParams()), train(panel(), TrainParams())
    other = train(panel(), TrainParams(seed=1))
    assert [o.data for o in first.outputs] == [o.data for o in again.outputs]
    assert [o.data for o in first.outputs] != [o.data for o in other.outputs]


def test_a_lift_test_moves_the_model_that_knows_of_them() -> None:
    test = b"channel,start,end,incremental_revenue,standard_error\ntv,2025-02-01,2025-02-28,12000.0,100.0\n"
    without, told = (
        Model.from_json({o.name: o.data for o in train(panel(), TrainParams(), tests).outputs}["model.json"])
        for tests in (None, test)
    )
    roas = [model.summary()["tv"]["roas"] for model in (without, told)]
    assert roas[0] is not None
    assert roas[1] is not None
    assert roas[1]["high"] - roas[1]["low"] < roas[0]["high"] - roas[0]["low"]
    assert roas[1]["low"] > roas[0]["median"]


def test_a_baseline_says_that_it_leaves_lift_tests_aside() -> None:
    test = b"channel,start,end,incremental_revenue,standard_error\ntv,2025-02-01,2025-02-28,12000.0,100.0\n"
    findings = train(panel(), TrainParams(kind="linear_baseline"), test).findings
    assert [(finding.code, finding.values["tests"]) for finding in findings] == [("left_aside", 1)]
    assert train(panel(), TrainParams(kind="linear_baseline")).findings == []


def test_lift_tests_that_contradict_each_other_are_told() -> None:
    tests = (
        b"channel,start,end,incremental_revenue,standard_error\n"
        b"tv,2025-02-01,2025-02-28,5600.0,100.0\ntv,2025-04-01,2025-04-30,45000.0,100.0\n"
    )
    found = {finding.code: finding for finding in train(panel(), TrainParams(), tests).findings}
    assert found["tests_contradict"].values["channel"] == "tv"
    assert "contradict" in found["tests_contradict"].message


def test_a_lift_test_of_an_unknown_channel_is_rejected_with_the_reason() -> None:
    test = b"channel,start,end,incremental_revenue,standard_error\nradio,2025-02-01,2025-02-28,1.0,1.0\n"
    result = train(panel(), TrainParams(), test)
    assert result.status == "rejected"
    assert "'radio'" in result.findings[0].message


def test_too_few_periods_are_rejected_not_a_crash() -> None:
    two_months = b"".join(panel().splitlines(keepends=True)[:3])
    result = train(two_months, TrainParams())
    assert (result.status, [finding.code for finding in result.findings]) == ("rejected", ["cannot_fit"])


def test_a_panel_that_is_none_is_an_unusable_input() -> None:
    with pytest.raises(InputUnusable, match="panel"):
        train(b"no,panel\n1,2\n", TrainParams())


@pytest.mark.parametrize(("country", "known"), [("JP", True), ("ZZ", False)])
def test_a_country_without_known_holidays_is_wrong_usage(country: str, known: bool) -> None:
    with nullcontext() if known else pytest.raises(UsageError, match="ZZ is no country"):
        parse_params(TrainParams, {"country": country})
