"""Runs the peers on cases and keeps what they answered.

`python -m benchmarks.peers.run` fits the first check worlds with every peer on one thread. Answers go to
`benchmarks/peers/answers/PEER.jsonl`, one line a case, found again by a hash of the case, the peer's version
and the settings' revision, so an ended run goes on where it stopped. The files are kept in the repository:
who does not change a peer need not spend the hour again.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cases import Panel
from spendcast_mixmodel.simulate import draw_world

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "benchmarks" / "peers" / "answers"
DIGITS = 4
"""Of every figure that is kept: a thousandth of what any of them is known to."""

BATCH = 6
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)


@dataclass(frozen=True)
class Peer:
    """A system that is compared with.

    Attributes:
        name: Of its environment, lock and results.
        package: Its distribution.
        revision: Of the settings in its script; raised when they change, so that old answers are not used.
    """

    name: str
    package: str
    revision: int

    @property
    def environment(self) -> Path:
        """Where its packages are."""
        return ROOT / f".venv-peer-{self.name}"

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.environment / "bin" / "python"

    @property
    def version(self) -> str:
        """What its lock pins."""
        lock = (ROOT / "benchmarks" / "peers" / f"{self.name}.txt").read_text("utf-8")
        pinned = re.search(rf"^{re.escape(self.package)}==(\S+)", lock, re.MULTILINE)
        if not pinned:
            raise ValueError(f"{self.name}.txt pins no {self.package}")
        return pinned[1]

    def key(self, case: str) -> str:
        """What an answer to this case is found by."""
        return hashlib.sha256(f"{self.version} {self.revision} {case}".encode()).hexdigest()[:16]


PEERS = (Peer("meridian", "google-meridian", 1), Peer("pymc", "pymc-marketing", 1))


def as_case(world: Panel) -> str:
    """A panel as a peer's script reads it, nothing of a truth in it."""
    return json.dumps(
        {
            "name": world.name,
            "grain": world.periods[0].grain,
            "training": world.training,
            "starts": [period.start.isoformat() for period in world.periods],
            "days": world.days.tolist(),
            "channels": world.channels,
            "spend": world.spend.round(4).tolist(),
            "revenue": world.revenue.tolist(),
        }
    )


def answers(peer: Peer) -> dict[str, dict[str, Any]]:
    """What the peer answered so far, by key; where it failed it is asked again."""
    path = ANSWERS / f"{peer.name}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {answer["key"]: answer for answer in map(json.loads, lines) if "error" not in answer}


def ask(peer: Peer, cases: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Fit cases with a peer, one after the other in one process, and keep each answer as it comes.

    A case that ends the process is kept as an answer with `error`. A process answers `BATCH` cases at most,
    because peers keep memory of each.
    """
    left = list(cases)
    while left:
        with _process(peer) as process:
            batch, left = left[:BATCH], left[BATCH:]
            for number, case in enumerate(batch):
                answer = _answer(process, case) or {"error": f"the process ended with {process.wait()}"}
                answer |= {"key": peer.key(case), "case": json.loads(case)["name"], "number": number}
                ANSWERS.mkdir(exist_ok=True)
                with (ANSWERS / f"{peer.name}.jsonl").open("a", encoding="utf-8") as file:
                    file.write(json.dumps(shortened(answer), separators=(",", ":")) + "\n")
                yield answer
                if "error" in answer:
                    left = batch[number + 1 :] + left
                    break


def shortened(answer: Any) -> Any:
    """The same with `DIGITS` digits of every number, whole numbers as such."""
    if isinstance(answer, dict):
        return {name: shortened(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [shortened(value) for value in answer]
    if not isinstance(answer, float):
        return answer
    short = float(f"{answer:.{DIGITS}g}")
    return int(short) if short.is_integer() else short


def _process(peer: Peer) -> subprocess.Popen[str]:
    """The peer's script, with its errors in `errors.log` of its environment."""
    with (peer.environment / "errors.log").open("a", encoding="utf-8") as log:
        return subprocess.Popen(
            [str(peer.python), "-m", f"benchmarks.peers.{peer.name}_fit"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
        )


def _answer(process: subprocess.Popen[str], case: str) -> dict[str, Any] | None:
    """The next line on which the process answers; it prints its progress on others."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("a peer's process is spoken to by pipes")
    try:
        process.stdin.write(case + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    answers_only = (line for line in process.stdout if line.startswith("{"))
    line = next(answers_only, None)
    return None if line is None else dict(json.loads(line))


def missing(peer: Peer, cases: Sequence[str]) -> list[str]:
    """Cases without an answer yet."""
    known = answers(peer)
    return [case for case in cases if peer.key(case) not in known]


def main() -> None:
    """Fit what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=48, help="how many check worlds (default: 48)")
    parser.add_argument("--peers", default=",".join(peer.name for peer in PEERS), help="comma-separated")
    arguments = parser.parse_args()
    cases = [as_case(draw_world(number, "check")) for number in range(arguments.worlds)]
    for peer in (peer for peer in PEERS if peer.name in arguments.peers.split(",")):
        if not peer.python.exists():
            sys.exit(f"bench: {peer.name} has no environment; benchmarks/README.md tells how to make it")
        todo = missing(peer, cases)
        for number, answer in enumerate(ask(peer, todo), start=1):
            told = answer.get("error") or f"{answer['cpu_seconds']:.0f} s"
            print(f"{number}/{len(todo)} {peer.name} {answer['case']}: {told}", flush=True)


if __name__ == "__main__":
    main()
