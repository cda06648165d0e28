"""A PostgreSQL of the tests' own, for Airflow: on SQLite its parts wait minutes for one another's locks."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIANS = Path("/usr/lib/postgresql")
UNPRIVILEGED = "postgres"
"""Who runs the server where the tests are run by root, whom it refuses."""


def programs() -> Path:
    """The folder of the server's programs: of the PATH's, else Debian's newest, which are not on it.

    Raises:
        FileNotFoundError: there are none.
    """
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    installed = sorted(DEBIANS.glob("*/bin/initdb"), key=lambda program: int(program.parts[-3]))
    if not installed:
        raise FileNotFoundError("PostgreSQL's server is needed: apt-get install postgresql")
    return installed[-1].parent


@contextmanager
def postgres() -> Iterator[str]:
    """The address of an empty database until the block ends, reached by a socket in a folder of its own."""
    home = Path(tempfile.mkdtemp(prefix="spendcast-postgres-"))
    user = None
    if os.geteuid() == 0:
        user = UNPRIVILEGED
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
    settings = {"listen_addresses": "", "unix_socket_directories": str(home), "fsync": "off"}
    flags = [flag for name, value in settings.items() for flag in ("-c", f"{name}={value}")]
    initdb = [
        str(programs() / "initdb"),
        f"--pgdata={home}/data",
        "--username=airflow",
        "--auth=trust",
        "--no-sync",
    ]
    subprocess.run([*initdb, "--encoding=UTF8"], user=user, cwd=home, check=True, stdout=subprocess.DEVNULL)
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [programs() / "postgres", "-D", home / "data", *flags],
            user=user,
            cwd=home,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(home)
        yield f"postgresql+psycopg2://airflow@/postgres?host={home}"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(30)
        shutil.rmtree(home)


def _wait_for(home: Path) -> None:
    for _ in range(300):
        if (
            subprocess.run([programs() / "pg_isready", "--quiet", f"--host={home}"], check=False).returncode
            == 0
        ):
            return
        time.sleep(0.1)
    raise AssertionError(f"PostgreSQL did not start: {(home / 'log').read_text('utf-8')}")
