import numpy as np
import pytest

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.fit.identifiability import judge, variance_inflation

REVENUE = np.full(40, 100.0)


@pytest.fixture
def spend(rng: np.random.Generator) -> Array:
    """Two channels that vary on their own, 25 a day each; revenue over total spend is 2. Shape (40, 2)."""
    moves = rng.normal(0, 8, (40, 2))
    return np.asarray(25 + moves - moves.mean(axis=0))


def between(low: float, high: float) -> Array:
    """Draws whose 90 % interval runs from `low` to `high`: uniform, with 5 % beyond each end."""
    margin = (high - low) / 18
    return np.linspace(low - margin, high + margin, 1001)


@pytest.mark.parametrize(
    ("low", "high", "verdict", "part"),
    [
        (1.0, 1.9, "identified", "1.00 to 1.90"),
        (0.61, 1.8, "identified", "brings"),
        (0.59, 1.8, "weak", "a direction, not a figure"),
        (-0.1, 0.9, "weak", "may bring nothing"),
        (-0.1, 1.1, "not identifiable", "too much open"),
        (5.0, 6.9, "identified", "brings"),
        (5.0, 7.1, "not identifiable", "too much open"),
        (-1.0, -0.2, "weak", "More spend went with less revenue"),
    ],
)
def test_the_interval_decides_where_spend_varies(
    spend: Array, low: float, high: float, verdict: str, part: str
) -> None:
    judged = judge(spend, REVENUE, np.stack([between(low, high), between(1.0, 1.5)]))
    assert judged[0].verdict == verdict
    assert part in judged[0].reason
    assert judged[1].verdict == "identified"


@pytest.mark.parametrize(("variation", "verdict"), [(0.049, "not identifiable"), (0.051, "identified")])
def test_a_channel_that_hardly_varies_is_not_identifiable_however_narrow_its_interval(
    spend: Array, variation: float, verdict: str
) -> None:
    moves = (spend[:, 0] - 25) / spend[:, 0].std()
    spend[:, 0] = 25 * (1 + variation * moves)
    judged = judge(spend, REVENUE, np.stack([between(1.0, 1.1)] * 2))
    assert [entry.verdict for entry in judged] == [verdict, "identified"]


@pytest.mark.parametrize(("own", "verdict"), [(0.3, "not identifiable"), (0.4, "identified")])
def test_channels_that_move_together_are_not_identifiable(spend: Array, own: float, verdict: str) -> None:
    """A share `own` of independent moves beside common ones gives an inflation of 1 + 1 / own^2."""
    moves = (spend - 25) / spend.std(axis=0)
    common = moves[:, 0]
    alone = moves[:, 1] - (moves[:, 1] @ common) / (common @ common) * common
    spend[:, 0] = 25 + 8 * common
    spend[:, 1] = 25 + 8 * (common + own * alone / alone.std())
    assert variance_inflation(spend) == pytest.approx(1 + 1 / own**2)
    judged = judge(spend, REVENUE, np.stack([between(1.0, 1.1)] * 2))
    assert [entry.verdict for entry in judged] == [verdict] * 2


def test_inflation_of_channels_on_their_own_is_1() -> None:
    spend = np.array([[1.0, 1.0, 5.0], [1.0, -1.0, 5.0], [-1.0, 1.0, 5.0], [-1.0, -1.0, 5.0]])
    assert variance_inflation(spend) == pytest.approx([1, 1, 1])


def test_inflation_of_copies_is_enormous() -> None:
    assert (variance_inflation(np.array([[1.0, 2.0], [2.0, 4.0], [4.0, 8.0]])) > 1e6).all()


def test_a_channel_without_spend_is_not_identifiable(spend: Array) -> None:
    spend[:, 0] = 0
    assert judge(spend, REVENUE, np.stack([between(1.0, 1.1)] * 2))[0].verdict == "not identifiable"
