"""The panel that the model in force was trained on: what was closed then should be the same now."""

from dataclasses import dataclass

from spendcast_contract import Artifact
from spendcast_storage import (
    PANEL_CSV,
    ObjectChanged,
    ObjectMissing,
    ObjectStore,
    Registry,
    RegistryError,
)


@dataclass(frozen=True)
class PanelInForce:
    """A panel, or why it cannot be read.

    Attributes:
        data: its CSV; None where it cannot be read.
        artifact: what was read, for the document.
        fault: why it cannot be read.
    """

    data: bytes | None = None
    artifact: Artifact | None = None
    fault: str | None = None


def panel_in_force(store: ObjectStore, model: str) -> PanelInForce | None:
    """Read the panel of the model in force; None where no model is.

    A damaged version must not stop new data, which are what mends it.
    """
    try:
        stored = Registry(store, model).read_in_force(PANEL_CSV)
    except (RegistryError, ObjectMissing, ObjectChanged) as error:
        return PanelInForce(fault=str(error))
    if stored is None:
        return None
    artifact = Artifact(
        name="panel_in_force",
        key=stored.key,
        generation=stored.generation,
        sha256=stored.sha256,
        size=len(stored.data),
        media_type="text/csv",
    )
    return PanelInForce(stored.data, artifact)
