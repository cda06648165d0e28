"""Why estimates changed since the model in force: new periods, revised history, lift tests, changed settings.

The model in force is fitted again and again, with one more of the changes let in each time. The order is
fixed:

    in force        as its file says
    release         the same panel and settings, fitted by this release
    revised history the rows of the periods that it knew, as they are known today
    new periods     the rows of all periods
    lift tests      the lift tests of the new model
    settings        the settings of the new model, and the controls that it alone has

Each cause is the difference of two neighbours, so the causes add up to the whole change. Another order would
share out differently what two causes do only together.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import pandas as pd

from spendcast_mixmodel.estimates import Estimate
from spendcast_mixmodel.fit.mix.experiments import Experiment
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.fit.refit import Made
from spendcast_mixmodel.predict import Model

Cause = Literal["release", "revised_history", "new_periods", "lift_tests", "settings"]
CAUSES: tuple[Cause, ...] = ("release", "revised_history", "new_periods", "lift_tests", "settings")


@dataclass(frozen=True)
class Drift:
    """ROAS of one channel at each stage, from the model in force to the new one, by the causes between."""

    stages: tuple[Estimate, ...]

    @property
    def steps(self) -> dict[Cause, float]:
        """Cause → change of the posterior median."""
        changes = (after["median"] - before["median"] for before, after in pairwise(self.stages))
        return dict(zip(CAUSES, changes, strict=True))

    @property
    def by_data(self) -> tuple[Estimate, Estimate]:
        """ROAS before and after the changes of data, by one release, one set of settings and of lift tests.

        What a lift test changes is left out: figures that jump with the data mostly tell of a mistake in
        them, those that jump with a test tell what somebody found out.
        """
        return self.stages[CAUSES.index("revised_history")], self.stages[CAUSES.index("lift_tests")]


@dataclass(frozen=True)
class Revisions:
    """How the complete periods of two panels differ, by their labels.

    Attributes:
        revised: In both, with another revenue, spend or control.
        new: In the new panel only.
        dropped: In the old panel only.
    """

    revised: tuple[str, ...]
    new: tuple[str, ...]
    dropped: tuple[str, ...]


def revisions(before: TrainingData, now: TrainingData) -> Revisions:
    """How the complete periods of two panels of one grain differ.

    A channel that one panel lacks spent nothing there, and a control that the new one lacks is 0 there. One
    that the old panel lacks revises nothing.
    """
    old, new = before.only_complete(), now.with_controls_of(before).only_complete()
    columns = sorted({*_figures(old).columns, *_figures(new).columns})
    first, second = (
        _figures(panel).reindex(columns=columns, fill_value=0.0).set_axis(panel.periods)
        for panel in (old, new)
    )
    common = [label for label in new.periods if label in first.index]
    differs = (first.loc[common].to_numpy() != second.loc[common].to_numpy()).any(axis=1)
    return Revisions(
        revised=tuple(label for label, differ in zip(common, differs, strict=True) if differ),
        new=tuple(label for label in new.periods if label not in first.index),
        dropped=tuple(label for label in old.periods if label not in second.index),
    )


def _figures(panel: TrainingData) -> pd.DataFrame:
    """All that a model is fitted to, one row a period."""
    figures = panel.spend.add_prefix("spend.").assign(revenue=panel.revenue)
    return figures if panel.controls is None else figures.join(panel.controls.add_prefix("control."))


def refresh_drift(in_force: Made, new: Made) -> dict[str, Drift]:
    """Change of each channel's ROAS against the model in force, taken apart by cause.

    Returns:
        An entry for each channel that was spent on at every stage, in the order of the new panel.

    Raises:
        ValueError: The panels differ in grain, or a stage has too few periods to fit.
    """
    if in_force.data.grain != new.data.grain:
        raise ValueError(
            f"The model in force speaks of {in_force.data.grain}s, the new of {new.data.grain}s."
        )
    known = new.data.with_controls_of(in_force.data)
    same = known is new.data and in_force.recipe == new.recipe
    updated = new.model if same else in_force.recipe.fit(known)
    models = [in_force.model, *_refitted(in_force, known, updated), updated, new.model]
    summaries = [model.summary() for model in models]
    stages = {
        name: tuple(roas for summary in summaries if name in summary and (roas := summary[name]["roas"]))
        for name in new.model.channels
    }
    return {name: Drift(found) for name, found in stages.items() if len(found) == len(summaries)}


def _refitted(in_force: Made, data: TrainingData, updated: Model) -> tuple[Model, Model, Model]:
    """By the recipe in force: its own panel; its periods as `data` has them; and all periods, its own tests.

    Args:
        in_force: The model in force.
        data: The new panel.
        updated: By the recipe in force, of the new panel with its lift tests.
    """
    changed = revisions(in_force.data, data)
    retold = replace(data, experiments=_still_told(in_force.data, data))
    same_tests = retold.experiments == data.only_complete().experiments
    released = in_force.recipe.fit(in_force.data)
    if not changed.revised and not changed.dropped:
        revised = released
    elif not changed.new and same_tests:
        revised = updated
    else:
        revised = in_force.recipe.fit(retold.only_of(in_force.data.only_complete().periods))
    if same_tests:
        return released, revised, updated
    return released, revised, in_force.recipe.fit(retold) if changed.new else revised


def _still_told(before: TrainingData, now: TrainingData) -> tuple[Experiment, ...]:
    """The lift tests of one panel that another can be fitted to: what they tested is spent on there too."""
    kept = replace(now, experiments=before.only_complete().experiments).only_complete()
    return tuple(test for test in kept.experiments if _spent_in(test, kept) > 0)


def _spent_in(test: Experiment, panel: TrainingData) -> float:
    """Spend on the tested channel in the periods that the window touches."""
    if test.channel not in panel.spend:
        return 0.0
    start = panel.spend.index
    end = start + pd.to_timedelta(panel.days, unit="D").to_numpy()
    touched = (start <= pd.Timestamp(test.last)) & (end > pd.Timestamp(test.first))
    return float(panel.spend.loc[touched, test.channel].sum())
