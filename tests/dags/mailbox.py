"""A mail server on the loopback, as much of SMTP as a client needs, and what mails are about."""

import email
import email.policy
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from threading import Thread
from types import SimpleNamespace
from typing import Any

STORE = "gs://bucket/a"
DOCUMENT = "gs://bucket/a/runs/r1/validate.json"


@contextmanager
def receiving() -> Iterator[tuple[str, list[EmailMessage]]]:
    """Serve until the block ends; gives the server as an Airflow connection, and the mails that it gets."""
    received: list[EmailMessage] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    data = b"".join(iter(self.rfile.readline, b".\r\n"))
                    message = email.message_from_bytes(data, policy=email.policy.default)
                    assert isinstance(message, EmailMessage)
                    received.append(message)
                self.wfile.write(b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        extra = "disable_ssl=true&disable_tls=true&from_email=spendcast%40example.org"
        yield f"smtp://127.0.0.1:{server.server_address[1]}?{extra}", received
        server.shutdown()


def context(error: BaseException | str | None, **call: Any) -> dict[str, Any]:
    """What Airflow hands to the callback of a task of validate that failed of this."""
    ti = SimpleNamespace(task_id="advertiser.validate", try_number=1, log_url="http://airflow/log")
    return {
        "ti": ti,
        "task": SimpleNamespace(call={"document": DOCUMENT, "store": STORE, "in_force": "r0-abc", **call}),
        "run_id": "r1",
        "exception": error,
    }


def html(message: EmailMessage) -> str:
    """The page of a mail."""
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())
