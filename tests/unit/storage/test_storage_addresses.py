import subprocess
import sys
from pathlib import Path

import pytest

from spendcast_storage import AddressError, Evaluation, ObjectStore, open_evaluations, open_store
from spendcast_storage.folder import FolderStore


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        ("/data/store", "/data/store"),
        ("/data/store/", "/data/store"),
        ("file:///data/store", "/data/store"),
        ("file:///data/my%20store%231", "/data/my store#1"),
        ("/data/50% #1?", "/data/50% #1?"),
        ("/data/広告", "/data/広告"),
    ],
)
def test_a_path_or_file_address_is_a_folder(address: str, folder: str) -> None:
    assert open_store(address).address == folder


def test_a_relative_path_and_a_home_are_made_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/data/me")
    assert open_store("store").address == str(tmp_path / "store")
    assert open_store(".").address == str(tmp_path)
    assert open_store("~/store").address == "/data/me/store"


@pytest.mark.parametrize(
    "address", ["", "file://", "file://store", "gs://", "gs:///prefix", "s3://bucket/x", "https://x/y", "://"]
)
def test_any_other_address_is_refused_and_the_three_forms_are_named(address: str) -> None:
    with pytest.raises(AddressError, match=r"a folder, file:///folder or gs://bucket/prefix"):
        open_store(address)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x", "utf-8")
    with pytest.raises(AddressError, match="it is a file"):
        open_store(str(tmp_path / "store"))


def test_opening_a_folder_makes_nothing(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    assert store.list("") == []
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_its_evaluations_are_opened_without_the_google_clients() -> None:
    opened = "s.open_evaluations('sqlite:///x', s.open_store('x'))"
    code = f"import sys, spendcast_storage as s; {opened}; print('google.cloud' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout == "False\n"


def test_a_folder_store_has_its_evaluations_beside_its_objects(
    tmp_path: Path, evaluation: Evaluation
) -> None:
    store = FolderStore(tmp_path / "store")
    open_evaluations(None, store).record(evaluation)
    assert (tmp_path / "store" / "evaluations.sqlite").is_file()
    assert store.list("") == []


def test_evaluations_go_to_the_file_that_is_named(tmp_path: Path, evaluation: Evaluation) -> None:
    file = tmp_path / "of 50%" / "evaluations.db"
    open_evaluations(f"sqlite://{tmp_path}/of%2050%25/evaluations.db", FolderStore(tmp_path)).record(
        evaluation
    )
    assert file.is_file()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sqlite://",
        "sqlite://x.db",
        "/tmp/x.db",  # noqa: S108 - no file is made
        "mysql://host/x",
        "bigquery://project",
        "bigquery://project/data-set",
        "bigquery://project/dataset/table",
        "bigquery:///dataset",
    ],
)
def test_any_other_address_of_evaluations_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(AddressError, match="SPENDCAST_EVALUATIONS is"):
        open_evaluations(address, FolderStore(tmp_path))


class Bucket(FolderStore):
    """A store that is no folder, as far as its address goes."""

    address = "gs://bucket"


def test_a_store_that_is_no_folder_must_be_told_where_evaluations_go(tmp_path: Path) -> None:
    store: ObjectStore = Bucket(tmp_path)
    with pytest.raises(AddressError, match="set SPENDCAST_EVALUATIONS"):
        open_evaluations(None, store)
