"""Why each channel moves or stays, and why all is held: a code with values, and the sentence in English.

A page in another language renders its own sentence from the code and the values.
"""

from dataclasses import dataclass
from typing import Any, TypedDict

from spendcast_mixmodel.allocate.choice import Reason
from spendcast_mixmodel.estimates import Estimate

LEAST_MOVE = 0.005
"""Share of a channel's spend: smaller changes are called none."""

SURE = 0.99
"""Draws are a few hundred, so a higher probability is not told apart from certainty."""

TOUCHING = 1e-3
"""A plan is at a bound when it is nearer to it than this share of the channel's spend."""


class Sentence(TypedDict):
    """Something said: `code` and `values` for programs, `message` in English."""

    code: str
    values: dict[str, Any]
    message: str


@dataclass(frozen=True)
class Move:
    """What happens to one channel, in spend over the horizon.

    Attributes:
        channel: Its name.
        today: Spend of today.
        before: Today's share of the budget; `today` itself where the budget is today's.
        after: The plan.
        low: Least allowed.
        high: Most allowed.
        returns: Expected revenue of one more unit of spend, at `before`.
        elsewhere: The same for the channels that move the other way, weighted by moves; None if none do.
        fixed: Whether the request fixes it.
        unknown: Whether the data cannot tell what it brings, so that it moves only together with its like.
        held: Whether all is held.
        priced: Whether a unit of spend is weighed against what it brings, because the total is free.
    """

    channel: str
    today: float
    before: float
    after: float
    low: float
    high: float
    returns: float
    elsewhere: float | None
    fixed: bool
    unknown: bool
    held: bool
    priced: bool

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 no move to speak of, against `before`."""
        difference = self.after - self.before
        return 0 if abs(difference) <= LEAST_MOVE * max(self.before, 1e-9) else (1 if difference > 0 else -1)


def explain_move(move: Move) -> Sentence:
    """One sentence on one channel."""
    return _kept(move) if move.direction == 0 else _moved(move)


def _kept(move: Move) -> Sentence:
    same = abs(move.after - move.today) <= LEAST_MOVE * max(move.today, 1e-9)
    stays = f"{move.channel} {'stays at' if same else 'keeps its share of the budget,'} {move.after:,.0f}"
    values = {"channel": move.channel, "from": move.before, "to": move.after, "today": move.today}
    if move.fixed:
        return {"code": "keep_fixed", "values": values, "message": f"{stays}, as asked."}
    if move.unknown:
        message = f"{stays}: the data cannot tell what it brings."
        return {"code": "keep_unknown", "values": values, "message": message}
    if move.low == move.high:
        message = f"{stays}: its bounds leave no room; where nothing is spent today, give bounds."
        return {"code": "keep_no_room", "values": values, "message": message}
    if move.held:
        return {"code": "keep_held", "values": values, "message": f"{stays}."}
    message = f"{stays}: its next unit of spend brings {move.returns:.2f}, about what it brings elsewhere."
    return {"code": "keep", "values": values | {"returns": move.returns}, "message": message}


def _moved(move: Move) -> Sentence:
    """A move up or down; the unknown move together, as one."""
    up = move.direction > 0
    share = (move.after - move.before) / move.before if move.before > 0 else None
    change = "" if share is None else f" ({100 * share:+.0f} %)"
    bound = move.high if up else move.low
    touches = abs(move.after - bound) <= TOUCHING * max(move.before, 1e-9)
    unit = "next" if up else "last"
    together = " together with the other channels that the data cannot tell apart" if move.unknown else ""
    code = ("raise" if up else "lower") + ("_together" if move.unknown else "_to_bound" if touches else "")
    return {
        "code": code,
        "values": {
            "channel": move.channel,
            "from": move.before,
            "to": move.after,
            "today": move.today,
            "change": share,
            "returns": move.returns,
            "elsewhere": move.elsewhere,
        },
        "message": f"{'Raise' if up else 'Lower'} {move.channel} from {move.before:,.0f} to {move.after:,.0f}"
        f"{change}{together}: its {unit} unit of spend brings about {move.returns:.2f}{_compared(move)}."
        + (f" It stops at its {'upper' if up else 'lower'} bound." if touches and not move.unknown else ""),
    }


def _compared(move: Move) -> str:
    up = move.direction > 0
    if move.priced:
        return f", worth {'more' if up else 'less'} than it costs"
    if move.elsewhere is None:
        return ""
    return f", that of the channels {'lowered' if up else 'raised'} {move.elsewhere:.2f}"


def explain_decision(
    reason: Reason, gain: Estimate, probability: float, unknown: tuple[str, ...], aim: str
) -> Sentence:
    """One sentence on the whole.

    Args:
        reason: Of the choice.
        gain: Of the candidate over the reference.
        probability: That it is better.
        unknown: Channels of which the data cannot tell.
        aim: `revenue` or `profit`.
    """
    likely = "above 99" if probability > SURE else f"{100 * probability:.0f}"
    told = (
        f"{gain['mean']:,.0f} more {aim} than today's split (90 % interval {gain['low']:,.0f} to "
        f"{gain['high']:,.0f}); the probability that it is better is {likely} %"
    )
    match reason:
        case "worth_moving":
            message = f"Move: the plan is expected to bring {told}."
        case "target_needs_move":
            message = f"Move: today's split does not reach the target. The plan is expected to bring {told}."
        case "all_at_bounds":
            message = "Move: the target is met even with all channels at their upper bounds."
        case "not_identifiable":
            message = (
                f"Hold: the data cannot tell what {', '.join(unknown)} bring, so they give no reason to move "
                "money. Vary one channel alone for some periods, or run an experiment."
            )
        case "nothing_to_move":
            message = "Hold: budget, bounds and pins leave only one plan."
        case "within_noise":
            message = f"Hold: the best move found would bring {told}. That is within the noise."
    values = {"gain": dict(gain), "probability": probability, "unknown": list(unknown), "aim": aim}
    return {"code": reason, "values": values, "message": message}
