import json
from pathlib import Path

import pytest

from spendcast_cli.image_names import image_names
from spendcast_contract import STEPS, UsageError


def test_names_are_the_prefix_and_the_step() -> None:
    assert image_names("registry/shop/")["train"] == "registry/shop/train"


def test_a_build_s_file_names_images_by_digest(tmp_path: Path) -> None:
    named = {step: f"registry/{step}@sha256:{'0' * 64}" for step in STEPS}
    file = tmp_path / "images.json"
    file.write_text(json.dumps({"commit": "abc", "images": named | {"serving": "registry/serving@sha256:1"}}))
    assert image_names(str(file)) == named


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"images": {"train": "x"}}'])
def test_a_file_that_does_not_name_every_step_is_wrong_usage(tmp_path: Path, text: str) -> None:
    file = tmp_path / "images.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"images\.json"):
        image_names(str(file))


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="FileNotFoundError"):
        image_names(str(tmp_path / "images.json"))
