"""JSON Schemas of the documents, for readers in other languages. `make schemas` writes them anew."""

import json
from importlib.resources import files

from pydantic import BaseModel

from spendcast_contract.documents import StepDocument
from spendcast_storage import Manifest, Pointer

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

DOCUMENTS: dict[str, type[BaseModel]] = {
    "step-document": StepDocument,
    "manifest": Manifest,
    "pointer": Pointer,
}


def generate() -> dict[str, str]:
    """File name → text of each schema."""
    return {
        f"{name}.schema.json": json.dumps({"$schema": _DIALECT} | model.model_json_schema(), indent=2) + "\n"
        for name, model in DOCUMENTS.items()
    }


def main() -> None:
    """Write the schemas beside this module."""
    from pathlib import Path

    folder = Path(str(files("spendcast_contract"))) / "schemas"
    folder.mkdir(exist_ok=True)
    for name, text in generate().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
