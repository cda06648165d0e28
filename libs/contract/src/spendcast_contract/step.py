"""What a step is, and what its work is given and gives back."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from spendcast_contract.call import Params
from spendcast_contract.documents import Artifact, Finding, Status, StepDocument, StepName
from spendcast_contract.exits import InputUnusable
from spendcast_storage import ObjectStore

P = TypeVar("P", bound=Params)

log = logging.getLogger("spendcast")


@dataclass(frozen=True)
class Output:
    """A file that the runner is to store in the attempt's folder."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True)
class Result:
    """What a step's work came to. Outputs hold no address, time or name of the store."""

    outputs: Sequence[Output] = ()
    stored: Sequence[Artifact] = ()
    """Outputs that the work has stored itself (publish's versions)."""
    extra_inputs: Sequence[Artifact] = ()
    """What was read beside the step's inputs (evaluate's model in force)."""
    metrics: Mapping[str, Any] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    status: Status = "succeeded"


@dataclass(frozen=True)
class Work(Generic[P]):
    """All that a step's work may know."""

    store: ObjectStore
    run_id: str
    as_of: date
    params: P
    cache_key: str
    documents: Mapping[str, StepDocument]
    raw: Mapping[str, bytes]
    """Name relative to `raw/` → bytes; empty but for the first step."""

    def read(self, document: str, output: str) -> bytes:
        """Read an output of an input document, checked against its generation and hash.

        Raises:
            InputUnusable: the document names no such output, or its bytes are not the recorded ones.
        """
        artifact = self.documents[document].output(output)
        found = self.store.read(artifact.key, generation=artifact.generation)
        if found.sha256 != artifact.sha256:
            raise InputUnusable(
                f"{artifact.key} has sha256 {found.sha256[:12]}…, but {document}.json recorded "
                f"{artifact.sha256[:12]}…; run {document} again"
            )
        return found.data


@dataclass(frozen=True)
class Step(Generic[P]):
    """A step: its name, inputs, parameters and work.

    `inputs` are `raw` or names of earlier steps. `work` imports what is heavy when it is called, so
    that a step with nothing to do ends at once.
    """

    name: StepName
    inputs: Sequence[str]
    params: type[P]
    work: Callable[[Work[P]], Result]
    description: str
