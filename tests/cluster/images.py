"""Images made from the real ones, that do what a test must be sure of."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_INIT = ["/venv/bin/dumb-init", "--"]


def waiting(step: str, image: str, seconds: int) -> str:
    """The step, after a line in its log and until the file /tmp/go is there, but no longer than that."""
    work = (
        f"echo begun; for _ in $(seq {seconds}); do [ -e /tmp/go ] && break; sleep 1; done; "
        f'exec /venv/bin/python -m spendcast_{step} "$@"'
    )
    return _made(f"waiting-{step}-{seconds}", image, [*_INIT, "/bin/sh", "-c", work, step])


def idle(step: str, image: str, seconds: int) -> str:
    """Writes a line, does nothing, and ends with 0, at once if it is told to."""
    work = (
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}); "
        f"print('begun', flush=True); signal.sigtimedwait({{signal.SIGTERM}}, {seconds})"
    )
    return _made(f"idle-{step}", image, [*_INIT, "/venv/bin/python", "-c", work])


def bigquery() -> str | None:
    """The BigQuery emulator that is on the PATH, as an image; None where there is none."""
    binary = shutil.which("bigquery-emulator")
    base = os.environ.get("BASE_IMAGE", "python:3.11-slim-bookworm")
    return _made("bigquery-emulator", base, ["/bigquery-emulator"], Path(binary)) if binary else None


def _made(name: str, base: str, entry: list[str], file: Path | None = None) -> str:
    """Build and push; gives the image by digest."""
    tag = f"{os.environ['IMAGE_REGISTRY']}/cluster-test/{name}"
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"FROM {base}", f"ENTRYPOINT {json.dumps(entry)}"]
        if file:
            shutil.copy2(file, folder)
            lines.append(f"COPY {file.name} /")
        (Path(folder) / "Dockerfile").write_text("\n".join([*lines, "USER 10001:10001", ""]))
        _docker("build", "--quiet", "--tag", tag, folder)
    _docker("push", "--quiet", tag)
    digests = _docker("image", "inspect", "--format={{range .RepoDigests}}{{println .}}{{end}}", tag).split()
    return next(digest for digest in digests if digest.startswith(f"{tag}@"))


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], text=True, capture_output=True, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
    return done.stdout
