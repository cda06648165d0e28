"""What an advertiser spends today."""

from spendcast_mixmodel.estimates import Array
from spendcast_mixmodel.predict import Model

QUARTER = {"month": 3, "week": 13}
"""Periods whose mean spend is called today's: long enough to even out flights, short enough to be today's."""


def spend_of_today(model: Model) -> Array:
    """Mean spend per day of the last quarter of training, shape (K,); of all of it, if nothing was spent."""
    past = model.past
    days = past.calendar.days[:, None]
    recent = slice(-QUARTER[model.grain], None)
    spend = (past.spend * days)[recent].sum(axis=0) / days[recent].sum()
    everything = (past.spend * days).sum(axis=0) / days.sum()
    today: Array = spend if spend.sum() > 0 else everything
    return today
