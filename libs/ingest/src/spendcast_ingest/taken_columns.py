"""What each column of a file was taken for, and how `mapping.json` says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spendcast_ingest.aliases import EXPERIMENT
from spendcast_ingest.layouts import ExperimentLayout, Layout, LongLayout, WideLayout

_UNSAID = ("report_end", "week_end", "")
"""What `mapping.json` has no word for; the names of the columns tell it again."""


@dataclass(frozen=True)
class TakenColumn:
    """A column and what it was taken for.

    Attributes:
        name: its header; empty where it has none.
        role: a word of `mapping.json`, such as `date`, `cost` or `spend:NAME`; `week_end` and `report_end`
            for dates that are last days; empty where it is not read.
        asked: whether a warning asks if it is that.
    """

    name: str
    role: str
    asked: bool = False


def taken_columns(header: Sequence[str], layout: Layout) -> tuple[TakenColumn, ...]:
    """Each column of a header, in its order, and what it was taken for."""
    roles, asked = dict(_roles(layout)), _asked(layout)
    return tuple(
        TakenColumn(name, roles.get(position, ""), position in asked) for position, name in enumerate(header)
    )


def said_of(columns: Sequence[TakenColumn]) -> dict[str, str]:
    """What `mapping.json` says, so that a file is read as it was; nothing of what is asked about."""
    names = [column.name for column in columns]
    return {
        column.name: column.role
        for column in columns
        if column.name and names.count(column.name) == 1 and column.role not in _UNSAID and not column.asked
    }


def _roles(layout: Layout) -> Iterator[tuple[int, str]]:
    yield from ((position, "unit") for position in layout.unit_columns)
    if isinstance(layout, ExperimentLayout):
        yield layout.channel, "channel"
        yield from zip((layout.start, layout.end, layout.revenue, layout.error), EXPERIMENT, strict=True)
        return
    if layout.end is not None:
        yield layout.end, "report_end"
    one = "week_end" if layout.week_ends else "date"
    yield from zip(layout.dates, ("year", "month", "day") if layout.dates[1:] else (one,), strict=False)
    yield from ((position, "breakdown") for position in layout.breakdown)
    if isinstance(layout, LongLayout):
        yield from ((layout.channel, "channel"), (layout.cost, "cost"))
        return
    yield from ((position, "revenue") for position in layout.earned)
    yield from ((position, f"spend:{name}") for position, name in layout.channels.items())
    yield from ((position, f"control:{name}") for position, name in layout.controls.items())


def _asked(layout: Layout) -> frozenset[int]:
    """Columns with a doubted name, and a medium that was taken for the channel beside its source."""
    if isinstance(layout, WideLayout):
        return layout.doubted
    if isinstance(layout, LongLayout) and layout.source is not None:
        return frozenset((layout.channel,))
    return frozenset()
