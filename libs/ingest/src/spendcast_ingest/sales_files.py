"""Amounts that nothing marks as spend, in files that hold revenue or are called after sales."""

from collections.abc import Mapping, Sequence

import pandas as pd

from spendcast_ingest.column_names import speaks_of
from spendcast_ingest.findings import Finding, Refused, Where, few
from spendcast_ingest.layouts import WideLayout
from spendcast_ingest.mapping import as_columns, as_spend
from spendcast_ingest.revenue_names import is_called_after_sales
from spendcast_ingest.sibling_sums import numbered, sums_of_siblings
from spendcast_ingest.spend_sizes import is_unmarked
from spendcast_ingest.tables import Table
from spendcast_ingest.vocabulary import SAYS_REVENUE


def refuse_sales(table: Table, layout: WideLayout) -> None:
    """Refuse amounts of a file that is called after sales, if nothing says that they or others are spend.

    Only a mark of spend, or the user, says so: by catalogues, telephone and travel agencies things are sold,
    and of a campaign days and letters are counted.

    Raises:
        Refused: `unclear_column`.
    """
    columns = {table.header[at]: channel for at, channel in layout.channels.items()}
    if not columns or not is_called_after_sales(table.file):
        return
    if all(is_unmarked(table, at) for at in layout.channels):
        raise Refused(_unclear(table, layout, columns))


def refuse_parts(table: Table, layout: WideLayout, facts: pd.DataFrame) -> None:
    """Refuse columns that add up to the revenue beside them, unless their names say spend.

    Args:
        table: the table.
        layout: what its columns are.
        facts: its amounts, see `facts_of`, those of each column of revenue apart.

    Raises:
        Refused: `unclear_column`.
    """
    earned = {table.header[at] for at in layout.earned}
    beside = {table.header[at] for at in layout.channels if is_unmarked(table, at)}
    facts = facts[facts["column"].isin(earned | beside)]
    codes, names = pd.factorize(facts["column"])
    for found in sums_of_siblings(codes, numbered(facts["day"].to_numpy()), facts["amount"].to_numpy()):
        if names[found.name] in earned:
            raise Refused(_parts(table, names[found.name], [names[part] for part in found.parts]))


def _parts(table: Table, name: str, parts: Sequence[str]) -> Finding:
    one = as_columns(table.file, {name: "revenue"} | dict.fromkeys(parts, "ignore"))
    values = {"variant": "parts_of_revenue", "file": table.file, "column": name, "parts": few(parts)}
    place = Where(table.file, table.header_row, name)
    return Finding.of("unclear_column", place, one_snippet=one, **values)


def _unclear(table: Table, layout: WideLayout, columns: Mapping[str, str]) -> Finding:
    names = sorted(columns, key=lambda name: not speaks_of(name, SAYS_REVENUE))  # what is likelier goes first
    place = Where(table.file, table.header_row, names[0])
    values = {"file": table.file, "column": names[0], "columns": few(columns)}
    spend = as_spend(table.file, columns)
    if layout.earned:
        ignored = _as(table, names, "ignore")
        values |= {"variant": "beside_revenue", "ignore_snippet": ignored, "spend_snippet": spend}
        return Finding.of("unclear_column", place, **values)
    values["variant"] = "sales" if len(names) == 1 else "sales_columns"
    one = as_columns(table.file, {names[0]: "revenue"} | dict.fromkeys(names[1:], "ignore"))
    revenue = _as(table, columns, "revenue")
    values |= {"revenue_snippet": revenue, "one_snippet": one, "spend_snippet": spend}
    return Finding.of("unclear_column", place, **values)


def _as(table: Table, names: Sequence[str] | Mapping[str, str], role: str) -> str:
    return as_columns(table.file, dict.fromkeys(names, role))
