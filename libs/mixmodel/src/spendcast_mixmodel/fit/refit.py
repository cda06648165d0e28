"""Fitting to a panel by a recipe, and reading the result as everybody will."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spendcast_mixmodel.fit.analyst import AnalystBaseline
from spendcast_mixmodel.fit.artifact import unjudged
from spendcast_mixmodel.fit.kinds import Estimator, fit_to, make_estimator
from spendcast_mixmodel.fit.panel import TrainingData
from spendcast_mixmodel.predict import Model

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Applies a function to each of many, in their order, as `map` does. One that uses several processes gives
the same results sooner: fits know nothing of one another."""

SETTINGS = {"draws": "n_draws", "seed": "random_state"}
"""Names of estimators' settings where train calls them otherwise."""


@dataclass(frozen=True)
class Recipe:
    """How to come from a panel to a model: the kind of estimator and its settings."""

    kind: str
    settings: Mapping[str, Any]

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> "Recipe":
        """The recipe that parameters of train name; what their kind of estimator does not know is left aside.

        Raises:
            ValueError: The kind is unknown.
        """
        kind = str(params["kind"])
        settings = {SETTINGS.get(name, name): value for name, value in params.items()}
        known = make_estimator(kind).get_params()
        return cls(kind, {name: value for name, value in settings.items() if name in known})

    def estimator(self) -> Estimator:
        """An estimator that is not fitted."""
        return make_estimator(self.kind, **self.settings)

    def settled(self, data: TrainingData) -> "Recipe":
        """The same, with what it would tune fixed as this panel has it: quick to fit again and again."""
        estimator = self.estimator()
        if not isinstance(estimator, AnalystBaseline):
            return self
        fit_to(estimator, data)
        return Recipe(self.kind, {**self.settings, **estimator.chosen_})

    def fit(self, data: TrainingData) -> Model:
        """The model that the complete periods of the panel give, as `model.json` answers, without verdicts.

        Raises:
            ValueError: The periods are too few to fit.
        """
        estimator = self.estimator()
        fit_to(estimator, data)
        return unjudged(estimator, data)


@dataclass(frozen=True)
class Made:
    """A model, and what it was made from."""

    model: Model
    data: TrainingData
    recipe: Recipe
