"""What each column of a header is by its own name, or by the user's word, and in the light of the others.

To sort is all that is done here: what shape the sorted columns make, and what is refused, `headers` says.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spendcast_ingest.aliases import ALIASES, EXPERIMENT, Field
from spendcast_ingest.column_names import CONTROL, CURRENCY_COLUMN, FIELDS, of_report, without_unit
from spendcast_ingest.header_faults import Header
from spendcast_ingest.keys import normalised
from spendcast_ingest.mapping import column_role
from spendcast_ingest.revenue_names import is_called_after_spend, is_revenue
from spendcast_ingest.row_flags import flags_rows
from spendcast_ingest.units import Unit
from spendcast_ingest.units_above import states_unit

Kinds = defaultdict[Field | None, list[int]]
"""Positions of columns by what they are, in order."""


@dataclass(frozen=True)
class SortedColumns:
    """The columns of a header, by what they are; a column is told by its position.

    Attributes:
        plain: each column's name without its unit.
        units: the units that names tell.
        spend: channels, for columns that the user says are spend on them.
        controls: names of controls, for columns that are called so or that the user says are.
        at: all other columns that have a name; those of an unknown kind under None.
    """

    plain: Sequence[str]
    units: dict[int, Unit]
    spend: dict[int, str]
    controls: dict[int, str]
    at: Kinds


def sort_columns(header: Header, roles: Mapping[str, str]) -> SortedColumns:
    """Sort the columns of a header by their names; what the user says in `roles` goes before."""
    named = [without_unit(name) for name in header.names]
    units = {position: unit for position, (_, unit) in enumerate(named) if unit.text}
    columns = SortedColumns([plain for plain, _ in named], units, {}, {}, defaultdict(list))
    for position, name in enumerate(header.names):
        if name and name in roles:
            _sort_as_said(columns, position, roles[name])
        elif name:
            _sort_by_name(columns, position, header)
    _in_the_light_of_others(columns.at, header.names)
    return columns


def field_of(name: str, plain: str, file: str) -> Field | None:
    """What a column is by its name, with its unit and without; None if that is not known."""
    for known in (FIELDS.get(normalised(name)), FIELDS.get(normalised(plain))):
        if known:
            return known
    earned = is_revenue(plain) and not is_called_after_spend(file)
    return of_report(name) or ("revenue" if earned else None)


def _sort_as_said(columns: SortedColumns, position: int, words: str) -> None:
    role, said = column_role(words)
    if said:
        (columns.spend if role == "spend" else columns.controls)[position] = said
        return
    field: Field = "other" if role == "ignore" else role  # type: ignore[assignment]  # checked
    columns.at[field].append(position)


def _sort_by_name(columns: SortedColumns, position: int, header: Header) -> None:
    name, plain = header.names[position], columns.plain[position]
    field = field_of(name, plain, header.file)
    if field is None and (states_unit(name) or flags_rows(name)):
        field = "other"
    if field is None and CURRENCY_COLUMN.fullmatch(normalised(plain)):
        field = "unit"
    match = CONTROL.fullmatch(plain) if field is None else None
    if match:
        columns.controls[position] = match["english"] or match["japanese"]
    else:
        columns.at[field].append(position)


def _in_the_light_of_others(at: Kinds, names: Sequence[str]) -> None:
    if not all(at[field] for field in EXPERIMENT):
        _take_ranges(at, names)
        for field in EXPERIMENT:
            at[None] += at.pop(field, [])
        at[None].sort()
    if not (at["year"] and at["month"]):
        at["date"] += _days(at, names)
    _take_second_choices(at)


def _take_ranges(at: Kinds, names: Sequence[str]) -> None:
    """Take a start and an end for the first and last days of rows; alone, "end" could be a channel."""
    starts = [position for position in at["date"] if normalised(names[position]) in ALIASES["start"]]
    if at["end"] and (starts or at["start"]):
        told = bool(at["report_start"])
        at["other" if told else "report_start"] += at.pop("start", [])
        at["other" if told else "report_end"] += at.pop("end")


def _days(at: Kinds, names: Sequence[str]) -> list[int]:
    """The columns of days that are dates; beside a date, "Tag" is a label and no German day."""
    days = at.pop("day", [])
    if not at["date"]:
        return days
    foreign = [position for position in days if normalised(names[position]) not in ("day", "日")]
    at["other"] += foreign
    return [position for position in days if position not in foreign]


def _take_second_choices(at: Kinds) -> None:
    """Take what may be the date or the channel for it, where no other column is."""
    if at["date"] and at["report_start"]:
        at["other"] += at.pop("report_start") + at.pop("report_end", [])
    at["date"] += at.pop("report_start", [])
    told = at["date"] or at["week_end"] or at["month"]
    at["other" if told else "date"] += at.pop("dated", [])
    of_revenue = at["revenue"] and not at["cost"]
    group: Field = "breakdown" if at["channel"] or of_revenue else "channel" if at["cost"] else "other"
    at[group] += at.pop("channel_group", [])
