"""The scripts that need a cloud, against stub commands: what they call, and what they do when one fails."""

import signal
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from unit.cloudbuild.conftest import Desk

IMAGES = ("validate", "train", "evaluate", "publish", "serving")
SCAN = {"SCAN_LOCATION": "asia", "IMAGE_REGISTRY": "registry.test/shop"}
RUN = {"SERVICE": "spendcast", "REGION": "here", "TRAFFIC_SECONDS": "0"}
CANDIDATE = "new,,candidate,https://candidate.test"


@pytest.fixture
def images_json(desk: "Desk") -> None:
    entries = ",\n".join(f'    "{name}": "registry.test/{name}@sha256:{name}1"' for name in IMAGES)
    (desk.root / "images.json").write_text(
        f'{{\n  "commit": "c0ffee",\n  "images": {{\n{entries}\n  }}\n}}\n'
    )


@pytest.fixture
def service(desk: "Desk") -> None:
    """A service of which one revision has all traffic, and a healthy candidate."""
    desk.answer("describe", "status.traffic", says=[f"old,100,,\n{CANDIDATE}"])
    desk.answer("describe", "value(status.url)", says=["https://spendcast.test"])
    desk.answer("print-identity-token", says=["a-token"])
    desk.answer("curl", "/v1/predict", says=['{"revenue": {}}'])


def sent(desk: "Desk") -> list[str]:
    """Traffic assignments, in order."""
    calls = desk.calls("update-traffic")
    return [call[call.index("--to-revisions") + 1] for call in calls]


def test_the_scan_asks_for_every_image_that_will_be_pushed(desk: "Desk") -> None:
    desk.answer("scan", "docker", "--location", says=["scans/1"])
    assert desk.run("scan", **SCAN) == (0, "")
    scanned = [call[5] for call in desk.calls("scan")]
    assert scanned == [f"registry.test/shop/{name}:c0ffee" for name in IMAGES]
    assert all(call[5] == "scans/1" for call in desk.calls("list-vulnerabilities"))


def test_the_scan_fails_where_a_severe_vulnerability_has_a_fix(desk: "Desk") -> None:
    desk.answer("scan", "--location", says=["scans/1"])
    desk.answer("list-vulnerabilities", says=["LOW,True,CVE-1\nCRITICAL,True,CVE-2", ""])
    code, out = desk.run("scan", **SCAN)
    assert code == 1
    assert "not to be pushed: validate:CVE-2" in out
    assert "CVE-1" not in out


def test_the_scan_tells_of_a_severe_vulnerability_without_a_fix_and_passes(desk: "Desk") -> None:
    desk.answer("scan", "--location", says=["scans/1"])
    desk.answer("list-vulnerabilities", says=["CRITICAL,,CVE-3", ""])
    code, out = desk.run("scan", **SCAN)
    assert code == 0
    assert "CVE-3, fix available: False" in out


@pytest.mark.parametrize(("says", "failing"), [("", 0), ("scans/1", 1)], ids=["no scan", "an error"])
def test_a_scan_that_was_not_made_is_no_pass(desk: "Desk", says: str, failing: int) -> None:
    desk.answer("scan", "--location", says=[says], codes=[failing])
    assert desk.run("scan", **SCAN)[0] == 1


def test_a_deployment_gets_the_digest_of_the_manifest_no_traffic_and_a_tag(
    desk: "Desk", images_json: None
) -> None:
    assert desk.run("deploy", **RUN)[0] == 0
    (call,) = desk.calls("deploy")
    assert call[1:5] == ["run", "deploy", "spendcast", "--region"]
    assert call[call.index("--image") + 1] == "registry.test/serving@sha256:serving1"
    assert "--no-traffic" in call
    assert call[call.index("--tag") + 1] == "candidate"


def test_a_deployment_without_a_manifest_is_refused(desk: "Desk") -> None:
    (desk.root / "images.json").write_text("{}")
    code, out = desk.run("deploy", **RUN)
    assert code == 1
    assert "images.json names no serving image" in out
    assert desk.records() == []


def test_a_healthy_candidate_gets_the_traffic_step_by_step(desk: "Desk", service: None) -> None:
    assert desk.run("rollout", **RUN)[0] == 0
    assert sent(desk) == ["new=10", "new=50", "new=100"]
    tried = [call for call in desk.calls("https://candidate.test/readyz") if call[0] == "curl"]
    assert len(tried) == 4
    assert "Authorization: Bearer a-token" in tried[0]
    assert desk.calls("--audiences", "https://spendcast.test")


def test_a_candidate_that_fails_its_first_try_never_gets_traffic(desk: "Desk", service: None) -> None:
    desk.rules.insert(0, {"words": ["curl", "/readyz"], "answers": [{"says": "", "code": 22}]})
    assert desk.run("rollout", **RUN)[0] == 22
    assert sent(desk) == []


def test_traffic_goes_back_when_the_candidate_stops_answering(desk: "Desk", service: None) -> None:
    answers = [{"says": "", "code": code} for code in (0, 0, 22)]
    desk.rules.insert(0, {"words": ["curl", "/readyz"], "answers": answers})
    code, out = desk.run("rollout", **RUN)
    assert code == 22
    assert sent(desk) == ["new=10", "new=50", "old=100"]
    assert "back to old=100" in out


def test_traffic_goes_back_when_a_user_got_a_5xx(desk: "Desk", service: None) -> None:
    desk.answer("logging", says=["", "2026-01-05T00:00:00Z"])
    code, out = desk.run("rollout", **RUN)
    assert code == 1
    assert sent(desk) == ["new=10", "old=100"]
    assert "new answered with 5xx at 2026-01-05T00:00:00Z" in out


def test_traffic_that_was_split_goes_back_to_that_split(desk: "Desk", service: None) -> None:
    desk.rules[0]["answers"][0]["says"] = f"old,70,,\nolder,30,,\n{CANDIDATE}"
    desk.answer("logging", says=["", "2026-01-05T00:00:00Z"])
    desk.run("rollout", **RUN)
    assert sent(desk)[-1] == "old=70,older=30"


def test_a_rollout_that_is_stopped_gives_the_traffic_back(desk: "Desk", service: None) -> None:
    process = desk.start("rollout", **{**RUN, "TRAFFIC_SECONDS": "2"})
    while sent(desk) != ["new=10"]:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 143
    assert sent(desk) == ["new=10", "old=100"]


def test_a_rollout_without_a_candidate_is_refused(desk: "Desk", service: None) -> None:
    desk.rules[0]["answers"][0]["says"] = "old,100,,"
    code, out = desk.run("rollout", **RUN)
    assert code == 1
    assert "no revision tagged candidate" in out
    assert sent(desk) == []


@pytest.mark.parametrize("body", ["", "<html>hello</html>"])
def test_a_server_that_answers_something_else_fails_its_smoke_test(desk: "Desk", body: str) -> None:
    desk.answer("curl", says=[body])
    code, out = desk.run("smoke", "https://there.test")
    assert code == 1
    assert "answered without a revenue" in out


def test_the_dag_and_the_manifest_go_into_a_folder_of_their_own(desk: "Desk", images_json: None) -> None:
    (desk.root / "dags").mkdir()
    for name in (".airflowignore", "spendcast_daily.py", "README.md"):
        (desk.root / "dags" / name).touch()
    desk.answer("composer", "describe", says=["gs://composer-bucket/dags"])
    assert desk.run("sync-dags", COMPOSER="ours", REGION="here")[0] == 0
    (record,) = [record for record in desk.records() if "rsync" in record["call"]]
    staged, target = record["call"][3:5]
    assert target == "gs://composer-bucket/dags/spendcast"
    assert record["folders"] == {staged: [".airflowignore", "images.json", "spendcast_daily.py"]}
    assert "--delete-unmatched-destination-objects" in record["call"]


@pytest.mark.parametrize("folder", ["", "gs://composer-bucket"])
def test_nothing_is_synchronised_to_a_place_that_is_no_folder_of_dags(
    desk: "Desk", images_json: None, folder: str
) -> None:
    desk.answer("composer", "describe", says=[folder])
    assert desk.run("sync-dags", COMPOSER="ours", REGION="here")[0] == 70
    assert not desk.calls("rsync")
