"""A second family of worlds: the advertisers that papers on the method simulate.

Search, social, video and the like at a steady mix: mostly four channels, exposure per period, geometric
carry-over, Hill saturation or in some a logistic, a straight trend, two harmonics, white noise mostly. They
are easier than the first family's; a choice that holds on both is not owed to either.
"""

from typing import Literal

import numpy as np

from spendcast_mixmodel.simulate.traits import Saturation, Traits

WEEKS = (52, 104, 156, 156)
MONTHS = (24, 36, 60, 60, 120)
CHANNEL_COUNTS = (3, 4, 4, 4, 4, 5)

Kind = Literal["plain", "correlated", "idle", "late", "break"]
KINDS: tuple[Kind, ...] = ("plain", "correlated", "idle", "idle", "late", "break")


def draw_textbook_traits(rng: np.random.Generator) -> Traits:
    """Draw what sort of advertiser a world of this family is: at most one complication each."""
    weekly, noisy, wide, logistic, remembering = (rng.random() < p for p in (0.5, 0.35, 0.35, 0.2, 0.15))
    kind: Kind = rng.choice(np.array(KINDS))
    saturation: Saturation = "tanh" if logistic else "hill"
    return Traits(
        form="textbook",
        grain="week" if weekly else "month",
        periods=int(rng.choice(WEEKS if weekly else MONTHS)),
        channels=int(rng.choice(CHANNEL_COUNTS)),
        noise=float(rng.uniform(0.06, 0.09) if noisy else rng.uniform(0.02, 0.05)),
        correlation=0.6 if kind == "correlated" else float(rng.uniform(0.1, 0.4)),
        season_following=float(rng.uniform(0.05, 0.25)),
        media_share=float(rng.uniform(0.25, 0.35)),
        trend=float(rng.uniform(0.0, 0.3)),
        season_amplitude=float(rng.uniform(0.08, 0.16)),
        roas_level=float(rng.lognormal(np.log(1.5), 0.2)),
        roas_spread=0.65 if wide else 0.3,
        without_effect=kind == "idle",
        late_start=kind == "late",
        dark=False,
        steady=False,
        flighting=True,
        saturation=saturation,
        per_period=True,
        noise_memory=float(rng.uniform(0.3, 0.6)) if remembering else 0.0,
        base_step=float(rng.choice([-0.1, 0.1])) if kind == "break" else 0.0,
    )
