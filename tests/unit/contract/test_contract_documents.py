import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError
from unit.contract.tiny import PRODUCT, SUM, Bench
from unit.storage.registered import MONDAY, manifest_of

from spendcast_contract import (
    STEPS,
    Artifact,
    ExitCode,
    Finding,
    InputUnusable,
    Producer,
    StepDocument,
    Where,
    document_key,
    parse_document,
    schemas,
)
from spendcast_storage import Manifest, Pointer

KEY = "runs/r1/validate.json"


@pytest.fixture
def document() -> StepDocument:
    """A document that has something in every field."""
    now = datetime(2026, 1, 5, 6, 7, 8, 123000, tzinfo=UTC)
    artifact = Artifact(
        name="panel.csv",
        key="runs/r1/validate/1/panel.csv",
        generation=2**53 + 1,
        sha256="a" * 64,
        size=12,
        media_type="text/csv",
    )
    finding = Finding(
        code="stale",
        severity="warning",
        message="データは 40 日前のものです",
        where=Where(file="spend.csv", row=7, column="費用"),
        fix="add the latest export",
    )
    return StepDocument(
        step="validate",
        run_id="r1",
        as_of=date(2026, 1, 5),
        status="succeeded",
        inputs=[artifact],
        outputs=[artifact],
        params={"min_months": None, "as_of": "2026-01-05"},
        metrics={"r2": 0.1 + 0.2, "channels": ["a", "b"], "deep": {"er": [None, True]}},
        findings=[finding, Finding(code="x", severity="info", message="y")],
        cache_key="b" * 64,
        producer=Producer(image="sha256:abc", commit="1234567", packages={"numpy": "2.4"}),
        started_at=now,
        finished_at=now,
        attempt=1,
    )


def test_a_document_comes_back_as_it_was(document: StepDocument) -> None:
    assert parse_document(document.to_bytes(), KEY) == document


def test_a_document_is_text_that_people_can_read(document: StepDocument) -> None:
    text = document.to_bytes().decode("utf-8")
    assert text.startswith('{\n  "schema_version": "1.1",\n')
    assert "データは 40 日前のものです" in text
    assert text.endswith("}\n")


def fields_of(document: StepDocument) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(document.to_bytes())
    return fields


def test_unknown_fields_and_later_minor_versions_are_read(document: StepDocument) -> None:
    fields = fields_of(document) | {"schema_version": "1.12", "mood": "good"}
    fields["producer"]["host"] = "somewhere"
    fields["outputs"][0]["crc32c"] = "x"
    read = parse_document(json.dumps(fields).encode(), KEY)
    assert read == document.model_copy(update={"schema_version": "1.12"})


@pytest.mark.parametrize("version", ["2.0", "0.9", "10.0", "", "x", 2])
def test_another_major_version_is_refused_and_both_are_named(document: StepDocument, version: object) -> None:
    data = json.dumps(fields_of(document) | {"schema_version": version}).encode()
    with pytest.raises(InputUnusable, match=rf"{KEY} has schema_version {version}, this code reads 1\.x"):
        parse_document(data, KEY)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"1", b"null", b"{}", b"\xff\xfe{}", b'{"schema_version": "1.0"}']
)
def test_what_is_no_document_is_refused_by_its_key(data: bytes) -> None:
    with pytest.raises(InputUnusable, match=f"{KEY} is no step document: "):
        parse_document(data, KEY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", "guess"),
        ("status", "failed"),
        ("run_id", "../r1"),
        ("run_id", "r1\n"),
        ("as_of", "yesterday"),
        ("attempt", 0),
        ("cache_key", "abc"),
        ("started_at", "2026-01-05T06:07:08"),
        ("findings", [{"code": "x"}]),
        ("outputs", [{"name": "x"}]),
    ],
)
def test_a_malformed_field_is_refused_by_its_name(document: StepDocument, field: str, value: object) -> None:
    data = json.dumps(fields_of(document) | {field: value}).encode()
    with pytest.raises(InputUnusable, match=f"{KEY} is no step document: {field}"):
        parse_document(data, KEY)


def test_an_output_is_found_by_its_name_and_a_missing_one_said(document: StepDocument) -> None:
    assert document.output("panel.csv") == document.outputs[0]
    with pytest.raises(InputUnusable, match=r"names no output 'model.json'; it has panel\.csv"):
        document.output("model.json")
    with pytest.raises(InputUnusable, match="it has none"):
        document.model_copy(update={"outputs": []}).output("panel.csv")


def test_a_document_says_with_which_code_its_step_ended(document: StepDocument) -> None:
    assert document.exit_code is ExitCode.OK
    assert document.model_copy(update={"status": "rejected"}).exit_code is ExitCode.REJECTED


def test_a_document_cannot_be_changed(document: StepDocument) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        document.attempt = 2


def test_documents_stand_beside_each_other_in_their_run() -> None:
    assert [document_key("r1", step) for step in STEPS] == [
        "runs/r1/validate.json",
        "runs/r1/train.json",
        "runs/r1/evaluate.json",
        "runs/r1/publish.json",
    ]


class TestSchemas:
    def stored(self, name: str) -> dict[str, Any]:
        text = files("spendcast_contract").joinpath(f"schemas/{name}.schema.json").read_text("utf-8")
        schema: dict[str, Any] = json.loads(text)
        return schema

    def test_the_schemas_in_the_room_are_those_of_the_code(self) -> None:
        folder = files("spendcast_contract").joinpath("schemas")
        stored = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir()}
        assert stored == schemas.generate(), "run `make schemas`"

    @pytest.mark.parametrize("name", schemas.DOCUMENTS)
    def test_each_schema_is_one(self, name: str) -> None:
        jsonschema.Draft202012Validator.check_schema(self.stored(name))

    def valid(self, name: str, data: bytes) -> bool:
        validator = jsonschema.Draft202012Validator(
            self.stored(name), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        return validator.is_valid(json.loads(data))

    def test_a_full_document_a_manifest_and_a_pointer_fit_theirs(self, document: StepDocument) -> None:
        pointer = Pointer(
            seq=1,
            version="v",
            manifest="models/revenue/versions/v/manifest.json",
            generation=1,
            sha256="a" * 64,
            as_of=MONDAY,
            previous=None,
            reason="the first model",
        )
        examples: dict[str, StepDocument | Manifest | Pointer] = {
            "step-document": document,
            "manifest": manifest_of("a", MONDAY),
            "pointer": pointer,
        }
        assert examples.keys() == schemas.DOCUMENTS.keys()
        assert [name for name, example in examples.items() if not self.valid(name, example.to_bytes())] == []

    def test_documents_of_steps_that_ran_fit_theirs(self, bench: Bench) -> None:
        bench.put("42")
        bench.run(SUM)
        bench.run(PRODUCT)
        bench.put("many", "other.txt")
        bench.run(SUM, run_id="r2")
        keys = ["runs/r1/validate.json", "runs/r1/train.json", "runs/r2/validate.json"]
        assert [key for key in keys if not self.valid("step-document", bench.store.read(key).data)] == []

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda fields: fields.pop("cache_key"),
            lambda fields: fields.update(run_id="../r1"),
            lambda fields: fields.update(status="failed"),
            lambda fields: fields.update(schema_version="2.0"),
            lambda fields: fields["outputs"][0].update(sha256="abc"),
            lambda fields: fields.update(attempt=0),
        ],
    )
    def test_a_document_that_code_would_refuse_does_not_fit(
        self, document: StepDocument, spoil: Callable[[dict[str, Any]], object]
    ) -> None:
        fields = fields_of(document)
        spoil(fields)
        assert not self.valid("step-document", json.dumps(fields).encode())
