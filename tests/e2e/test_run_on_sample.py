"""The product as its users call it: real processes, a folder as store, a made-up advertiser."""

import hashlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SPENDCAST = (sys.executable, "-m", "spendcast_cli")
PLAN = {"search_engine": 500_000, "social_media": 300_000, "video": 400_000, "email": 50_000}


class Advertiser:
    """A folder in which somebody works: sample files that grow, and the default store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {n: v for n, v in os.environ.items() if not n.startswith("SPENDCAST_")}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*SPENDCAST, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *arguments: str, code: int = 0) -> Any:
        """Call the command with `--json`, expect the exit code and return the object."""
        process = self.start(*arguments, "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, err
        assert "Traceback" not in err
        return json.loads(out)

    def add_months(self, months: int) -> None:
        self.call("data", "sample", "sample", "--months", str(months))
        self.call("data", "add", "sample/campaign_spend.csv.gz", "sample/monthly_revenue.csv")

    def predict(self) -> Any:
        spends = [word for name, amount in PLAN.items() for word in ("--spend", f"{name}={amount}")]
        return self.call("predict", *spends)

    def files(self) -> dict[str, str]:
        """Hash of every file of the store."""
        found = (path for path in (self.folder / "spendcast-store").rglob("*") if path.is_file())
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def advertiser(tmp_path: Path) -> Advertiser:
    """One who has just begun."""
    return Advertiser(tmp_path)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The folder of one who has run once, on 60 months, and what the run said."""
    begun = Advertiser(tmp_path_factory.mktemp("begun"))
    begun.add_months(60)
    return begun.folder, begun.call("run", "--as-of", "2026-01-05")


@pytest.fixture
def begun(first_run: tuple[Path, Any], tmp_path: Path) -> Advertiser:
    """A copy of that folder."""
    return Advertiser(shutil.copytree(first_run[0], tmp_path / "begun"))


def test_the_first_run_promotes_a_model_and_names_its_documents(
    begun: Advertiser, first_run: tuple[Path, Any]
) -> None:
    _, first = first_run
    assert first["status"] == "promoted"
    assert first["run_id"].startswith("2026-01-05-")
    assert [step["status"] for step in first["steps"].values()] == ["succeeded"] * 4
    store = begun.folder / "spendcast-store"
    assert all((store / step["document"]).is_file() for step in first["steps"].values())
    answer = begun.predict()
    assert answer["model"]["version"] == first["version"]
    assert answer["period"]["label"] == "2026-01"


def test_models_go_on_through_repetition_new_data_rollback_and_pin(
    begun: Advertiser, first_run: tuple[Path, Any]
) -> None:
    advertiser, first = begun, first_run[1]
    before = advertiser.files()
    again = advertiser.call("run", "--as-of", "2026-01-05")
    assert (again["status"], again["version"], again["run_id"]) == (
        "unchanged",
        first["version"],
        first["run_id"],
    )
    assert advertiser.files() == before

    advertiser.add_months(61)
    second = advertiser.call("run", "--as-of", "2026-02-05")
    assert second["status"] == "promoted"
    assert second["version"] != first["version"]
    assert advertiser.predict()["period"]["label"] == "2026-02"

    assert advertiser.call("models", "rollback")["version"] == first["version"]
    assert advertiser.predict()["model"]["version"] == first["version"]
    advertiser.add_months(62)
    kept = advertiser.call("run", "--as-of", "2026-03-05")
    assert (kept["status"], kept["version"]) == ("kept", first["version"])

    assert advertiser.call("models", "unpin")["pinned"] is False
    third = advertiser.call("run", "--as-of", "2026-03-06")
    assert third["status"] == "promoted"
    listed = advertiser.call("models", "list")
    assert listed["in_force"] == third["version"]
    assert len(listed["versions"]) == 4


def test_the_truth_lies_in_the_intervals_that_models_show_tells(begun: Advertiser) -> None:
    shown = begun.call("models", "show")
    truth = json.loads((begun.folder / "sample" / "truth.json").read_text("utf-8"))["channels"]
    assert shown["trained_on"] == {"first": "2021-01", "last": "2025-12", "periods": 60}
    assert set(shown["channels"]) == set(truth)
    for name, channel in shown["channels"].items():
        for told in ("roas", "marginal_roas"):
            assert channel[told]["low"] < truth[name][told] < channel[told]["high"], (name, told)
    assert begun.call("doctor")["ok"]


def test_advice_spends_the_budget_and_earns_more_by_the_truth(begun: Advertiser) -> None:
    truth = json.loads((begun.folder / "sample" / "truth.json").read_text("utf-8"))["channels"]
    advice = begun.call("allocate", "--budget", "1200000")
    days = advice["horizon"]["days"]

    def brings(column: str) -> float:
        spend = {name: channel[column] / days for name, channel in advice["channels"].items()}
        revenue = [
            truth[name]["ceiling_per_day"] * amount / (amount + truth[name]["half_spend_per_day"])
            for name, amount in spend.items()
        ]
        return float(sum(revenue) * days)

    assert advice["decision"] == "move"
    assert sum(channel["plan"] for channel in advice["channels"].values()) == pytest.approx(1_200_000)
    assert brings("plan") > brings("reference")


def test_the_server_answers_as_the_command_does(begun: Advertiser) -> None:
    with served(begun) as (host, port):
        connection = http.client.HTTPConnection(host, port, timeout=20)
        asked = {"/v1/predict": {"spend": PLAN}, "/v1/allocate": {"budget": 1_200_000}}
        answers = {}
        for path, body in asked.items():
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answers[path] = json.load(connection.getresponse())
        connection.close()
    assert answers["/v1/predict"] == begun.predict()
    assert answers["/v1/allocate"] == begun.call("allocate", "--budget", "1200000")


def test_rejected_data_end_the_run_with_65_and_leave_the_model_in_force(
    begun: Advertiser, first_run: tuple[Path, Any]
) -> None:
    version = first_run[1]["version"]
    revenue = begun.folder / "sample" / "monthly_revenue.csv"
    revenue.write_text(revenue.read_text("utf-8").replace("2022,6,", "2022,6,-"), "utf-8")
    begun.call("data", "add", "sample/monthly_revenue.csv")
    rejected = begun.call("run", "--as-of", "2026-01-05", code=65)
    assert (rejected["status"], rejected["version"]) == ("rejected", version)
    assert list(rejected["steps"]) == ["validate"]
    assert "error" in {finding["severity"] for finding in rejected["findings"]}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_ends_with_75_and_the_next_one_goes_on(
    advertiser: Advertiser, number: signal.Signals
) -> None:
    advertiser.add_months(24)
    process = advertiser.start("run", "--as-of", "2023-01-05", "--json")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("train") and "started" in line:
            process.send_signal(number)
            break
    out, err = process.communicate(timeout=20)
    assert process.returncode == 75
    assert "Traceback" not in err
    told = json.loads(out)
    assert (told["status"], told["steps"]["train"]["document"]) == ("failed", None)
    assert "interrupted" in told["error"]["message"]
    assert advertiser.call("run", "--as-of", "2023-01-05")["status"] == "promoted"


def test_a_step_by_itself_passes_its_own_output_and_exit_code_through(advertiser: Advertiser) -> None:
    advertiser.add_months(24)
    validate = advertiser.start("step", "validate", "--run-id", "trial", "--as-of", "2023-01-05")
    out, _ = validate.communicate(timeout=60)
    last = json.loads(out.splitlines()[-1])
    assert (validate.returncode, last["exit_code"], last["status"]) == (0, 0, "succeeded")
    assert advertiser.call("step", "train", "--run-id", "trial")["status"] == "succeeded"
    publish = advertiser.start("step", "publish", "--run-id", "trial")
    out, _ = publish.communicate(timeout=60)
    assert publish.returncode == 66
    assert "run evaluate first" in out


@contextmanager
def served(advertiser: Advertiser) -> Iterator[tuple[str, int]]:
    """Host and port of a server on a free port, which ends with the block."""
    process = advertiser.start("serve", "--port", "0")
    assert process.stdout is not None
    try:
        line = next(line for line in process.stdout if "listening" in line)
        fields = json.loads(line)
        yield fields["host"], fields["port"]
    finally:
        process.terminate()
        process.communicate(timeout=20)
