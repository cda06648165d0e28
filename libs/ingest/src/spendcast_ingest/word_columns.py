"""Columns in which words stand where amounts were looked for."""

from collections.abc import Mapping

from spendcast_ingest.columns import NumberColumn
from spendcast_ingest.findings import Finding, Refused, Where, shorten
from spendcast_ingest.layouts import LongLayout, WideLayout
from spendcast_ingest.mapping import as_columns
from spendcast_ingest.spelled_amounts import are_dressed, words_alone
from spendcast_ingest.tables import Table


def refuse_words(table: Table, layout: LongLayout | WideLayout, columns: Mapping[int, NumberColumn]) -> None:
    """Refuse a column in which words stand where amounts were looked for, such as the names of shops.

    Args:
        table: the table.
        layout: what its columns were taken for.
        columns: those of amounts, by position.

    Raises:
        Refused: `unclear_column`.
    """
    found = {at: words for at, column in columns.items() if (words := words_alone(column))}
    if not found:
        return
    at, words = next(iter(found.items()))
    values = {"file": table.file, "column": table.header[at], "text": shorten(words[0])}
    variant, snippet = "dressed" if are_dressed(words) else "words", ""
    amounts = [other for other in columns if other not in found]
    if variant == "words" and isinstance(layout, WideLayout) and _may_name_channels(at, amounts, layout):
        roles = {**table.said.columns, table.header[at]: "channel", table.header[amounts[0]]: "cost"}
        variant, snippet = "words_beside_one", as_columns(table.file, roles)
    place = Where(table.file, None, table.header[at])
    raise Refused(Finding.of("unclear_column", place, variant=variant, snippet=snippet, **values))


def _may_name_channels(at: int, amounts: list[int], layout: WideLayout) -> bool:
    """Whether words stand beside one column of spend, so that they may tell on which channel it was."""
    return at in layout.channels and len(amounts) == 1 and amounts[0] in layout.channels
