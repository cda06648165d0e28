"""From a model and a request to an allocation."""

from spendcast_mixmodel.allocate.answer import Allocation
from spendcast_mixmodel.allocate.choice import Choice, Chooser
from spendcast_mixmodel.allocate.frame import Frame, frame
from spendcast_mixmodel.allocate.kept_up import KeptUp
from spendcast_mixmodel.allocate.report import report
from spendcast_mixmodel.allocate.request import AllocationRequest, check_request
from spendcast_mixmodel.allocate.target import TargetSearch
from spendcast_mixmodel.periods import Period
from spendcast_mixmodel.plans import Plan, checked_period
from spendcast_mixmodel.predict import Model
from spendcast_mixmodel.today import spend_of_today


def allocate(model: Model, request: AllocationRequest) -> Allocation:
    """Choose the plan that the request asks for.

    A plan is judged as kept up: what is carried into the horizon equals what is carried out of it. What
    advertising brings does not depend on the season in any kind of model here, and bends downwards, so spend
    per day is the same in all periods of a plan; shifting it would only exploit the horizon's ends.

    Channels of which the data cannot tell, or say otherwise than a lift test, keep their share of a budget,
    or today's spend where the total is free, unless the request says otherwise. Today's split is kept where
    harm is not unlikely enough (`worth_moving`).

    Args:
        model: In force.
        request: What is asked.

    Raises:
        PlanError: The request cannot be met; its pointer is relative to the request.
    """
    check_request(request, model.channels)
    framed = frame(request, model.history, spend_of_today(model), _horizon(model, request))
    kept_up = KeptUp(model.response, framed.order, framed.days)
    return report(model, request, framed, _chosen(request, framed, kept_up), kept_up)


def _chosen(request: AllocationRequest, framed: Frame, kept_up: KeptUp) -> Choice:
    chooser = Chooser(framed, kept_up, request.risk_aversion)
    if request.target_roi is not None:
        return TargetSearch(chooser, 1.0 + request.target_roi).choose()
    return chooser.choose(request.value)


def _horizon(model: Model, request: AllocationRequest) -> tuple[Period, ...]:
    first = checked_period(Plan({}, request.period), model.last_period.next(), model.channels)
    periods = [first]
    while len(periods) < request.periods:
        periods.append(periods[-1].next())
    return tuple(periods)
