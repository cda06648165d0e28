"""What a model may be used for, in words for whoever plans the budget."""

from collections.abc import Mapping, Sequence

from spendcast_evaluate.core import errors_of
from spendcast_evaluate.gates import NAIVE
from spendcast_evaluate.sentences import joined, say
from spendcast_mixmodel.caveats import CONTRADICTED
from spendcast_mixmodel.fit import Backtest
from spendcast_mixmodel.periods import Grain
from spendcast_mixmodel.predict import ChannelVerdict
from spendcast_report.evaluation import Sentence

NOTICEABLE = 0.05
"""Part of an error below which a difference is called none."""


def worth(verdicts: Mapping[str, ChannelVerdict], grain: Grain, rolling: Backtest | None) -> Sentence:
    """How well it forecasts, and whether to move budget by it.

    Args:
        verdicts: Channel → its verdict.
        grain: Of the periods.
        rolling: Forecasts from a rolling origin.
    """
    return joined("worth", [_forecasts(errors_of(rolling)), *_advice(verdicts, grain)])


def _advice(verdicts: Mapping[str, ChannelVerdict], grain: Grain) -> list[Sentence]:
    blind = [name for name, verdict in verdicts.items() if verdict["verdict"] == "not identifiable"]
    against = [name for name, verdict in verdicts.items() if verdict["code"] in CONTRADICTED]
    if len(blind) == len(verdicts):
        return [*_one_reason(verdicts, grain), say("all_blind")]
    if blind or against:
        return [
            *_of_these(("one_contradicted", "some_contradicted"), against),
            *_of_these(("one_blind", "some_blind"), blind),
        ]
    weak = [name for name, verdict in verdicts.items() if verdict["verdict"] == "weak"]
    return [say("some_weak", channels=weak) if weak else say("all_identified")]


def _of_these(codes: tuple[str, str], channels: Sequence[str]) -> list[Sentence]:
    """What is said of one or of several channels, if there are any."""
    return [say(codes[len(channels) > 1], channels=channels)] if channels else []


def _one_reason(verdicts: Mapping[str, ChannelVerdict], grain: Grain) -> list[Sentence]:
    """Why nothing can be told, where it is for one reason."""
    codes = {verdict["code"] for verdict in verdicts.values()}
    if codes == {"steady_spend"}:
        variation = max(verdict["values"]["variation"] for verdict in verdicts.values())
        return [say("all_steady_month" if grain == "month" else "all_steady", variation=variation)]
    return [say("all_together")] if codes == {"moves_together"} else []


def _forecasts(errors: Mapping[str, float]) -> Sentence:
    known = [name for name in NAIVE if name in errors]
    if not known:
        return say("forecast_unknown")
    rival = min(known, key=errors.__getitem__)
    ours, naive = errors["model"], errors[rival]
    better = 1 - ours / naive if naive > 0 else float(-(ours > 0))
    if better > NOTICEABLE:
        return say("forecast_better", naive=f"naive:{rival}", better=better)
    return say("forecast_worse" if better < -NOTICEABLE else "forecast_same", naive=f"naive:{rival}")
