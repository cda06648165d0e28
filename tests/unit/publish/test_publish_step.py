import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from contracts.watched_store import Moment, WatchedStore

from spendcast_contract import Artifact, Finding, Producer, Result, StepDocument, StepName, UsageError, Work
from spendcast_contract.call import parse_params
from spendcast_publish.core import publish
from spendcast_publish.params import PublishParams
from spendcast_storage import ObjectStore, Registry, open_store, sha256

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
OBEY = PublishParams()
MEASURED = {
    "in_sample": {"r2": 0.9},
    "rolling": None,
    "worth": "little",
    "own_data": {"worlds": 12, "coverage": 0.9},
}
SETTINGS = {"kind": "linear_baseline", "draws": 500, "seed": 0}


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_store(str(tmp_path))


class Run:
    """The documents that publish reads, as the steps before it would have left them."""

    def __init__(self, store: ObjectStore, run_id: str, model: str, as_of: date = date(2026, 1, 5)) -> None:
        self.store, self.run_id, self.as_of = store, run_id, as_of
        self.files = {name: self.put("train", name, model) for name in ("model.joblib", "model.json")}
        self.panel = self.put("validate", "panel.csv", "a panel")
        self.experiments: list[Artifact] = []

    def publish(self, verdict: str, over: int | None = None, params: PublishParams = OBEY) -> Result:
        gates = [{"name": "naive", "passed": verdict != "fail", "message": "it errs by 9"}]
        measured = MEASURED | {"gates": gates}
        compared = None if over is None else {"version": "x", "generation": over}
        documents = {
            "validate": self._document(
                "validate", [self.panel, *self.experiments], {}, [_finding("warning"), _finding("info")]
            ),
            "train": self._document(
                "train",
                list(self.files.values()),
                {
                    "kind": "linear_baseline",
                    "trained_on": {"first": "2025-01", "last": "2025-12", "periods": 12},
                },
            ),
            "evaluate": self._document(
                "evaluate", [], measured | {"model": "revenue", "verdict": verdict, "compared_with": compared}
            ),
        }
        return publish(Work(self.store, self.run_id, self.as_of, params, "0" * 64, documents, {}))

    def put(self, step: str, name: str, content: str, attempt: int = 1) -> Artifact:
        key, data = f"runs/{self.run_id}/{step}/{attempt}/{name}", f"{name} {content}".encode()
        generation = self.store.write(key, data, if_generation=0)
        return Artifact(
            name=name,
            key=key,
            generation=generation,
            sha256=sha256(data),
            size=len(data),
            media_type="text/plain",
        )

    def _document(
        self,
        step: StepName,
        outputs: list[Artifact],
        metrics: dict[str, Any],
        findings: list[Finding] | None = None,
    ) -> StepDocument:
        return StepDocument(
            step=step,
            run_id=self.run_id,
            as_of=self.as_of,
            status="succeeded",
            inputs=[],
            outputs=outputs,
            params=SETTINGS if step == "train" else {},
            metrics=metrics,
            findings=findings or [],
            cache_key="0" * 64,
            producer=Producer(packages={"numpy": "2.0"}),
            started_at=NOON,
            finished_at=NOON,
            attempt=1,
        )


def _finding(severity: Any) -> Finding:
    return Finding(code=f"a_{severity}", severity=severity, message="mind this")


def in_force(store: ObjectStore) -> tuple[str, int, int]:
    current = Registry(store, "revenue").in_force()
    assert current is not None
    return current.pointer.version, current.pointer.seq, current.generation


def versions(store: ObjectStore) -> list[str]:
    return [manifest.version for manifest in Registry(store, "revenue").versions()]


def test_the_first_model_is_promoted_with_a_manifest_that_tells_all(store: ObjectStore) -> None:
    run = Run(store, "r1", "one")
    result = run.publish("first")
    version = f"r1-{run.files['model.json'].sha256[:12]}"
    assert result.metrics["outcome"] == "promoted"
    assert in_force(store)[:2] == (version, 1)
    manifest = Registry(store, "revenue").version(version).manifest
    assert manifest.files["model.json"].sha256 == run.files["model.json"].sha256
    assert manifest.data_sha256 == run.panel.sha256
    assert manifest.metrics == MEASURED
    assert [warning["code"] for warning in manifest.warnings] == ["a_warning"]
    assert manifest.libraries == {"numpy": "2.0"}
    assert [artifact.name for artifact in result.stored] == [
        "model.joblib",
        "model.json",
        "panel.csv",
        "manifest.json",
    ]


def test_a_version_holds_all_that_is_needed_to_fit_its_model_again(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    registry = Registry(store, "revenue")
    manifest = registry.load().manifest
    assert registry.read_file(manifest, "panel.csv").data == b"panel.csv a panel"
    assert manifest.settings == SETTINGS


def test_lift_tests_go_with_the_panel(store: ObjectStore) -> None:
    run = Run(store, "r1", "one")
    run.experiments = [run.put("validate", "experiments.csv", "a test")]
    run.publish("first")
    registry = Registry(store, "revenue")
    assert registry.read_file(registry.load().manifest, "experiments.csv").data == b"experiments.csv a test"


def test_a_version_that_is_there_keeps_its_panel_when_only_the_unfinished_period_changed(
    store: ObjectStore,
) -> None:
    run = Run(store, "r1", "one")
    run.publish("first")
    before = in_force(store)
    run.panel = run.put("validate", "panel.csv", "a longer panel", attempt=2)
    again = run.publish("first")
    assert (again.metrics["outcome"], in_force(store)) == ("promoted", before)
    registry = Registry(store, "revenue")
    assert registry.read_file(registry.load().manifest, "panel.csv").data == b"panel.csv a panel"


def test_a_model_that_fails_the_gates_is_stored_but_not_in_force(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    before = in_force(store)
    result = Run(store, "r2", "two").publish("fail", over=before[2])
    assert (result.metrics["outcome"], in_force(store)) == ("kept", before)
    assert "it errs by 9" in result.metrics["reason"]
    assert len(versions(store)) == 2


def test_force_promotes_against_the_gates_and_the_pointer_says_who_and_why(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    params = PublishParams(force="prices were doubled", forced_by="Aiko")
    result = Run(store, "r2", "two").publish("fail", over=in_force(store)[2], params=params)
    current = Registry(store, "revenue").in_force()
    assert current is not None
    assert result.metrics["outcome"] == "promoted"
    assert current.pointer.reason == "forced by Aiko: prices were doubled"


def test_force_without_a_name_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="go together"):
        parse_params(PublishParams, {"force": "because"})


def test_the_same_model_from_another_run_makes_no_new_version(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    before = in_force(store)
    result = Run(store, "r2", "one").publish("pass", over=before[2])
    assert (result.metrics["outcome"], result.metrics["version"]) == ("unchanged", before[0])
    assert (in_force(store), versions(store)) == (before, [before[0]])


def overtaken(store: ObjectStore, rival: Run) -> ObjectStore:
    """A store in which a rival publishes just before our version's manifest is written."""
    rivals = iter([rival])

    def watch(moment: Moment) -> None:
        if (moment.side, moment.operation) == ("before", "write") and moment.key.endswith("/manifest.json"):
            for run in rivals:
                run.publish("first")

    return WatchedStore(store, watch)


def test_a_run_that_is_overtaken_by_the_same_model_leaves_no_version(store: ObjectStore) -> None:
    rival = Run(store, "r1", "one")
    result = Run(overtaken(store, rival), "r2", "one").publish("first")
    assert (result.metrics["outcome"], result.metrics["candidate"]) == ("unchanged", None)
    assert result.stored == ()
    assert versions(store) == [in_force(store)[0]] == [f"r1-{rival.files['model.json'].sha256[:12]}"]
    assert store.list("models/revenue/versions/r2-") == []


def test_a_version_that_was_in_force_once_stays_when_its_run_is_published_again(store: ObjectStore) -> None:
    first = Run(store, "r1", "one")
    first.publish("first")
    Run(store, "r2", "two").publish("pass", over=in_force(store)[2])
    Run(store, "r3", "one").publish("pass", over=in_force(store)[2])
    assert first.publish("pass", over=in_force(store)[2]).metrics["outcome"] == "unchanged"
    assert len(versions(store)) == 3


def test_publishing_again_after_a_kill_finds_its_own_version_in_force(store: ObjectStore) -> None:
    run = Run(store, "r1", "one")
    run.publish("first")
    before = in_force(store)
    again = run.publish("first")
    assert (again.metrics["outcome"], in_force(store)) == ("promoted", before)


def test_a_pointer_that_moved_since_the_comparison_keeps_the_model_in_force(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    compared_with = in_force(store)[2]
    Run(store, "r2", "two").publish("pass", over=compared_with)
    before = in_force(store)
    result = Run(store, "r3", "three").publish("pass", over=compared_with)
    assert (result.metrics["outcome"], in_force(store)) == ("kept", before)


@pytest.mark.parametrize(("day", "outcome"), [(4, "kept"), (5, "promoted"), (6, "promoted")])
def test_an_older_date_never_replaces_a_newer_one(store: ObjectStore, day: int, outcome: str) -> None:
    Run(store, "r1", "one", as_of=date(2026, 1, 5)).publish("first")
    result = Run(store, "r2", "two", as_of=date(2026, 1, day)).publish("pass", over=in_force(store)[2])
    assert result.metrics["outcome"] == outcome


@pytest.mark.parametrize("verdict", ["pass", "fail"])
def test_a_model_in_force_of_a_later_date_is_named_first(store: ObjectStore, verdict: str) -> None:
    Run(store, "r1", "one", as_of=date(2062, 1, 5)).publish("first")
    result = Run(store, "r2", "two").publish(verdict, over=in_force(store)[2])
    told = "the model in force speaks of 2062-01-05, later than 2026-01-05"
    gates = {"pass": "", "fail": "; the gates failed: it errs by 9"}
    assert result.metrics["reason"] == told + gates[verdict]


def test_a_pin_keeps_the_model_in_force_until_it_is_taken_off(store: ObjectStore) -> None:
    Run(store, "r1", "one").publish("first")
    registry = Registry(store, "revenue")
    registry.set_pinned(pinned=True, reason="campaign week")
    pinned = Run(store, "r2", "two").publish("pass", over=in_force(store)[2])
    registry.set_pinned(pinned=False, reason="over")
    freed = Run(store, "r3", "three").publish("pass", over=in_force(store)[2])
    assert (pinned.metrics["outcome"], freed.metrics["outcome"]) == ("kept", "promoted")
    assert in_force(store)[1] == 4


def test_the_manifest_names_neither_store_nor_time(store: ObjectStore, tmp_path: Path) -> None:
    run = Run(store, "r1", "one")
    run.publish("first")
    (key,) = (o.key for o in store.list("models/revenue/versions/") if o.key.endswith("manifest.json"))
    text = store.read(key).data.decode()
    assert str(tmp_path) not in text
    assert "generation" not in json.loads(text)
    assert "12:00" not in text
