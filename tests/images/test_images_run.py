"""`spendcast run --docker` and `spendcast step --docker` on the sample."""

import json
import platform
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from images.conftest import CONFINED, STEPS, Advertiser

REFERENCE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "reference_shape"
HOST_SETTINGS = ("CapDrop", "Init", "NetworkMode", "PidsLimit", "ReadonlyRootfs", "SecurityOpt", "Tmpfs")


def close(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same but for the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(close, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return one == pytest.approx(other, rel=1e-9, abs=1e-9)
    return bool(one == other)


def documents(advertiser: Advertiser, end: Any) -> dict[str, Any]:
    return {name: advertiser.document(step["document"]) for name, step in end["steps"].items()}


def python_of(engine: Any, image: Any) -> str:
    code = "import platform; print(platform.python_version())"
    said = engine.containers.run(image, ["-c", code], entrypoint="/venv/bin/python", remove=True, **CONFINED)
    return ".".join(str(said, "utf-8").split(".")[:2])


def test_a_run_in_containers_leaves_what_a_run_of_processes_leaves(
    engine: Any, images: dict[str, Any], advertiser: Advertiser
) -> None:
    contained = documents(advertiser, advertiser.call("run", "--docker", "--as-of", "2026-01-05"))
    assert {step: contained[step]["producer"]["image"] for step in STEPS} == {
        step: (images[step].attrs["RepoDigests"] or [images[step].id])[0] for step in STEPS
    }
    if python_of(engine, images["train"]) != ".".join(platform.python_version_tuple()[:2]):
        pytest.skip("the images have another Python than this machine: cache keys and pickles differ by it")

    reused = advertiser.call("run", "--as-of", "2026-01-05")
    assert reused["status"] == "unchanged"
    assert documents(advertiser, reused) == contained

    (advertiser.store / "runs").rename(advertiser.folder / "contained")
    (advertiser.store / "models").rename(advertiser.folder / "models")
    plain = documents(advertiser, advertiser.call("run", "--as-of", "2026-01-05"))
    for step in STEPS:
        assert plain[step]["cache_key"] == contained[step]["cache_key"]
        assert close(plain[step]["metrics"], contained[step]["metrics"])
        digests = [{o["name"]: o["sha256"] for o in run[step]["outputs"]} for run in (plain, contained)]
        assert digests[0] == digests[1]


def test_what_containers_write_is_the_callers_and_needs_no_root(advertiser: Advertiser) -> None:
    owner = (advertiser.store / "raw").stat().st_uid
    assert owner != 0
    advertiser.call("run", "--docker", "--as-of", "2026-01-05")
    assert {path.stat().st_uid for path in advertiser.store.rglob("*")} == {owner}


def test_the_printed_line_makes_the_container_that_the_command_makes(
    engine: Any, advertiser: Advertiser, containers_of: Any
) -> None:
    step = ("step", "validate", "--run-id", "r1", "--docker")
    line = advertiser.call(*step, "--dry-run")["command"]
    assert line[:3] == ["docker", "run", "--rm"]
    created = subprocess.run(
        ["docker", "create", *line[3:]], check=True, capture_output=True, text=True
    ).stdout.strip()
    try:
        printed = engine.containers.get(created).attrs
    finally:
        engine.containers.get(created).remove()
    process = advertiser.start(*step)
    while not (found := containers_of(advertiser)):
        assert process.poll() is None
        time.sleep(0.01)
    made = engine.containers.get(found[0]).attrs
    assert process.communicate(timeout=60)
    settings = [{name: attrs["HostConfig"][name] for name in HOST_SETTINGS} for attrs in (made, printed)]
    assert settings[0] == settings[1]
    assert settings[0]["NetworkMode"] == "none"
    assert settings[0]["CapDrop"] == ["ALL"]
    assert settings[0]["ReadonlyRootfs"]
    for name in ("User", "Cmd", "Entrypoint"):
        assert made["Config"][name] == printed["Config"][name]
    assert [(m["Source"], m["Destination"], m["RW"]) for m in made["Mounts"]] == [
        (m["Source"], m["Destination"], m["RW"]) for m in printed["Mounts"]
    ]
    only_made = set(made["Config"]["Env"]) - set(printed["Config"]["Env"])
    assert [variable.partition("=")[0] for variable in only_made] == ["SPENDCAST_IMAGE"]


def test_a_step_passes_its_lines_and_its_exit_code_through(
    advertiser: Advertiser, containers_of: Any
) -> None:
    validate = advertiser.start("step", "validate", "--run-id", "r1", "--docker")
    out, err = validate.communicate(timeout=60)
    assert (validate.returncode, err) == (0, "")
    assert json.loads(out.splitlines()[-1])["exit_code"] == 0
    publish = advertiser.start("step", "publish", "--run-id", "r1", "--docker")
    out, _ = publish.communicate(timeout=60)
    assert publish.returncode == 66
    assert "run train first" in out
    assert containers_of(advertiser) == []


def test_rejected_data_end_the_run_with_65(advertiser: Advertiser) -> None:
    revenue = advertiser.folder / "sample" / "monthly_revenue.csv"
    revenue.write_text(revenue.read_text("utf-8").replace("2022,6,", "2022,6,-"), "utf-8")
    advertiser.add(revenue)
    rejected = advertiser.call("run", "--docker", "--as-of", "2026-01-05", code=65)
    assert (rejected["status"], list(rejected["steps"])) == ("rejected", ["validate"])
    assert "error" in {finding["severity"] for finding in rejected["findings"]}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_ends_with_75_leaves_no_container_and_can_go_on(
    advertiser: Advertiser, containers_of: Any, number: signal.Signals
) -> None:
    process = advertiser.start("run", "--docker", "--as-of", "2026-01-05", "--json")
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("train") and "started" in line:
            process.send_signal(number)
            break
    begun = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 8
    assert process.returncode == 75, err
    told = json.loads(out)
    assert (told["status"], told["steps"]["train"]["document"]) == ("failed", None)
    assert containers_of(advertiser) == []
    assert advertiser.call("run", "--docker", "--as-of", "2026-01-05")["status"] == "promoted"


def test_a_missing_image_is_told_before_the_first_step(advertiser: Advertiser) -> None:
    before = advertiser.files()
    told = advertiser.call("run", "--docker", "--image-prefix", "absent/", code=66)
    assert "no image absent/validate; build all with `make images`" in told["error"]["message"]
    assert advertiser.files() == before


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the data of the reference's shape are not here")
def test_data_of_the_references_shape_go_through(tmp_path: Path) -> None:
    advertiser = Advertiser(tmp_path)
    advertiser.add(REFERENCE / "campaign_spend.csv.gz", REFERENCE / "monthly_revenue.csv")
    begun = time.perf_counter()
    end = advertiser.call("run", "--docker", "--as-of", "2022-08-01")
    print(f"reference shape: {time.perf_counter() - begun:.1f} s in containers")  # noqa: T201 - a figure for -s
    assert end["status"] == "promoted"
    print({name: step["seconds"] for name, step in end["steps"].items()})  # noqa: T201 - as above
