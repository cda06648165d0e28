from collections.abc import Callable

import numpy as np
import pytest

from spendcast_mixmodel.fit import PanelError, read_panel

PANEL = b"""period,start,days,complete,revenue,spend.tv,price,spend.e mail
2026-01,2026-01-01,31,true,100.5,10,9.9,1
2026-02,2026-02-01,28,true,90,20,9.9,0
2026-03,2026-03-01,31,false,30,5,9.9,2
"""


def test_a_panel_is_read_as_it_stands() -> None:
    data = read_panel(PANEL)
    assert data.grain == "month"
    assert data.periods == ("2026-01", "2026-02", "2026-03")
    assert data.channels == ("tv", "e mail")
    assert data.spend.to_numpy().tolist() == [[10, 1], [20, 0], [5, 2]]
    assert data.revenue.tolist() == [100.5, 90, 30]
    assert data.days.tolist() == [31, 28, 31]
    assert data.complete.tolist() == [True, True, False]
    assert [f"{start:%Y-%m-%d}" for start in data.spend.index] == ["2026-01-01", "2026-02-01", "2026-03-01"]


def test_only_complete_periods_are_kept_for_training() -> None:
    data = read_panel(PANEL).only_complete()
    assert data.periods == ("2026-01", "2026-02")
    assert len(data) == len(data.spend) == len(data.revenue) == len(data.days) == 2
    assert data.rows(1, 2).periods == ("2026-02",)


def test_weeks_may_begin_on_any_weekday(panel_writer: Callable[..., bytes]) -> None:
    data = read_panel(panel_writer({"tv": np.ones(60)}, np.ones(60), first="2025-W50", first_weekday=6))
    assert (data.grain, data.first_weekday, data.periods[0]) == ("week", 6, "2025-W50")
    assert data.spend.index[0].day_name() == "Sunday"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"revenue", b"income", "expected at least one row, complete, days, period, revenue, start"),
        (b"spend.", b"cost.", r"and spend\.<channel>"),
        (PANEL[PANEL.index(b"\n") + 1 :], b"", "0 rows"),
        (PANEL, b"", "it is no CSV"),
        (b"100.5", b"", "revenue of 2026-01-01 is no finite number but nan"),
        (b"100.5", b"much", "revenue of 2026-01-01 is no finite number but much"),
        (b"100.5", b"inf", "revenue of 2026-01-01 is no finite number but inf"),
        (b"2026-02,", b"2026-04,", "row 3 is 2026-04 from 2026-02-01"),
        (b"2026-02-01", b"2026-02-02", "row 3 is 2026-02 from 2026-02-02"),
        (b"2026-02,2026-02-01,28,true,90,20,9.9,0\n", b"", "row 3 is 2026-03"),
        (b"2026-02,", b"2026-W06,", "row 3 is 2026-W06"),
        (b"2026-02,", b"spring,", "'spring' is no period"),
        (b"2026-02-01", b"02/01/2026", "02/01/2026"),
    ],
)
def test_a_damaged_panel_is_refused_by_the_place_of_the_damage(old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(PanelError, match=message):
        read_panel(PANEL.replace(old, new))
