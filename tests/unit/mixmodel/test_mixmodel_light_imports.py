import subprocess
import sys

import pytest

HEAVY = ("spendcast_mixmodel.fit", "pandas", "scipy", "sklearn", "joblib")


@pytest.mark.parametrize("module", ["periods", "plans", "predict", "allocate", "curves", "simulate"])
def test_answering_and_simulating_load_numpy_alone(module: str) -> None:
    program = f"import spendcast_mixmodel.{module}, sys; print(sorted(set({HEAVY}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
