"""The registry's two documents: what a version is, and which one is in force."""

from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from spendcast_storage.errors import RegistryError
from spendcast_storage.store import StoredObject
from spendcast_storage.validation import faults


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """UTF-8 JSON, indented for people."""
        return (self.model_dump_json(indent=2) + "\n").encode()


class FileEntry(_Document):
    """A file of a version; `size` is in bytes."""

    sha256: str
    size: int
    media_type: str


class Manifest(_Document):
    """What a version is: its files, what it was trained on, how it did and what to know before use."""

    schema_version: Annotated[str, StringConstraints(pattern=r"^1\.\d+$")] = "1.1"
    name: str = Field(description="the model's name in the registry")
    version: str = Field(description="<run_id>-<first 12 digits of model.json's sha256>")
    run_id: str
    as_of: date
    kind: str = Field(description="class of model, such as linear_baseline")
    settings: dict[str, Any] = Field(
        default_factory=dict,
        description="parameters of train: with them and panel.csv the model can be fitted again",
    )
    files: dict[str, FileEntry]
    trained_on: dict[str, Any] = Field(description="first and last period, and how many")
    data_sha256: str = Field(description="hash of the panel that it was trained on")
    metrics: dict[str, Any]
    gates: list[dict[str, Any]]
    warnings: list[dict[str, Any]] = Field(description="findings that travel with every answer")
    libraries: dict[str, str] = Field(description="package → version at training")


class Pointer(_Document):
    """`current.json`: which version is in force, and why."""

    schema_version: Annotated[str, StringConstraints(pattern=r"^1\.\d+$")] = "1.0"
    seq: int = Field(ge=1, description="grows by exactly 1 with every move")
    version: str
    manifest: str = Field(description="key of the version's manifest")
    generation: int = Field(description="the manifest's")
    sha256: str = Field(description="the manifest's")
    as_of: date
    previous: str | None = Field(description="version that was in force before")
    reason: str
    pinned: bool = False

    def later_than(self, as_of: date) -> str | None:
        """Why a model of that date does not replace the one in force; None where its date lets it."""
        if as_of >= self.as_of:
            return None
        return f"the model in force speaks of {self.as_of}, later than {as_of}"


_D = TypeVar("_D", bound=_Document)


def parse(kind: type[_D], stored: StoredObject) -> _D:
    """Read a document.

    Raises:
        RegistryError: it is no JSON, of another major version, or a field is missing or malformed.
    """
    try:
        return kind.model_validate_json(stored.data)
    except ValidationError as error:
        raise RegistryError(
            f"{stored.key} cannot be read as a {kind.__name__.lower()}: {faults(error)}"
        ) from error
