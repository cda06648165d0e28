"""Stands for a step's process: `python fake_step.py spendcast_train --input ... --output ... [--param ...]`.

What it does is told by its parameters: `do` is what happens, the others become metrics of its document.
"""

import hashlib
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

ENDS = {"reject": 65, "temporary": 75, "crash": 70, "refuse": 65, "odd": 3}


def say(severity: str, message: str, **fields: Any) -> None:
    sys.stdout.write(json.dumps({"severity": severity, "message": message, **fields}) + "\n")
    sys.stdout.flush()


def interrupted(_number: int, _frame: FrameType | None) -> None:
    say("ERROR", "interrupted; no document was written")
    sys.exit(75)


def report(output: Path, step: str) -> dict[str, Any]:
    """A page that a step leaves for people, as its document names it."""
    key = f"runs/{output.parent.name}/{step}/1/report.html"
    page = f"<h1>{step}</h1>"
    place = output.parents[2] / key
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page, "utf-8")
    hashed = hashlib.sha256(page.encode()).hexdigest()
    about = {"generation": 1, "sha256": hashed, "size": len(page), "media_type": "text/html"}
    return {"name": "report.html", "key": key, **about}


def write_document(output: Path, step: str, params: dict[str, str], *, rejected: bool) -> None:
    finding = {
        "code": "gap",
        "severity": "error" if rejected else "warning",
        "message": "A month is missing.",
    }
    document: dict[str, Any] = {
        "schema_version": "1.0",
        "step": step,
        "run_id": output.parent.name,
        "as_of": "2026-01-05",
        "status": "rejected" if rejected else "succeeded",
        "inputs": [],
        "outputs": [report(output, step)] if step in {"validate", "evaluate"} else [],
        "params": {},
        "metrics": {name: json.loads(value) for name, value in params.items()},
        "findings": [finding] if rejected or step == "validate" else [],
        "cache_key": "0" * 64,
        "producer": {"packages": {}},
        "started_at": "2026-01-05T00:00:00Z",
        "finished_at": "2026-01-05T00:00:01Z",
        "attempt": 1,
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(document), "utf-8")


def main() -> int:
    step = sys.argv[1].removeprefix("spendcast_")
    words = sys.argv[2:]
    pairs = [words[i + 1].partition("=") for i, word in enumerate(words) if word == "--param"]
    params = {name: value for name, _, value in pairs}
    do = params.pop("do", "succeed")
    say("INFO", f"{step} started")
    if do == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "interrupt":
        signal.signal(signal.SIGTERM, interrupted)
        os.kill(os.getppid(), signal.SIGINT)
        signal.pause()
    if do == "crash":
        say("ERROR", "unexpected", stack_trace="Traceback:\n  line 1\nValueError: 7")
        say("ERROR", "this is a fault of ours")
    if do == "odd":
        sys.stderr.write("python: not what it was\n")
    if do in {"succeed", "reject"}:
        output = Path(words[words.index("--output") + 1])
        write_document(output, step, params, rejected=do == "reject")
    return ENDS.get(do, 0)


if __name__ == "__main__":
    sys.exit(main())
