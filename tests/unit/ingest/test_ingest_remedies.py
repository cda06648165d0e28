"""What a finding says to write into mapping.json does what it says when it is followed literally."""

import pytest
from unit.ingest.table_cases import tidy
from unit.ingest.tables import Files
from unit.ingest.test_ingest_findings import found, settled


@pytest.mark.parametrize("names", ["series,value", "variable,values", "item,yen", "品目,数値"])
def test_names_in_rows_become_channels_beside_the_amounts(names: str) -> None:
    files: Files = {"spend.csv": None, "media.csv": tidy(names)}
    (asked,) = [one for one in found(files) if one.code == "unclear_column"]
    snippet = str(asked.values.get("channel_snippet", asked.values.get("snippet")))
    assert snippet in str(asked.fix)
    result = settled(files, snippet)
    assert result.panel is not None
    assert result.panel.channels == ("cinema", "posters")
