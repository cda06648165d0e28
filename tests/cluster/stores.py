"""What the tests put into stores, and read from them, by the command and the libraries."""

import json
import os
import subprocess
import urllib.request

from cluster.airflow_server import ROOT

from spendcast_contract import StepDocument, document_key, parse_document
from spendcast_storage import ObjectMissing, Registry, open_store


def spendcast(*arguments: str) -> str:
    """Call the command."""
    command = [str(ROOT / ".venv/bin/spendcast"), *arguments]
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def document(store: str, run_id: str, step: str) -> StepDocument | None:
    key = document_key(run_id, step)
    try:
        return parse_document(open_store(store).read(key).data, key)
    except ObjectMissing:
        return None


def versions(store: str) -> list[str]:
    return [manifest.version for manifest in Registry(open_store(store), "revenue").versions()]


def promotions(store: str) -> int:
    """How often the pointer moved."""
    current = Registry(open_store(store), "revenue").in_force()
    return current.pointer.seq if current else 0


def outcome(store: str, run_id: str) -> str | None:
    """Outcome of publish; None where it left no document."""
    published = document(store, run_id, "publish")
    return str(published.metrics["outcome"]) if published else None


def make_bucket(name: str) -> str:
    """Make a bucket of the emulator; gives its address."""
    _ask("POST", "/storage/v1/b", {"name": name})
    return f"gs://{name}"


def remove(store: str, key: str) -> None:
    """Remove an object of the emulator."""
    bucket, _, folder = store.removeprefix("gs://").partition("/")
    _ask("DELETE", f"/storage/v1/b/{bucket}/o/" + f"{folder}/{key}".replace("/", "%2F"))


def _ask(method: str, path: str, fields: dict[str, str] | None = None) -> None:
    request = urllib.request.Request(  # noqa: S310 - the emulator's address
        os.environ["STORAGE_EMULATOR_HOST"] + path,
        json.dumps(fields).encode() if fields else None,
        {"Content-Type": "application/json"},
        method=method,
    )
    urllib.request.urlopen(request, timeout=30).close()  # noqa: S310 - as above
