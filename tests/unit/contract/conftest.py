import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.contract.tiny import Bench


@pytest.fixture(autouse=True)
def logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A step takes the logging of its process over; give it back."""
    for name in ("SPENDCAST_LOG", "TRACEPARENT", "GOOGLE_CLOUD_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def bench(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    return Bench(tmp_path / "store", lambda: capsys.readouterr().out)
