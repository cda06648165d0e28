"""Change of the estimates since the model in force, by cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spendcast_evaluate.gates import HARDLY
from spendcast_evaluate.gates import drift as in_deviations
from spendcast_evaluate.sentences import say
from spendcast_mixmodel.fit import Drift, Made, Revisions, refresh_drift, revisions
from spendcast_report.evaluation import Sentence


@dataclass(frozen=True)
class Changes:
    """What changed; `drifts` is None where it cannot be taken apart, and `said` tells why."""

    drifts: Mapping[str, Drift] | None
    revisions: Revisions | None
    settings: Mapping[str, tuple[Any, Any]]
    said: Sentence


def changes_since(in_force: Made | None, new: Made) -> Changes:
    """Take the change since the model in force apart; it is None where it was stored without its panel."""
    if in_force is None:
        return Changes(None, None, {}, say("drift_no_panel"))
    settings = _changed(in_force, new)
    try:
        drifts = refresh_drift(in_force, new)
    except ValueError as error:
        return Changes(None, None, settings, say("drift_not_fitted", reason=str(error)))
    return Changes(drifts, revisions(in_force.data, new.data), settings, summary(drifts))


def _changed(in_force: Made, new: Made) -> dict[str, tuple[Any, Any]]:
    """Setting → before, now. Controls are among them, though they come with the data."""
    before, now = (
        {"kind": m.recipe.kind, **m.recipe.settings, "controls": ", ".join(m.data.control_names)}
        for m in (in_force, new)
    )
    return {
        name: (before.get(name), now.get(name))
        for name in {**before, **now}
        if before.get(name) != now.get(name)
    }


def summary(drifts: Mapping[str, Drift]) -> Sentence:
    """What changed most, and what moved it most in that direction."""
    if not drifts:
        return say("nothing_to_compare")
    moved = {name: in_deviations(drift.stages[0], drift.stages[-1]) for name, drift in drifts.items()}
    channel = max(moved, key=moved.__getitem__)
    if moved[channel] < HARDLY:
        return say("drift_hardly" if moved[channel] else "drift_none")
    drift = drifts[channel]
    values = {
        "channel": channel,
        "before": drift.stages[0]["median"],
        "after": drift.stages[-1]["median"],
        "value": moved[channel],
    }
    if moved[channel] <= 1:
        return say("drift_small", **values)
    way = drift.stages[-1]["median"] - drift.stages[0]["median"]
    cause = max(drift.steps, key=lambda name: drift.steps[name] * way)
    return say("drift_large", **values, cause=f"cause:{cause}")
