"""Where the next unit of money should go: the best plan within bounds, or hold; numpy alone."""

from spendcast_mixmodel.allocate.answer import Allocation, ChannelAllocation
from spendcast_mixmodel.allocate.explain import Sentence
from spendcast_mixmodel.allocate.request import AllocationRequest, Bound
from spendcast_mixmodel.allocate.run import allocate, spend_of_today

__all__ = [
    "Allocation",
    "AllocationRequest",
    "Bound",
    "ChannelAllocation",
    "Sentence",
    "allocate",
    "spend_of_today",
]
