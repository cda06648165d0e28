"""The step document: all that one step tells the next."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from spendcast_contract.exits import ExitCode, InputUnusable
from spendcast_storage import faults

SCHEMA_VERSION = "1.1"
RUN_ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"

StepName = Literal["validate", "train", "evaluate", "publish"]
STEPS: tuple[StepName, ...] = get_args(StepName)
Severity = Literal["error", "warning", "info"]
Status = Literal["succeeded", "rejected"]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RunId = Annotated[str, StringConstraints(pattern=RUN_ID_PATTERN)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Where(_Part):
    """A place in an input file; rows count from 1, the header being row 1."""

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        row = None if self.row is None else f"row {self.row}"
        column = None if self.column is None else f"column {self.column}"
        return ", ".join(part for part in (self.file, row, column) if part)


class Finding(_Part):
    """Something that a step saw in the data and that a person should know."""

    code: str
    severity: Severity
    message: str
    where: Where | None = None
    fix: str | None = None
    values: dict[str, Any] = Field(
        default_factory=dict,
        description="what message and fix speak of, so that a page can say the same in another language",
    )

    def __str__(self) -> str:
        place = str(self.where) if self.where and self.where.file else ""
        return (
            f"{place}: {self.message}" if place and not self.message.startswith(f"{place} ") else self.message
        )


class Artifact(_Part):
    """An object of the store, by key, generation and hash; `size` is in bytes."""

    name: str
    key: str
    generation: int
    sha256: Sha256
    size: int
    media_type: str


class Producer(_Part):
    """Which code made the document."""

    image: str | None = Field(default=None, description="digest of the image; none for a plain process")
    commit: str | None = None
    packages: dict[str, str] = Field(description="package → version, as installed")


class StepDocument(_Part):
    """What a step did. Written last; where there is none, the step did not happen."""

    schema_version: Annotated[str, StringConstraints(pattern=r"^1\.\d+$")] = SCHEMA_VERSION
    step: StepName
    run_id: RunId
    as_of: date = Field(description="the date that the run speaks of")
    status: Status
    inputs: list[Artifact]
    outputs: list[Artifact]
    params: dict[str, Any]
    metrics: dict[str, Any]
    findings: list[Finding]
    cache_key: Sha256
    producer: Producer
    started_at: AwareDatetime
    finished_at: AwareDatetime
    attempt: int = Field(ge=1)

    @property
    def exit_code(self) -> ExitCode:
        """The code with which a step that ends with this document exits."""
        return ExitCode.OK if self.status == "succeeded" else ExitCode.REJECTED

    def output(self, name: str) -> Artifact:
        """The output of that name.

        Raises:
            InputUnusable: the document names no such output.
        """
        for artifact in self.outputs:
            if artifact.name == name:
                return artifact
        names = ", ".join(a.name for a in self.outputs) or "none"
        raise InputUnusable(f"{self.step}.json of run {self.run_id} names no output {name!r}; it has {names}")

    def to_bytes(self) -> bytes:
        """UTF-8 JSON, indented for people."""
        return (self.model_dump_json(indent=2) + "\n").encode()


def document_key(run_id: str, step: str) -> str:
    """Key of a step's document in the store."""
    return f"runs/{run_id}/{step}.json"


def parse_document(data: bytes, key: str) -> StepDocument:
    """Read a document.

    Raises:
        InputUnusable: not JSON, of another major version, or with a field missing or malformed.
    """
    try:
        fields = json.loads(data)
        version = str(fields["schema_version"])
    except (ValueError, TypeError, KeyError) as error:
        raise InputUnusable(f"{key} is no step document: {type(error).__name__}: {error}") from error
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise InputUnusable(
            f"{key} has schema_version {version}, this code reads {SCHEMA_VERSION.partition('.')[0]}.x; "
            "run both steps at the same release"
        )
    try:
        return StepDocument.model_validate(fields)
    except ValidationError as error:
        raise InputUnusable(f"{key} is no step document: {faults(error)}") from error


def utc_now() -> datetime:
    """Now, in UTC, to the second's thousandth."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
