"""Data whose truth is known: an advertiser's export, and worlds of many forms to judge models by."""

from spendcast_mixmodel.simulate.export import (
    CHANNELS,
    Advertiser,
    SimulatedChannel,
    sample_advertiser,
    to_files,
)
from spendcast_mixmodel.simulate.traits import Traits, draw_traits
from spendcast_mixmodel.simulate.world import Truth, World, draw_world

__all__ = [
    "CHANNELS",
    "Advertiser",
    "SimulatedChannel",
    "Traits",
    "Truth",
    "World",
    "draw_traits",
    "draw_world",
    "sample_advertiser",
    "to_files",
]
