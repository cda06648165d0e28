"""What the columns of a file were taken for, as people read it."""

from collections.abc import Mapping, Sequence
from typing import Any

SHOWN = 12
"""How many columns are named before the rest are counted."""

_WORDS = {
    "": "not read",
    "week_end": "last day of the week",
    "report_end": "last day",
    "cost": "spend",
    "breakdown": "tells rows apart",
    "incremental_revenue": "incremental revenue",
    "standard_error": "standard error",
}


def columns_told(columns: Sequence[Mapping[str, Any]]) -> str:
    """Those that are read with their meaning, then those that are not: `day (date), tv (spend on tv)`.

    Args:
        columns: each with `name`, `role`, and `asked` where a warning asks about it.
    """
    read = [f"{named(column)} ({meaning(column)})" for column in columns if column["role"]]
    unread = [named(column) for column in columns if not column["role"]]
    return _first(read) + (f"; not read: {_first(unread)}" if unread else "")


def named(column: Mapping[str, Any]) -> str:
    """A column's header."""
    return str(column["name"] or "(no name)")


def meaning(column: Mapping[str, Any]) -> str:
    """What a column was taken for, with a question mark where a warning asks about it."""
    kind, _, name = str(column["role"]).partition(":")
    words = f"{kind} {'on ' if kind == 'spend' else ''}{name}" if name else _WORDS.get(kind, kind)
    return words + ("?" if column["asked"] else "")


def _first(texts: Sequence[str]) -> str:
    more = [f"and {len(texts) - SHOWN:,} more"] if len(texts) > SHOWN else []
    return ", ".join([*texts[:SHOWN], *more])
