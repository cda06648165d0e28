"""What is said of a channel: a verdict, why, and what would settle it, by codes, values and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spendcast_mixmodel.numbers import told

REASONS: Mapping[str, str] = {
    "no_spend": "Nothing was spent on it, so there is nothing to tell its effect by.",
    "steady_spend": (
        "Spend per day hardly changed ({variation:.1%} around its mean), so there is nothing to compare."
    ),
    "moves_together": (
        "Its spend rose and fell together with that of other channels ({others}), so their effects "
        "cannot be told apart."
    ),
    "moves_with_season": (
        "Its spend follows the season, so what it brings cannot be told from what the season brings. Only "
        "moves against the season can tell."
    ),
    "moves_with_trend": (
        "Its spend rises or falls steadily, so what it brings cannot be told from the long-term trend of "
        "revenue. Only moves away from the trend can tell."
    ),
    "moves_with_holidays": (
        "Its spend goes with public holidays, so what it brings cannot be told from what the holidays bring. "
        "Only moves at other times can tell."
    ),
    "moves_with_control": (
        "Its spend goes with the control {controls}, so what it brings cannot be told from what that brings. "
        "Only moves of the one without the other can tell."
    ),
    "moves_drowned": (
        "What its spend moved is lost in the other moves of revenue: from its own moves alone, its "
        "return would be uncertain by {error:.0%} of what it, or advertising here as a whole, is "
        "estimated to return. The figure shown is mostly what is known of advertising in general."
    ),
    "not_settled": (
        "The computation did not settle on a figure for it: another run would say something else. Lift "
        "tests that contradict the data, and channels that move together, are the usual causes."
    ),
    "too_open": (
        "The data leave too much open: one unit of spend brings {low:per_unit} to {high:per_unit} of "
        "revenue. More periods or larger moves of spend are needed."
    ),
    "known": "The data say that one unit of spend brings {low:per_unit} to {high:per_unit} of revenue.",
    "known_tested": (
        "The data and the lift test say that one unit of spend brings {low:per_unit} to {high:per_unit} of "
        "revenue."
    ),
    "little": (
        "The data say that it brings little or nothing: one unit of spend brings at most {high:per_unit} of "
        "revenue, where advertising here is held to return {usual:per_unit}."
    ),
    "little_tested": (
        "The data and the lift test say that it brings little or nothing: one unit of spend brings at most "
        "{high:per_unit} of revenue, where advertising here is held to return {usual:per_unit}."
    ),
    "test_contradicts": (
        "The lift test of {first} to {last} says that its spend brought {found_low:money} to "
        "{found_high:money} in these days, the data say {said_low:money} to {said_high:money}. One of the "
        "two is wrong. The test does not count: the figures are those of the data, and no reason to move "
        "money."
    ),
    "test_alone": (
        "The lift test of {first} to {last} says that its spend brought {found_low:money} to "
        "{found_high:money} in these days; by all else that is known, it would be {said_low:money} to "
        "{said_high:money}. The data tell too little of the channel to say which is wrong: the figures rest "
        "on the test alone, and are no reason to move money."
    ),
    "tests_differ": (
        "Its lift tests contradict one another, and the data do not say which is wrong. As far as they agree "
        "one unit of spend brings {low:per_unit} to {high:per_unit} of revenue, which is no reason to move "
        "money."
    ),
    "negative": (
        "More spend went with less revenue (one unit of spend brings {low:per_unit} to {high:per_unit} of "
        "revenue). Advertising hardly does that: look for what else changed in those periods."
    ),
    "may_not_pay": (
        "The channel may bring nothing, and does not pay for itself: one unit of spend brings "
        "{low:per_unit} to {high:per_unit} of revenue."
    ),
    "may_bring_nothing": (
        "The channel may bring nothing: one unit of spend brings {low:per_unit} to "
        "{high:per_unit} of revenue."
    ),
    "direction_tested": (
        "The data and the lift test give a direction, not a figure: one unit of spend brings {low:per_unit} "
        "to {high:per_unit} of revenue."
    ),
    "direction": (
        "The data give a direction, not a figure: one unit of spend brings {low:per_unit} to "
        "{high:per_unit} of revenue."
    ),
}
"""Why, by code. Interval ends are of ROAS, 90 %."""

REMEDIES: Mapping[str, str] = {
    "vary": (
        "Change its spend by {change:.0%} up and down around its mean, about a month each in turns, for "
        "{periods} {grain}s, while the other channels keep to their plan. If several channels need it, "
        "take one after the other."
    ),
    "pause": (
        "Switch it on and off, about a month each in turns, for {periods} {grain}s, at twice its mean "
        "spend while it is on, while the other channels keep to their plan. If several channels need "
        "it, take one after the other."
    ),
    "vary_first": (
        "Change its spend by {change:.0%} up and down around its mean, about a month each in turns, for "
        "{periods} {grain}s, while the other channels keep to their plan. That shows whether it works, "
        "though hardly how much it returns; a lift test would (of {weeks} weeks, with a standard error of at "
        "most {standard_error:money} of revenue). If several channels need it, take one after the other."
    ),
    "pause_first": (
        "Switch it on and off, about a month each in turns, for {periods} {grain}s, at twice its mean "
        "spend while it is on, while the other channels keep to their plan. That shows whether it works, "
        "though hardly how much it returns; a lift test would (of {weeks} weeks, with a standard error of at "
        "most {standard_error:money} of revenue). If several channels need it, take one after the other."
    ),
    "lift_test": (
        "To change its spend, even on and off for a year, is not expected to tell how much it returns to "
        "within half. Run a lift test (some regions or audiences with, some without it) of {weeks} weeks "
        "whose standard error is at most {standard_error:money} of revenue."
    ),
    "check_test": (
        "Check the dates, the regions and the amount of the test (it must be scaled to all of the revenue in "
        "the data), its standard error, and the spend and revenue of its days. Correct what is wrong, or "
        "remove the test. If nothing is, repeat it at another time: two tests that agree count, whatever the "
        "data say."
    ),
    "check_tests": (
        "Check the dates, the regions, the amounts and the standard errors of the tests, and correct or "
        "remove the one that is wrong. If none is, run another."
    ),
    "start": "Spend on it in some {grain}s and not in others.",
}
"""What would settle it, by code."""


@dataclass(frozen=True)
class Remedy:
    """What would settle how a channel works.

    Attributes:
        code: A key of `REMEDIES`.
        values: What its sentence names.
    """

    code: str
    values: Mapping[str, Any]

    @property
    def said(self) -> str:
        """The sentence in English."""
        return told(REMEDIES[self.code], self.values)


@dataclass(frozen=True)
class Verdict:
    """How well a channel's effect is known.

    Attributes:
        verdict: `identified`, `weak` or `not identifiable`.
        code: Why; a key of `REASONS`.
        values: What its sentence names.
        settle: What would settle it; None where nothing need be done, or it is not known.
    """

    verdict: str
    code: str
    values: Mapping[str, Any]
    settle: Remedy | None = None

    @property
    def reason(self) -> str:
        """Why, in words for a marketer."""
        spoken = {
            name: ", ".join(value) if isinstance(value, list | tuple) else value
            for name, value in self.values.items()
        }
        return told(REASONS[self.code], spoken)
