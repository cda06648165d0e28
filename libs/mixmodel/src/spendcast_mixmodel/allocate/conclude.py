"""Why the plan is advised: a code with values, and the sentence in English."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from spendcast_mixmodel.allocate.choice import KEEPS, Reason
from spendcast_mixmodel.allocate.explain import Sentence
from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.numbers import money, told

SURE = 0.99
"""Draws are a few hundred, so a higher probability is not told apart from certainty."""

Conclusion = Reason | Literal["nearest_to_today"]
"""A reason, or that bounds and budget do not allow today's split, so that the nearest to it is advised."""

CONCLUSIONS: Mapping[Conclusion, str] = {
    "worth_moving": "the plan is expected to bring {more}.",
    "within_noise": "the best move found would bring {more}. That is within the noise.",
    "none_better": "no plan was found that is better than {usual} by an amount worth speaking of.",
    "not_identifiable": (
        "what {names} {bring} cannot be told, so there is no reason to move money. The report says of each "
        "channel what would tell."
    ),
    "nothing_to_move": "budget, bounds and pins leave only one plan.",
    "nearest_to_today": (
        "budget and bounds do not allow {usual}. This is the plan nearest to it, as no other was found "
        "that is likely enough to be better."
    ),
    "target_better_split": (
        "{total} is the most found that keeps an expected ROI of {target_roi:roi}. Split so, it is expected "
        "to bring {more}."
    ),
    "target_split_as_today": (
        "{total} is the most found that keeps an expected ROI of {target_roi:roi}. It is split as today, as "
        "no other split was found that is likely enough to be better."
    ),
    "target_needs_move": (
        "{total} is the most found that keeps an expected ROI of {target_roi:roi}, which today's split was "
        "not found to reach within the bounds. It is expected to bring {more}."
    ),
    "all_at_bounds": (
        "{total} keeps an expected ROI of {target_roi:roi} even with every channel that may move at its "
        "upper bound."
    ),
}


@dataclass(frozen=True)
class Decision:
    """What is decided, in spend over the horizon.

    Attributes:
        reason: Of the choice.
        hold: Whether the plan is today's split.
        spend: Of the plan, in all.
        today: Spend of today, in all.
        target_roi: Of the request.
        gain: Of the candidate over today's split of the same total.
        probability: That it is better.
        unknown: Channels of which the data cannot tell, or say otherwise than a lift test.
        aim: `revenue` or `profit`.
        free: Whether profit decides the total.
    """

    reason: Reason
    hold: bool
    spend: float
    today: float
    target_roi: float | None
    gain: Estimate
    probability: float
    unknown: tuple[str, ...]
    aim: str
    free: bool

    @property
    def code(self) -> Conclusion:
        """What is said."""
        only_plan = self.reason == "nothing_to_move"
        return self.reason if self.hold or only_plan or self.reason not in KEEPS else "nearest_to_today"


def conclude(decision: Decision) -> Sentence:
    """One or two sentences on the whole."""
    gain = decision.gain
    usual = _usual(decision)
    likely = "above 99" if decision.probability > SURE else f"{100 * decision.probability:.0f}"
    said = {
        "more": f"{money(gain['mean'])} more {decision.aim} than {usual} (90 % interval "
        f"{money(gain['low'])} to {money(gain['high'])}); the probability that it is better is {likely} %",
        "total": f"a spend of {money(decision.spend)} (today {money(decision.today)})",
        "usual": usual,
        "names": ", ".join(decision.unknown),
        "bring": "brings" if len(decision.unknown) == 1 else "bring",
        "target_roi": decision.target_roi,
    }
    values = asdict(decision) | {"gain": dict(gain), "unknown": list(decision.unknown)}
    message = f"{'Hold' if decision.hold else 'Move'}: {told(CONCLUSIONS[decision.code], said)}"
    return {"code": decision.code, "values": values, "message": message}


def _usual(decision: Decision) -> str:
    """What the plan is compared with."""
    if decision.free:
        return "today's spend"
    return "today's split" if decision.today > 0 else "an even split"
