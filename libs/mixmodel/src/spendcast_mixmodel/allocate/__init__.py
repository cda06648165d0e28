"""Where the next unit of money should go: the best plan within bounds, or hold; numpy alone."""

from spendcast_mixmodel.allocate.answer import Allocation, ChannelAllocation
from spendcast_mixmodel.allocate.explain import Sentence
from spendcast_mixmodel.allocate.request import WITHIN, AllocationRequest, Bound
from spendcast_mixmodel.allocate.run import allocate

__all__ = ["WITHIN", "Allocation", "AllocationRequest", "Bound", "ChannelAllocation", "Sentence", "allocate"]
