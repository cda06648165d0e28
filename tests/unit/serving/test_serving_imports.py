"""What the application needs to start: little, and none of the libraries that models are fitted with."""

import json
import subprocess
import sys

IMPORT = "import json, sys, spendcast_serving; print(json.dumps(sorted(sys.modules)))"
MOST_MODULES = 800
"""Somewhat over five hundred are needed; a library of science or of a cloud brings hundreds more."""


def test_the_application_is_imported_without_fitting_libraries_cloud_sdks_or_a_server() -> None:
    imported = subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True).stdout
    modules = set(json.loads(imported))
    packages = {name.partition(".")[0] for name in modules}
    assert packages.isdisjoint({"pandas", "scipy", "sklearn", "joblib", "google", "gunicorn", "requests"})
    assert "spendcast_mixmodel.fit" not in modules
    assert len(modules) <= MOST_MODULES
