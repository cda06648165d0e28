"""Whether lift tests agree with what the same panel says without any of them."""

from spendcast_mixmodel.fit.kinds import fit_to
from spendcast_mixmodel.fit.mix.experiments import CheckedTest
from spendcast_mixmodel.fit.mix.regressor import MarketingMixRegressor
from spendcast_mixmodel.fit.refit import Made


def checked_tests(made: Made) -> tuple[CheckedTest, ...]:
    """Each lift test that a model was fitted to, as its fit checked it; none of a kind that knows of none."""
    complete, estimator = made.data.only_complete(), made.recipe.estimator()
    if not complete.experiments or not isinstance(estimator, MarketingMixRegressor):
        return ()
    fit_to(estimator, complete)
    return estimator.tests_
