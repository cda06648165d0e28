"""What the application needs to start: little, and none of the libraries that models are fitted with."""

import json
import subprocess
import sys

IMPORT = """
import json, sys, time
started = time.process_time()
import spendcast_serving
print(json.dumps({"seconds": time.process_time() - started, "modules": sorted(sys.modules)}))
"""


def test_the_application_is_imported_fast_and_without_fitting_libraries_cloud_sdks_or_a_server() -> None:
    # In processor time, so that other work does not count; the best of three, as the first fills the caches.
    tries = [
        json.loads(subprocess.run([sys.executable, "-c", IMPORT], check=True, capture_output=True).stdout)
        for _ in range(3)
    ]
    packages = {name.partition(".")[0] for name in tries[0]["modules"]}
    assert packages.isdisjoint({"pandas", "scipy", "sklearn", "joblib", "google", "gunicorn", "requests"})
    assert "spendcast_mixmodel.fit" not in tries[0]["modules"]
    assert min(one["seconds"] for one in tries) <= 0.5
