"""An evaluation for tests of the table."""

from datetime import date

from spendcast_storage import Evaluation

EVALUATION = Evaluation(
    run_id="2026-01-05-aaaa",
    cache_key="a" * 64,
    model="revenue",
    as_of=date(2026, 1, 5),
    kind="linear_baseline",
    model_sha256="b" * 64,
    verdict="first",
    compared_with=None,
    last_period="2025-12",
    periods=36,
    r2=0.9,
    adjusted_r2=0.88,
    mape=0.05,
    rmse=1200.5,
    rolling_mape=None,
    rolling_rmse=None,
    naive_mape=0.07,
    details={"gates": [{"name": "finite", "passed": True}], "worth": "売上"},
)
