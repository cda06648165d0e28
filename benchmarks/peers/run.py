"""Runs the peers on cases and keeps what they answered.

`python -m benchmarks.peers.run` fits the first check worlds with every peer, one process a case, on one
thread. Answers go to `benchmarks/results/PEER.jsonl`, one line a case, found again by a hash of the case, the
peer's version and the settings' revision, so an ended run goes on where it stopped.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spendcast_mixmodel.simulate import World, draw_world

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results"
TIME_LIMIT = 1200
"""Seconds that one fit may take."""

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
    def python(self) -> Path:
        """The interpreter of its environment."""
        return ROOT / f".venv-peer-{self.name}" / "bin" / "python"

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


def as_case(world: World) -> str:
    """A world's panel as a peer's script reads it, its truth left out."""
    return json.dumps(
        {
            "name": world.name,
            "grain": world.traits.grain,
            "training": world.traits.training,
            "starts": [period.start.isoformat() for period in world.periods],
            "days": world.days.tolist(),
            "channels": world.channels,
            "spend": world.spend.round(4).tolist(),
            "revenue": world.revenue.tolist(),
        }
    )


def answers(peer: Peer) -> dict[str, dict[str, Any]]:
    """What the peer answered so far, by key."""
    path = RESULTS / f"{peer.name}.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {answer["key"]: answer for answer in map(json.loads, lines)}


def ask(peer: Peer, case: str) -> dict[str, Any]:
    """Fit one case with a peer and keep the answer; a failure is kept as an answer with `error`."""
    try:
        done = subprocess.run(
            [str(peer.python), "-m", f"benchmarks.peers.{peer.name}_fit"],
            input=case,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | ONE_THREAD,
            timeout=TIME_LIMIT,
            check=False,
        )
        last = (done.stdout.splitlines() or [""])[-1]
        answer = json.loads(last) if done.returncode == 0 else {"error": done.stderr[-2000:]}
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        answer = {"error": str(error)[:2000]}
    answer |= {"key": peer.key(case), "case": json.loads(case)["name"]}
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{peer.name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(answer) + "\n")
    return answer


def missing(cases: list[str]) -> Iterator[tuple[Peer, str]]:
    """Cases without an answer yet, case by case, so that peers are even when a run is stopped."""
    known = {peer: answers(peer) for peer in PEERS}
    for case in cases:
        for peer in PEERS:
            if peer.key(case) not in known[peer]:
                yield peer, case


def main() -> None:
    """Fit what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worlds", type=int, default=48, help="how many check worlds (default: 48)")
    parser.add_argument("--first", type=int, default=0, help="number of the first, to share the work")
    arguments = parser.parse_args()
    for peer in PEERS:
        if not peer.python.exists():
            sys.exit(f"bench: {peer.name} has no environment; benchmarks/README.md tells how to make it")
    numbers = range(arguments.first, arguments.first + arguments.worlds)
    todo = list(missing([as_case(draw_world(number, "check")) for number in numbers]))
    for number, (peer, case) in enumerate(todo, start=1):
        answer = ask(peer, case)
        told = answer.get("error", f"{answer.get('seconds', 0):.0f} s")
        print(
            f"{number}/{len(todo)} {peer.name} {answer['case']}: {told.strip().splitlines()[-1]}", flush=True
        )


if __name__ == "__main__":
    main()
