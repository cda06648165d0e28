from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spendcast_mixmodel.periods import Period


@pytest.mark.parametrize(
    ("label", "start", "days"),
    [
        ("2026-01", date(2026, 1, 1), 31),
        ("2026-02", date(2026, 2, 1), 28),
        ("2024-02", date(2024, 2, 1), 29),
        ("2026-W05", date(2026, 1, 26), 7),
        ("2020-W53", date(2020, 12, 28), 7),
        ("2026-W01", date(2025, 12, 29), 7),
    ],
)
def test_a_label_names_its_days(label: str, start: date, days: int) -> None:
    period = Period.parse(label)
    assert (period.label, period.start, period.days) == (label, start, days)


@pytest.mark.parametrize(
    "label",
    [
        "2026-13",
        "2026-00",
        "2026-W54",
        "2025-W53",
        "2026",
        "2026-1",
        "26-01",
        "2026-01-01",
        "",
        "\uff12\uff10\uff12\uff16-01",
    ],
)
def test_what_is_no_period_is_refused_by_name(label: str) -> None:
    with pytest.raises(ValueError, match="is no period") as caught:
        Period.parse(label)
    assert repr(label) in str(caught.value)


@pytest.mark.parametrize(
    ("label", "following"),
    [("2026-01", "2026-02"), ("2025-12", "2026-01"), ("2026-W05", "2026-W06"), ("2020-W53", "2021-W01")],
)
def test_periods_follow_one_another(label: str, following: str) -> None:
    assert Period.parse(label).next() == Period.parse(following)


@pytest.mark.parametrize(
    ("first_weekday", "start"),
    [
        (0, date(2026, 1, 26)),
        (3, date(2026, 1, 29)),
        (4, date(2026, 1, 23)),
        (6, date(2026, 1, 25)),
    ],
)
def test_a_week_of_any_weekday_bears_the_iso_week_of_most_of_its_days(
    first_weekday: int, start: date
) -> None:
    assert Period.parse("2026-W05", first_weekday).start == start


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_week_is_found_again_by_its_label_and_weekday(start: date) -> None:
    week = Period.of_week(start)
    assert Period.parse(week.label, start.weekday()) == week
    assert week.next().start - week.start == timedelta(days=7)
