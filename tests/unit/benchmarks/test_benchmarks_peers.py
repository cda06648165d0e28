"""What peers are told, and how their answers are kept and found again."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.estimates import from_answer
from benchmarks.peers import run
from benchmarks.peers.case import summaries
from benchmarks.peers.run import PEERS, Peer, answers, as_case, missing

from spendcast_mixmodel.simulate import draw_world


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "ANSWERS", tmp_path)
    return tmp_path


def test_a_case_tells_the_panel_and_nothing_of_the_truth() -> None:
    case = json.loads(as_case(draw_world(0, "check")))
    assert set(case) == {"name", "grain", "training", "starts", "days", "channels", "spend", "revenue"}
    assert len(case["starts"]) == len(case["days"]) == len(case["spend"]) == len(case["revenue"])


def test_an_answer_is_for_one_case_version_and_setting() -> None:
    peer = PEERS[0]
    changed = Peer(peer.name, peer.package, peer.revision + 1)
    assert len({peer.key("a"), peer.key("b"), changed.key("a")}) == 3


def test_a_peer_is_of_the_version_that_its_lock_pins() -> None:
    assert all(peer.version[0].isdigit() for peer in PEERS)
    with pytest.raises(ValueError, match="pins no absent"):
        _ = Peer(PEERS[0].name, "absent", 1).version


def test_what_was_answered_is_not_asked_again(results: Path) -> None:
    first, second = PEERS
    kept = json.dumps({"key": first.key("a"), "case": "a"})
    (results / f"{first.name}.jsonl").write_text(kept + "\n", "utf-8")
    assert list(answers(first)) == [first.key("a")]
    assert missing(first, ["a", "b"]) == ["b"]
    assert missing(second, ["a", "b"]) == ["a", "b"]


def test_a_peers_draws_come_back_as_mean_median_and_interval() -> None:
    draws = np.arange(101.0)[:, None] ** 2
    row = summaries(draws)
    answer = {
        "roas": row,
        "marginal_roas": row,
        "contribution": row,
        "holdout": [1.0],
        "cpu_seconds": 2.0,
        "megabytes": 3.0,
        "curves": [[0.0, 1.0]],
    }
    assert from_answer(answer).roas[0] == pytest.approx([3350.0, 2500.0, 25.0, 9025.0])
    assert from_answer(answer).megabytes is None
    assert from_answer(answer | {"number": 0}).megabytes == 3.0
