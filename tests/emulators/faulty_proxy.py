"""An HTTP proxy before the emulator that mistreats the next requests as it is told."""

import http.client
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What the proxy sends back; after `sent` bytes of the body, if given, it resets the connection."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    sent: int | None = None


RESET = Answer(0)
"""No answer at all: the connection is reset."""

Forward = Callable[[], Answer]
Fault = Callable[[Forward], Answer]


def refuse(status: int) -> Fault:
    """Answer with the status; the request does not arrive."""
    return lambda _forward: Answer(status)


def lose_answer(status: int) -> Fault:
    """Let the request arrive, but answer with the status."""

    def fault(forward: Forward) -> Answer:
        forward()
        return Answer(status)

    return fault


def reset(_forward: Forward) -> Answer:
    """Reset the connection before the request arrives."""
    return RESET


def reset_after(forward: Forward) -> Answer:
    """Reset the connection once the request has arrived."""
    forward()
    return RESET


def corrupt(forward: Forward) -> Answer:
    """Flip the last bit of the answer's body."""
    answer = forward()
    return replace(answer, body=answer.body[:-1] + bytes([answer.body[-1] ^ 1]))


def cut(forward: Forward) -> Answer:
    """Reset the connection in the middle of the answer's body."""
    answer = forward()
    return replace(answer, sent=len(answer.body) // 2)


def delay(seconds: float) -> Fault:
    """Let the request arrive, and answer late."""

    def fault(forward: Forward) -> Answer:
        answer = forward()
        time.sleep(seconds)
        return answer

    return fault


def after(happening: Callable[[], object], fault: Fault) -> Fault:
    """Let something happen, then mistreat the request."""

    def both(forward: Forward) -> Answer:
        happening()
        return fault(forward)

    return both


def intact(forward: Forward) -> Answer:
    """Pass the request and its answer on."""
    return forward()


class FaultyProxy:
    """The proxy: `address` to give to a client, `plan` for its next requests, `requests` that it had."""

    def __init__(self, target: str) -> None:
        self.address = ""
        self.target = target
        self.plan: deque[Fault] = deque()
        self.requests: list[str] = []

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """What to answer to a request."""
        self.requests.append(f"{method} {path}")
        fault = self.plan.popleft() if self.plan else intact
        return fault(lambda: self.forward(method, path, headers, body))

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Ask the server behind the proxy."""
        host = urlsplit(self.target).netloc
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            with suppress(ConnectionError):  # a server may answer, and close, before it has the whole body
                connection.request(method, path, body, {**headers, "Host": host})
            response = connection.getresponse()
            kept = {
                name: value.replace(self.target, self.address)
                for name, value in response.getheaders()
                if name.lower() not in {"transfer-encoding", "content-length", "connection"}
            }
            return Answer(response.status, kept, response.read())
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    proxy: FaultyProxy

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.proxy.answer(self.command, self.path, dict(self.headers.items()), body)
        if answer is RESET:
            self._reset()
            return
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body[: answer.sent])
        if answer.sent is not None:
            self.wfile.flush()
            self._reset()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - names that http.server asks for

    def _reset(self) -> None:
        """Close with RST instead of FIN: linger on, for no time."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def shutdown_request(self, request: Any) -> None:
        """Close without the orderly shutdown that would send FIN before the RST."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up waiting is no error of the proxy."""


P = TypeVar("P", bound=FaultyProxy)


@contextmanager
def serving(proxy: P) -> Iterator[P]:
    """Run the proxy on a free port."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {}))
    proxy.address = f"http://127.0.0.1:{server.server_address[1]}"
    server.RequestHandlerClass.proxy = proxy  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def faulty_proxy(target: str) -> Iterator[FaultyProxy]:
    """Run a proxy before `target` (http://host:port) on a free port."""
    with serving(FaultyProxy(target)) as proxy:
        yield proxy
