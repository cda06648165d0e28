import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]

# Records its arguments and what the folders among them hold, then answers by the first rule whose words are
# all among its arguments: with the rule's next answer, at last with the last one.
STUB = f"""#!{sys.executable}
import json, os, pathlib, sys
home = pathlib.Path(__file__).resolve().parent
folders = {{word: sorted(os.listdir(word)) for word in sys.argv[1:] if os.path.isdir(word)}}
call = [pathlib.Path(sys.argv[0]).name, *sys.argv[1:]]
with (home / "calls").open("a") as calls:
    calls.write(json.dumps({{"call": call, "folders": folders}}) + "\\n")
rules = json.loads((home / "rules").read_text())
for rule in rules:
    if all(any(word in given for given in call) for word in rule["words"]):
        answer = rule["answers"][0]
        if len(rule["answers"]) > 1:
            rule["answers"].pop(0)
            (home / "rules").write_text(json.dumps(rules))
        print(answer["says"])
        sys.exit(answer["code"])
"""


@dataclass
class Desk:
    """A copy of the scripts, with stub commands on the PATH that record what they are called with."""

    root: Path
    rules: list[dict[str, Any]] = field(default_factory=list)

    @property
    def bin(self) -> Path:
        return self.root / "bin"

    def answer(self, *words: str, says: Sequence[str] = ("",), codes: Sequence[int] = (0,)) -> None:
        """What a call with these words answers, the first time, the second and so on."""
        longest = max(len(says), len(codes))
        padded = zip(
            [*says, *[says[-1]] * (longest - len(says))],
            [*codes, *[codes[-1]] * (longest - len(codes))],
            strict=True,
        )
        answers = [{"says": text, "code": code} for text, code in padded]
        self.rules.append({"words": words, "answers": answers})

    def start(self, script: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        (self.bin / "rules").write_text(json.dumps(self.rules))
        return subprocess.Popen(
            ["bash", f"ci/{script}.sh", *arguments],
            cwd=self.root,
            env={"PATH": f"{self.bin}:{os.environ['PATH']}", "COMMIT": "c0ffee", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, script: str, *arguments: str, **environment: str) -> tuple[int, str]:
        """Exit code and output."""
        process = self.start(script, *arguments, **environment)
        out, _ = process.communicate(timeout=30)
        return process.returncode, out

    def records(self) -> list[dict[str, Any]]:
        path = self.bin / "calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def calls(self, *words: str) -> list[list[str]]:
        """The recorded calls with these words among their arguments."""
        calls = [record["call"] for record in self.records()]
        return [call for call in calls if set(words) <= set(call)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(ROOT / "ci", tmp_path / "ci")
    desk = Desk(tmp_path)
    desk.bin.mkdir()
    for name in ("gcloud", "curl"):
        stub = desk.bin / name
        stub.write_text(STUB)
        stub.chmod(0o755)
    return desk


@pytest.fixture(scope="session")
def config() -> dict[str, Any]:
    """cloudbuild.yaml as data."""
    data: dict[str, Any] = yaml.safe_load((ROOT / "cloudbuild.yaml").read_text("utf-8"))
    return data


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT
