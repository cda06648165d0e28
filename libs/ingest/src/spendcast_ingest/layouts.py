"""What the columns of a table were taken for; columns are given by position."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spendcast_ingest.units import NO_UNIT, Unit


@dataclass(frozen=True)
class LongLayout:
    """One row per channel and date, or finer.

    Attributes:
        dates: the column of dates, or those of years, months and perhaps days.
        channel: the column that names the channel.
        cost: the column of amounts.
        breakdown: columns that tell rows of one channel and date apart, such as the campaign.
        unit: of the amounts, as their column's name says.
        unit_columns: columns that say what amounts are counted in, such as their currency.
        week_ends: whether dates are the last days of weeks.
        end: the column of the last days that amounts are of, beside that of the first.
        kinds: columns that are not used, and by their names may tell kinds of rows.
        source: a column that is not used, of the source beside the medium that was taken for the channel.
    """

    dates: tuple[int, ...]
    channel: int
    cost: int
    breakdown: tuple[int, ...]
    unit: Unit = NO_UNIT
    unit_columns: tuple[int, ...] = ()
    week_ends: bool = False
    end: int | None = None
    kinds: tuple[int, ...] = ()
    source: int | None = None

    @property
    def labels(self) -> tuple[int, ...]:
        """Columns of what amounts are about."""
        return (*self.dates, self.channel, *self.breakdown)


@dataclass(frozen=True)
class WideLayout:
    """One row per date, or finer.

    Attributes:
        dates: the column of dates, or those of years, months and perhaps days.
        channels: columns of spend and the channel each belongs to.
        revenue: the column of revenue, if there is one.
        more_revenue: others that the user says are revenue; they are added to it.
        controls: columns of controls and their names.
        units: of the amounts, where a column's name says one.
        unit_columns: columns that say what amounts are counted in, such as their currency.
        week_ends: whether dates are the last days of weeks.
        breakdown: columns that tell rows of one date apart, such as the shop.
        end: the column of the last days that amounts are of, beside that of the first.
        doubted: those of `channels` whose names a warning asks about.
        kinds: columns that are not used, and by their names may tell kinds of rows.
    """

    dates: tuple[int, ...]
    channels: Mapping[int, str]
    revenue: int | None
    controls: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, Unit] = field(default_factory=dict)
    unit_columns: tuple[int, ...] = ()
    week_ends: bool = False
    breakdown: tuple[int, ...] = ()
    end: int | None = None
    more_revenue: tuple[int, ...] = ()
    doubted: frozenset[int] = frozenset()
    kinds: tuple[int, ...] = ()

    @property
    def labels(self) -> tuple[int, ...]:
        """Columns of what amounts are about."""
        return (*self.dates, *self.breakdown)

    @property
    def earned(self) -> tuple[int, ...]:
        """All columns of revenue."""
        return () if self.revenue is None else (self.revenue, *self.more_revenue)


@dataclass(frozen=True)
class ExperimentLayout:
    """One row per experiment.

    Attributes:
        channel: the column that names the channel whose spend was changed.
        start: the column of first days.
        end: the column of last days.
        revenue: the column of incremental revenue.
        error: the column of its standard errors.
        units: of the amounts, where a column's name says one.
        unit_columns: columns that say what amounts are counted in, such as their currency.
    """

    channel: int
    start: int
    end: int
    revenue: int
    error: int
    units: Mapping[int, Unit] = field(default_factory=dict)
    unit_columns: tuple[int, ...] = ()

    @property
    def labels(self) -> tuple[int, ...]:
        """Columns of what amounts are about."""
        return (self.channel, self.start, self.end)


Layout = LongLayout | WideLayout | ExperimentLayout
