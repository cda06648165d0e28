"""Check that a run was done and is answered from: `check_run.py STORE RUN_ID URL`. Runs in the serving image.

All four documents must say `succeeded`, a model must be in force, and the server at URL must answer a plan
with that model. Waits for the run's end, because Skaffold starts this together with the steps.
"""

import json
import os
import sys
import time
import urllib.request

from spendcast_contract import STEPS, document_key, parse_document
from spendcast_storage import ObjectMissing, ObjectStore, Registry, open_store

WAIT_SECONDS = 180.0
PAUSE_SECONDS = 1.0


def statuses(store: ObjectStore, run_id: str) -> dict[str, str]:
    """Status of each step that has left its document."""
    found: dict[str, str] = {}
    for step in STEPS:
        key = document_key(run_id, step)
        try:
            found[step] = parse_document(store.read(key).data, key).status
        except ObjectMissing:
            found[step] = "missing"
    return found


def answering_version(url: str) -> str:
    """Version of the model that the server answers a plan with."""
    request = urllib.request.Request(  # noqa: S310 - the caller's own server
        f"{url}/v1/predict", json.dumps({"spend": {}}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 - as above
        return str(json.load(response)["model"]["version"])


def check(store: ObjectStore, run_id: str, url: str) -> str:
    """What is wrong, or nothing."""
    found = statuses(store, run_id)
    if set(found.values()) != {"succeeded"}:
        return f"run {run_id} in {store.address}: {found}"
    current = Registry(store, os.environ.get("SPENDCAST_MODEL", "revenue")).in_force()
    if current is None:
        return f"no model is in force in {store.address}"
    try:
        version = answering_version(url)
    except OSError as error:
        return f"{url} did not answer: {error}"
    if version != current.pointer.version:
        return f"{url} answers with {version}, but {current.pointer.version} is in force"
    return ""


def main(address: str, run_id: str, url: str) -> int:
    """Check until all is well or the time is up; return the exit code."""
    store, end = open_store(address), time.monotonic() + WAIT_SECONDS
    while (wrong := check(store, run_id, url)) and time.monotonic() < end:
        time.sleep(PAUSE_SECONDS)
    print(wrong or f"run {run_id} is done, and {url} answers with the model in force")  # noqa: T201 - a command
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
