import dataclasses
import datetime as dt

import pytest
from pydantic import ValidationError

import spendcast_ingest
from spendcast_ingest import Finding, Options, RawFile, Where, ingest


def test_public_names_are_pinned() -> None:
    assert spendcast_ingest.__all__ == [
        "Earlier",
        "Finding",
        "Ingested",
        "Options",
        "Panel",
        "RawFile",
        "Recognised",
        "Where",
        "ingest",
        "recognise",
        "recognise_together",
    ]


def test_a_finding_has_the_fields_of_a_step_document() -> None:
    assert list(Finding.of("empty_file", file="a.csv").as_dict()) == [
        "code",
        "severity",
        "message",
        "where",
        "fix",
        "values",
    ]
    assert [field.name for field in dataclasses.fields(Where)] == ["file", "row", "column"]


@pytest.mark.parametrize("value", [Finding("gap"), Where("a.csv", 1), RawFile("a", b"")])
def test_values_cannot_be_changed(value: object) -> None:
    first = dataclasses.fields(value)[0].name  # type: ignore[arg-type]  # each parameter is a dataclass
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, first, "other")


def test_thresholds_cannot_be_changed_or_misspelled() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Options().min_months = 5
    with pytest.raises(ValidationError, match="min_month"):
        Options.model_validate({"min_month": 5})


def test_every_public_name_can_be_imported_and_no_other() -> None:
    assert all(hasattr(spendcast_ingest, name) for name in spendcast_ingest.__all__)
    assert not hasattr(spendcast_ingest, "inges")


def test_no_files_at_all_lack_spend_and_revenue() -> None:
    result = ingest([], dt.date(2025, 1, 1))
    assert result.panel is None
    assert [finding.code for finding in result.findings] == ["no_spend", "no_revenue"]
    assert result.recognised == []
