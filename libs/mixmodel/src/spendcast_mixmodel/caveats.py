"""What a reader of an answer should be warned of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from spendcast_mixmodel.numbers import money
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.plans import Plan

NOT_IDENTIFIABLE = "not identifiable"

TEST_CONTRADICTS, TEST_ALONE, TESTS_DIFFER = "test_contradicts", "test_alone", "tests_differ"
"""Why a channel is no more than `weak`: a lift test says otherwise than the data, so that it does not count;
or the data tell nothing, and it says otherwise than all else that is known; or than another test."""

CONTRADICTED = frozenset({TEST_CONTRADICTS, TEST_ALONE, TESTS_DIFFER})

DAYS_OF_A_YEAR = 365.25

EXTRAPOLATION = 1.5
"""How far beyond the spend seen in training, as a factor, an answer is given without a warning.

Responses bend. On a curve x / (x + h) that has reached half its ceiling at the highest spend seen, a straight
line overstates the effect by a quarter at 1.5 times that spend, which is about what the interval of a well
measured channel allows for, and by half at twice that spend.
"""


class Caveat(TypedDict):
    """A warning that goes with an answer."""

    code: str
    message: str


@dataclass(frozen=True)
class Channel:
    """What training saw of a channel, and how well its effect is known.

    Attributes:
        name: As in the panel.
        spend: Spend over the training periods.
        lowest: Lowest spend per day of a training period.
        highest: Highest spend per day of a training period.
        verdict: `identified`, `weak` or `not identifiable`.
        reason: Why, in words for a marketer.
        code: The same as a code, for other languages; empty in models that were written without.
        values: What the reason names.
        settle: What would settle it: its `code`, `values`, and `said`, the sentence.
    """

    name: str
    spend: float
    lowest: float
    highest: float
    verdict: str
    reason: str
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    settle: Mapping[str, Any] | None = None

    @property
    def contradicted(self) -> bool:
        """Whether a lift test says otherwise than all else, so that one of them is wrong."""
        return self.code in CONTRADICTED

    @property
    def unknown(self) -> bool:
        """Whether what is said of it is no reason to move money."""
        return self.verdict == NOT_IDENTIFIABLE or self.contradicted


def caveats(plan: Plan, spend: Sequence[float], days: int, channels: Sequence[Channel]) -> list[Caveat]:
    """Warnings for one plan, with `spend` per period in the order of `channels`."""
    of_channels = (_of_channel(*pair, days, plan) for pair in zip(channels, spend, strict=True))
    return [caveat for caveat in of_channels if caveat is not None]


def of_period(period: Period, last_trained: Period) -> list[Caveat]:
    """A warning for a period that lies more than a year from the last one that training saw."""
    years = abs((period.start - last_trained.start).days) / DAYS_OF_A_YEAR
    if years <= 1:
        return []
    side = "after" if period.start > last_trained.start else "before"
    message = f"{period.label} is {years:.1f} years {side} {last_trained.label}, the last that training saw."
    return [{"code": "far_period", "message": message}]


def of_revenue(mean: float) -> list[Caveat]:
    """A warning for revenue that is expected below zero, where there can be none."""
    if mean >= 0:
        return []
    message = (
        f"Revenue is expected at {money(mean)}, which is below zero: by this model advertising brings more "
        "than all revenue there is, because it hardly saw what is earned without. Do not go by this figure; "
        "ask for plans nearer to the spend that training saw."
    )
    return [{"code": "negative_revenue", "message": message}]


def _of_channel(channel: Channel, amount: float, days: int, plan: Plan) -> Caveat | None:
    seen = f"training saw {money(channel.lowest)} to {money(channel.highest)} a day"
    if channel.name not in plan.spend:
        return {
            "code": "missing_channel",
            "message": f"{channel.name} is not in the plan and counts as 0; {seen}.",
        }
    per_day = amount / days
    if channel.lowest / EXTRAPOLATION <= per_day <= channel.highest * EXTRAPOLATION:
        return None
    return {
        "code": "extrapolation",
        "message": f"{channel.name}: {money(per_day)} a day is far from what is known; {seen}.",
    }
