import pytest

from spendcast_mixmodel.caveats import of_period
from spendcast_mixmodel.periods import Period


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("2026-01", []),
        ("2026-12", []),
        ("2027-01", ["far_period"]),
        ("2024-12", []),
        ("2024-11", ["far_period"]),
    ],
)
def test_a_period_over_a_year_from_what_training_saw_is_warned_of(asked: str, codes: list[str]) -> None:
    assert [caveat["code"] for caveat in of_period(Period.parse(asked), Period.parse("2025-12"))] == codes
