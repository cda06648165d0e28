"""The plan for the next period at today's budget, or that it should stay as it is."""

from spendcast_evaluate.sentences import translate
from spendcast_mixmodel.allocate import Allocation, AllocationRequest, ChannelAllocation, allocate
from spendcast_mixmodel.allocate import Sentence as Said
from spendcast_mixmodel.predict import Model
from spendcast_report.evaluation import Move, Recommendation, Sentence


def recommendation(model: Model) -> Recommendation:
    """What the model advises; where it is to hold, what the best move found would have brought.

    It is what `spendcast allocate` advises without options: each channel within 30 % of today, and where the
    data cannot tell, kept as it is.
    """
    allocation = allocate(model, AllocationRequest())
    candidate = allocation["candidate"]
    move = allocation["decision"] == "move"
    return {
        "action": "move" if move else "hold",
        "why": _said(allocation["reason"]),
        "moves": _moves(allocation),
        "gain": allocation["gain"] if move else (candidate["gain"] if candidate else None),
        "better": allocation["probability_better"]
        if move
        else (candidate["probability_better"] if candidate else None),
    }


def _moves(allocation: Allocation) -> list[Move]:
    return [_move(name, channel) for name, channel in allocation["channels"].items()]


def _move(name: str, channel: ChannelAllocation) -> Move:
    return {
        "channel": name,
        "now": channel["current"],
        "proposed": channel["plan"],
        "reason": _said(channel["move"]),
        "extrapolates": channel["extrapolation"],
    }


def _said(sentence: Said) -> Sentence:
    values = sentence["values"]
    if "why" in values:
        values = values | {"why": f"why:{values['why']}"}
    return translate(f"plan_{sentence['code']}", values, sentence["message"])
