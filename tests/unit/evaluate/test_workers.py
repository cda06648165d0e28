"""Fits side by side give what fits one after the other give."""

import os

import pytest
from unit.mixmodel.conftest import panel_of

from spendcast_evaluate.core import measure
from spendcast_evaluate.workers import workers
from spendcast_mixmodel.fit import Made, Recipe, read_panel
from spendcast_mixmodel.simulate import sample_advertiser

LINEAR = Recipe("linear_baseline", {"n_draws": 100, "random_state": 0})


def test_a_model_measured_side_by_side_is_measured_the_same() -> None:
    data = read_panel(panel_of(sample_advertiser(24)))
    made = Made(LINEAR.fit(data), data, LINEAR)
    with workers() as each:
        beside = measure(made, 3, each)
    alone = measure(made, 3)
    assert beside.rolling == alone.rolling
    assert beside.own_data is not None
    assert alone.own_data is not None
    assert beside.own_data.median.tolist() == alone.own_data.median.tolist()
    assert beside.own_data.low.tolist() == alone.own_data.low.tolist()


def test_an_error_of_one_is_the_error_of_all() -> None:
    with pytest.raises(ValueError, match="invalid literal"), workers() as each:
        list(each(int, ["1", "x", "3"]))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors are chosen on Linux alone")
def test_where_there_is_one_processor_nothing_is_forked() -> None:
    usual = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usual)})
    try:
        with workers() as each:
            assert each is map
    finally:
        os.sched_setaffinity(0, usual)
