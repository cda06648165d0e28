import os
import shlex
from pathlib import Path

import pytest

from spendcast_cli.sandbox import Mount, Sandbox, sandbox


def user_of(path: Path) -> str:
    """The caller; the owner of what is mounted where the caller is root."""
    if os.geteuid() != 0:
        return f"{os.geteuid()}:{os.getegid()}"
    return f"{path.stat().st_uid}:{path.stat().st_gid}"


def test_a_folder_is_mounted_and_there_is_no_network(tmp_path: Path) -> None:
    given = sandbox(str(tmp_path), {})
    assert given == Sandbox("/store", "none", user_of(tmp_path), [Mount(tmp_path, "/store")])


def test_logs_threads_and_kernels_are_passed_on_and_nothing_else(tmp_path: Path) -> None:
    passed = {
        "SPENDCAST_LOG": "json",
        "OPENBLAS_CORETYPE": "Haswell",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "2",
        "GOOGLE_CLOUD_PROJECT": "shop",
        "TRACEPARENT": "00-1-2-01",
    }
    given = sandbox(str(tmp_path), {**passed, "PATH": "/bin", "AWS_SECRET": "x", "STORAGE_EMULATOR_HOST": ""})
    assert given.environment == passed


def test_a_table_in_a_file_is_mounted_by_its_folder(tmp_path: Path) -> None:
    table = tmp_path / "tables" / "my runs.sqlite"
    given = sandbox(str(tmp_path), {"SPENDCAST_EVALUATIONS": f"sqlite://{table.parent}/my%20runs.sqlite"})
    assert given.environment["SPENDCAST_EVALUATIONS"] == "sqlite:///evaluations/my runs.sqlite"
    assert list(given.mounts) == [Mount(tmp_path, "/store"), Mount(table.parent, "/evaluations")]
    assert given.network == "none"


@pytest.mark.parametrize(
    ("emulator", "network"),
    [
        ("", "bridge"),
        ("http://127.0.0.1:4443", "host"),
        ("localhost:4443", "host"),
        ("http://[::1]:4443", "host"),
        ("http://gcs.example:4443", "bridge"),
    ],
)
def test_a_bucket_is_reached_over_the_network_that_has_it(
    tmp_path: Path, emulator: str, network: str
) -> None:
    given = sandbox("gs://b/p", {"STORAGE_EMULATOR_HOST": emulator, "CLOUDSDK_CONFIG": str(tmp_path)})
    assert (given.store, given.network, list(given.mounts)) == ("gs://b/p", network, [])


@pytest.mark.parametrize("store", ["gs://bucket", "folder"])
def test_credentials_go_in_read_only_and_only_with_the_network(tmp_path: Path, store: str) -> None:
    usual = tmp_path / "application_default_credentials.json"
    usual.write_text("{}", "utf-8")
    named = tmp_path / "key.json"
    named.write_text("{}", "utf-8")
    environ = {"CLOUDSDK_CONFIG": str(tmp_path)}
    for file, more in ((usual, {}), (named, {"GOOGLE_APPLICATION_CREDENTIALS": str(named)})):
        address = store if "://" in store else str(tmp_path)
        given = sandbox(address, environ | more)
        if store == "folder":
            assert "GOOGLE_APPLICATION_CREDENTIALS" not in given.environment
            continue
        assert given.environment["GOOGLE_APPLICATION_CREDENTIALS"] == "/credentials.json"
        assert list(given.mounts) == [Mount(file, "/credentials.json", read_only=True)]
        assert given.user == user_of(file)


def test_a_table_in_the_cloud_opens_the_network_to_a_folder(tmp_path: Path) -> None:
    environ = {"SPENDCAST_EVALUATIONS": "bigquery://shop/runs", "CLOUDSDK_CONFIG": str(tmp_path)}
    given = sandbox(str(tmp_path), environ)
    assert given.network == "bridge"
    assert given.environment["SPENDCAST_EVALUATIONS"] == "bigquery://shop/runs"


def test_the_docker_run_line_confines_the_container_and_survives_commas_and_spaces() -> None:
    given = Sandbox("/store", "none", "7:8", [Mount(Path("/a, b"), "/store", read_only=True)], {"A": "b c"})
    line = given.docker_run("spendcast/train", ["--help"])
    assert shlex.join(line) == (
        "docker run --rm --init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "
        "--pids-limit 256 --network none --user 7:8 "
        "--mount 'type=bind,\"source=/a, b\",target=/store,readonly' --env 'A=b c' spendcast/train --help"
    )
