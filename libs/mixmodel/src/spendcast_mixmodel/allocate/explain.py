"""Why each channel moves or stays: a code with values, and the sentence in English.

A page in another language renders its own sentence from the code and the values. What a unit of spend brings
is told by its median, as all ratios are, and compared only where the figures shown bear that out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from spendcast_mixmodel.allocate.choice import LEAST_MOVE
from spendcast_mixmodel.numbers import money, per_unit, told

TOUCHING = 1e-3
"""A plan is at a bound when it is nearer to it than this share of the channel's spend."""

ALIKE = 0.1
"""Relative: returns that differ by less are called about the same."""

Why = Literal[
    "nothing_said",
    "about_elsewhere",
    "between",
    "about_cost",
    "above_cost",
    "below_cost",
    "above_lowered",
    "below_raised",
    "by_mean",
    "moves_for_risk",
    "stays_for_risk",
]
"""What a channel's return is compared with: nothing; what the channels that move return; what a unit costs;
or it moves or stays against its figure, because its mean says otherwise or because of what may be lost."""

DecidedBy = Literal["mean", "risk", "neither"]

WHYS: Mapping[Why, str] = {
    "nothing_said": "",
    "about_elsewhere": ", about what it brings in the channels that move",
    "between": ", between that of the channels lowered ({lowered:per_unit}) and raised ({raised:per_unit})",
    "about_cost": ", worth {worth:per_unit} at the margin, about what it costs",
    "above_cost": ", worth {worth:per_unit} at the margin, more than it costs",
    "below_cost": ", worth {worth:per_unit} at the margin, less than it costs",
    "above_lowered": ", that of the channels lowered {lowered:per_unit}",
    "below_raised": ", that of the channels raised {raised:per_unit}",
    "by_mean": "; what counts here is its mean, {mean:per_unit}",
    "moves_for_risk": "; it moves because the plan as a whole may lose less that way",
    "stays_for_risk": ", but no move of it was found to better the plan, what may be lost counted",
}

AGAINST_ITS_FIGURE: Mapping[DecidedBy, Why] = {
    "mean": "by_mean",
    "risk": "moves_for_risk",
    "neither": "nothing_said",
}
"""Why a channel moves though its median speaks against it."""


class Sentence(TypedDict):
    """Something said: `code` and `values` for programs, `message` in English."""

    code: str
    values: dict[str, Any]
    message: str


@dataclass(frozen=True)
class Elsewhere:
    """What one more unit of spend brings in the channels that move, weighted by moves; None if none do.

    Attributes:
        raised: Of those that are raised.
        lowered: Of those that are lowered.
    """

    raised: float | None
    lowered: float | None

    def against(self, direction: int) -> float | None:
        """Of the channels that move the other way."""
        return self.lowered if direction > 0 else self.raised


@dataclass(frozen=True)
class Move:
    """What happens to one channel, in spend over the horizon.

    Attributes:
        channel: Its name.
        today: Spend of today.
        before: Today's share of the budget; `today` itself where the total is free.
        reference: The same as near as the bounds and the plan's total allow: what the plan is compared with.
        after: The plan.
        low: Least allowed.
        high: Most allowed.
        returns: Revenue of one more unit of spend at the reference, the median.
        elsewhere: The same of the channels that move.
        worth: Of a unit of revenue, where it is weighed against spend because the total is free; else None.
        fixed: Whether the request fixes it.
        unknown: Whether the data cannot tell what it brings, or a lift test says otherwise.
        contradicted: Whether it is the latter.
        held: Whether no channel is moved by choice.
        mean: The mean of what one more unit of spend brings at the reference.
        decided_by: What speaks for its move: the mean of what it brings, what may be lost, or neither alone.
    """

    channel: str
    today: float
    before: float
    reference: float
    after: float
    low: float
    high: float
    returns: float
    elsewhere: Elsewhere
    worth: float | None
    fixed: bool
    unknown: bool
    contradicted: bool
    held: bool
    mean: float
    decided_by: DecidedBy

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 no move to speak of, against `before`."""
        return direction(self.before, self.after)

    @property
    def chosen(self) -> bool:
        """Whether it moves for what it brings, not only because bounds or the total ask for it."""
        by_choice = not self.held and not self.unknown
        return by_choice and self.direction == direction(self.reference, self.after)

    def touches(self, bound: float) -> bool:
        """Whether the plan is at a bound."""
        return abs(self.after - bound) <= TOUCHING * max(self.before, 1e-9)


def direction(before: float, after: float) -> int:
    """1 up, -1 down, 0 no move to speak of."""
    difference = after - before
    return 0 if abs(difference) <= LEAST_MOVE * max(before, 1e-9) else (1 if difference > 0 else -1)


def explain_move(move: Move) -> Sentence:
    """One sentence on one channel."""
    if move.fixed:
        stays = "stays at" if direction(move.today, move.after) == 0 else "is set to"
        return _sentence(move, "keep_fixed", f"{move.channel} {stays} {money(move.after)}, as asked.")
    return _kept(move) if move.direction == 0 else _moved(move)


def _kept(move: Move) -> Sentence:
    same = direction(move.today, move.after) == 0
    stays = f"{move.channel} {'stays at' if same else 'keeps its share of the budget,'} {money(move.after)}"
    for applies, code, ending in (
        (
            move.unknown and move.contradicted,
            "keep_contradicted",
            ": a lift test contradicts what else is known of it.",
        ),
        (move.unknown, "keep_unknown", ": the data cannot tell what it brings."),
        (
            move.low == move.high,
            "keep_no_room",
            ": its bounds leave no room; where nothing is spent today, give bounds.",
        ),
        (move.held, "keep_held", "."),
        (move.touches(move.high), "keep_high", ", its upper bound."),
        (move.touches(move.low), "keep_low", ", its lower bound."),
    ):
        if applies:
            return _sentence(move, code, stays + ending)
    return _returning(move, "keep", f"{stays}: its next", _why_kept(move))


def _moved(move: Move) -> Sentence:
    up = move.direction > 0
    verb, end, bound, other = (
        ("raise", "upper", move.high, move.low) if up else ("lower", "lower", move.low, move.high)
    )
    change = f" ({100 * (move.after - move.before) / move.before:+.0f} %)" if move.before > 0 else ""
    moves = f"{verb.capitalize()} {move.channel} from {money(move.before)} to {money(move.after)}{change}"
    if move.touches(other):
        return _sentence(move, f"{verb}_forced", f"{moves}: its bounds allow no {'less' if up else 'more'}.")
    if not move.chosen:
        return _sentence(move, f"{verb}_to_fit", f"{moves}, so that the total is met.")
    moves += f": its {'next' if up else 'last'}"
    if not move.touches(bound):
        return _returning(move, verb, moves, _why_moved(move))
    said = _returning(move, f"{verb}_to_bound", moves, _why_moved(move))
    return {**said, "message": f"{said['message']} It stops at its {end} bound."}


def _why_kept(move: Move) -> Why:
    raised, lowered = move.elsewhere.raised, move.elsewhere.lowered
    others = [one for one in (raised, lowered) if one is not None]
    if move.worth is not None:
        return "about_cost" if abs(move.worth * move.returns - 1) <= ALIKE else "stays_for_risk"
    if others and all(abs(move.returns - one) <= ALIKE * one for one in others):
        return "about_elsewhere"
    if raised is not None and lowered is not None and lowered <= move.returns <= raised:
        return "between"
    return "stays_for_risk"


def _why_moved(move: Move) -> Why:
    up, against = move.direction > 0, move.elsewhere.against(move.direction)
    agreeing: Why
    if move.worth is not None:
        agreeing, agrees = "above_cost" if up else "below_cost", (move.worth * move.returns > 1) == up
    elif against is not None:
        agreeing, agrees = "above_lowered" if up else "below_raised", (move.returns > against) == up
    else:
        return "nothing_said"
    return agreeing if agrees else AGAINST_ITS_FIGURE[move.decided_by]


def _returning(move: Move, code: str, head: str, why: Why) -> Sentence:
    """A sentence that tells what a unit of spend brings."""
    compared = {
        "mean": move.mean,
        "raised": move.elsewhere.raised,
        "lowered": move.elsewhere.lowered,
        "worth": None if move.worth is None else move.worth * move.returns,
    }
    message = f"{head} unit of spend brings about {per_unit(move.returns)}{told(WHYS[why], compared)}."
    return _sentence(move, code, message, **compared, why=why)


def _sentence(move: Move, code: str, message: str, **values: Any) -> Sentence:
    change = (move.after - move.before) / move.before if move.before > 0 else None
    figures = {
        "channel": move.channel,
        "today": move.today,
        "from": move.before,
        "to": move.after,
        "change": change,
        "returns": move.returns,
    }
    return {"code": code, "values": {**figures, **values}, "message": message}
