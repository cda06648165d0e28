"""Read what a step's `--input` arguments name, and check that the parts belong together."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from spendcast_contract.call import RAW
from spendcast_contract.documents import Artifact, StepDocument, document_key, parse_document
from spendcast_contract.exits import DataRejected, InputUnusable
from spendcast_storage import ObjectMissing, ObjectStore


@dataclass(frozen=True)
class Inputs:
    """What a step starts from: documents of earlier steps, or raw files."""

    documents: Mapping[str, StepDocument]
    raw: Mapping[str, bytes]
    artifacts: Sequence[Artifact]

    @property
    def as_of(self) -> date | None:
        """The date that the documents speak of; None without documents."""
        return next((document.as_of for document in self.documents.values()), None)


def read_inputs(store: ObjectStore, names: Sequence[str], run_id: str) -> Inputs:
    """Read the inputs of those names.

    Raises:
        InputUnusable: a document is missing or damaged, or two do not belong together.
        DataRejected: an earlier step rejected the data.
    """
    documents = {name: _read_document(store, run_id, name) for name in names if name != RAW}
    _check_agreement(documents)
    raw, files = _read_raw(store) if RAW in names else ({}, [])
    return Inputs(documents, raw, [*files, *(a for d in documents.values() for a in d.outputs)])


def _read_document(store: ObjectStore, run_id: str, name: str) -> StepDocument:
    key = document_key(run_id, name)
    try:
        document = parse_document(store.read(key).data, key)
    except ObjectMissing as error:
        raise InputUnusable(f"{key} is not in {store.address}; run {name} first") from error
    if document.step != name or document.run_id != run_id:
        raise InputUnusable(
            f"{key} is the {document.step} document of run {document.run_id}; it was put in the wrong place"
        )
    if document.status == "rejected":
        raise DataRejected(f"{name} rejected the data of run {run_id}; its findings are in {key}")
    return document


def _read_raw(store: ObjectStore) -> tuple[dict[str, bytes], list[Artifact]]:
    """Every object under `raw/` of which no part of the name begins with a dot."""
    raw: dict[str, bytes] = {}
    artifacts = []
    for listed in store.list(f"{RAW}/"):
        name = listed.key.removeprefix(f"{RAW}/")
        if any(part.startswith(".") for part in name.split("/")):
            continue
        found = store.read(listed.key)
        raw[name] = found.data
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        artifacts.append(
            Artifact(
                name=name,
                key=found.key,
                generation=found.generation,
                sha256=found.sha256,
                size=len(found.data),
                media_type=media_type,
            )
        )
    return raw, artifacts


def _check_agreement(documents: Mapping[str, StepDocument]) -> None:
    """What one document was made from must be what another one holds now."""
    for reader, source in product(documents.values(), documents.values()):
        folder = f"runs/{source.run_id}/{source.step}/"
        held = {artifact.name: artifact.sha256 for artifact in source.outputs}
        for artifact in reader.inputs:
            is_ours = reader is not source and artifact.key.startswith(folder)
            if is_ours and held.get(artifact.name, artifact.sha256) != artifact.sha256:
                raise InputUnusable(
                    f"{reader.step}.json of run {reader.run_id} was made from another {artifact.name} than "
                    f"{source.step}.json now holds; run {reader.step} again"
                )
    if len({document.as_of for document in documents.values()}) > 1:
        dates = ", ".join(f"{d.step} of {d.as_of}" for d in documents.values())
        raise InputUnusable(
            f"the input documents speak of different dates ({dates}); run the older step again"
        )
