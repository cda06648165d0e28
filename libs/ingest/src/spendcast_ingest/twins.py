"""What tells rows apart that are about the same: a column that is not used."""

import pandas as pd

from spendcast_ingest.column_names import calls
from spendcast_ingest.keys import label_key
from spendcast_ingest.layouts import LongLayout, WideLayout
from spendcast_ingest.mapping import as_columns
from spendcast_ingest.tables import Table
from spendcast_ingest.taken_columns import taken_columns
from spendcast_ingest.vocabulary import Speech, parts, words

_NUMBERED = Speech(words("code hour id ids sku"), parts("コード 時間帯 型番 品番"))
"""Of columns that tell rows apart by numbers; other numbers count something."""


def told_apart(table: Table, layout: LongLayout | WideLayout, keys: pd.DataFrame) -> dict[str, str]:
    """A column that is not used and differs in all rows of one key, and what makes it the breakdown.

    Args:
        table: the table.
        layout: what its columns were taken for.
        keys: what the rows are about; index: row as a spreadsheet shows it.

    Returns:
        Values of the finding `duplicate_rows`; empty if there is no such column.
    """
    taken = taken_columns(table.header, layout)
    unused = [at for at, column in enumerate(taken) if column.name and not column.role]
    open_ = [at for at in unused if table.header[at] not in table.said.columns]
    if not open_:
        return {}
    texts = table.rows_again([int(row) for row in keys.index], open_)
    group = keys.groupby(list(keys.columns), dropna=False).ngroup().loc[texts.index]
    for at in open_:
        if _labels(table.header[at], texts[at]) and not _repeats(group, texts[at]):
            name = table.header[at]
            roles = {**table.said.columns, name: "breakdown"}
            return {"variant": "told_apart", "column": name, "snippet": as_columns(table.file, roles)}
    return {}


def _labels(name: str, texts: pd.Series) -> bool:
    """Whether a column holds words, or numbers that only name something."""
    return bool(texts.ne("").all()) and (
        calls(name, _NUMBERED) or bool(texts.map(lambda text: any(map(str.isalpha, text))).all())
    )


def _repeats(group: pd.Series, texts: pd.Series) -> bool:
    return bool(pd.DataFrame({"group": group, "text": texts.map(label_key)}).duplicated().any())
