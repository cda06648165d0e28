"""A bucket and a cluster over HTTP, as the providers' clients see them: the I/O seam of these tests."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Answer = tuple[int, bytes, dict[str, str]]


def as_json(status: int, fields: Any) -> Answer:
    return status, json.dumps(fields).encode(), {"Content-Type": "application/json"}


@contextmanager
def serving(answer: Callable[[str, str, bytes], Answer]) -> Iterator[str]:
    """Serve `answer(method, path and query, body)` on a free port until the block ends; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data, headers = answer(self.command, unquote(self.path), body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815 - http.server's own names

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class FakeBucket:
    """Objects by address, as Google's client downloads them."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, int]] = {}
        self.forbidden: set[str] = set()
        """Names of buckets that may not be read."""

    def put(self, address: str, fields: Any) -> None:
        data = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
        self.objects[address] = (data, self.objects.get(address, (b"", 0))[1] + 1)

    def answer(self, _method: str, path: str, _body: bytes) -> Answer:
        match = re.fullmatch(r"/download/storage/v1/b/([^/]+)/o/(.+)", urlsplit(path).path)
        if match and match[1] in self.forbidden:
            return as_json(403, {"error": {"message": f"no access to {match[1]}"}})
        found = self.objects.get(f"gs://{match[1]}/{match[2]}") if match else None
        if found is None:
            return as_json(404, {"error": {"message": f"{path} is not there"}})
        return 200, found[0], {"X-Goog-Generation": str(found[1]), "Content-Type": "application/json"}


class FakeCluster:
    """Pods that end as they are told, at the moment they are made."""

    def __init__(self) -> None:
        self.exit_code: int | None = 0
        """Exit code of the next pods; None for pods that vanish."""
        self.status: dict[str, Any] = {}
        """Laid over the status of the pods."""
        self.last_line = ""
        """What the pods logged last."""
        self.refusal: Answer | None = None
        """The answer to a pod that is to be made."""
        self.created: list[dict[str, Any]] = []
        self.deleted: list[str] = []
        self.running: set[str] = set()
        """Names of pods that run until their log is read."""
        self.on_log: Callable[[], None] = lambda: None
        """Called while the provider reads a pod's log."""

    def put(self, pod: dict[str, Any]) -> None:
        """Make a pod, younger than those before."""
        created = f"2026-01-05T00:00:{len(self.created):02}Z"
        self.created.append({**pod, "metadata": {"creationTimestamp": created, **pod["metadata"]}})

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        split = urlsplit(path)
        match = re.fullmatch(r"/api/v1/namespaces/[^/]+/(pods|events)(?:/([^/]+))?(/log)?", split.path)
        if match is None:
            return as_json(404, {"message": path})
        if method == "POST":
            return self.refusal or self._made(json.loads(body))
        if match[1] == "events" or match[2] is None:
            selector = parse_qs(split.query).get("labelSelector", [""])[0]
            pods = self._selected(selector) if match[1] == "pods" else []
            return as_json(
                200, {"items": [self._pod(pod) for pod in pods], "metadata": {"resourceVersion": "1"}}
            )
        if match[3]:
            self.on_log()
            self.running.discard(match[2])
            return 200, b"", {"Content-Type": "text/plain"}
        found = next((pod for pod in self.created if pod["metadata"]["name"] == match[2]), None)
        if found is None or (method == "GET" and self.exit_code is None):
            return as_json(404, {"message": f'pods "{match[2]}" not found'})
        if method == "DELETE":
            self.deleted.append(match[2])
        return as_json(200, self._pod(found))

    def _made(self, pod: dict[str, Any]) -> Answer:
        self.put(pod)
        return as_json(201, self._pod(self.created[-1]))

    def _selected(self, selector: str) -> list[dict[str, Any]]:
        """Pods that are there and have every `label=value`; of other requirements none concerns these."""
        wanted = {
            tuple(part.split("=")) for part in selector.split(",") if re.fullmatch(r"[^!=]+=[^=]+", part)
        }
        present = (pod for pod in self.created if pod["metadata"]["name"] not in self.deleted)
        return [pod for pod in present if wanted <= set(pod["metadata"]["labels"].items())]

    def _pod(self, pod: dict[str, Any]) -> dict[str, Any]:
        times = {"startedAt": "2026-01-05T00:00:00Z", "finishedAt": "2026-01-05T00:00:01Z"}
        terminated = {"exitCode": self.exit_code or 0, "message": self.last_line, **times}
        running = pod["metadata"]["name"] in self.running
        state = {"running": {"startedAt": times["startedAt"]}} if running else {"terminated": terminated}
        container = {"image": "i", "imageID": "i", "name": "base", "ready": running, "restartCount": 0}
        ended = "Failed" if self.exit_code else "Succeeded"
        return {
            **pod,
            "status": {
                "phase": "Running" if running else ended,
                "containerStatuses": [{**container, "state": state}],
                **self.status,
            },
        }
