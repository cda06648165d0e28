"""BigQuery's REST API over a table in memory, which can fail as it is told; it runs no queries."""

import json
from collections import deque
from typing import Any
from urllib.parse import unquote, urlsplit

from emulators.faulty_proxy import Answer, FaultyProxy

PROJECT, DATASET, LOCATION = "team-project", "marketing", "asia-northeast1"


def error(status: int, reason: str, message: str = "so it is") -> Answer:
    """An error as BigQuery words it."""
    told = {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}
    return _json({"error": told}, status)


def _json(fields: Any, status: int = 200) -> Answer:
    return Answer(status, {"Content-Type": "application/json"}, json.dumps(fields).encode())


class FakeBigQuery(FaultyProxy):
    """One table, whatever its dataset; `plan` mistreats requests."""

    def __init__(self) -> None:
        super().__init__("nowhere")
        self.has_dataset = True
        self.table: dict[str, Any] | None = None
        self.made = 0
        self.rows: list[dict[str, Any]] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.endings: deque[str | None] = deque()
        """Reasons for which the next load jobs fail; None for success, `never` for a job that goes on."""

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Answer as BigQuery would."""
        place = unquote(urlsplit(path).path).partition("/v2")[2]
        if "/datasets/" in place:
            return self._dataset(method, place, headers, body)
        if place.endswith("/queries"):
            return error(500, "internalError", "it runs no queries")
        if method == "POST":
            return self._load(body)
        assert f"location={LOCATION}" in path
        return _json(self.jobs[place.rpartition("/")[2]])

    def _dataset(self, method: str, place: str, headers: dict[str, str], body: bytes) -> Answer:
        if not self.has_dataset:
            return error(404, "notFound", f"Not found: Dataset {PROJECT}:{DATASET}")
        if place.endswith("/evaluations"):
            return self._table(method, headers, body)
        if place.endswith("/tables"):
            return self._create(json.loads(body))
        return _json({"datasetReference": {"projectId": PROJECT, "datasetId": DATASET}})

    def _table(self, method: str, headers: dict[str, str], body: bytes) -> Answer:
        if self.table is None:
            return error(404, "notFound", "Not found: Table")
        if method == "PATCH":
            if headers["If-Match"] != self.table["etag"]:
                return error(412, "conditionNotMet")
            self.change_table(json.loads(body))
        return _json(self.table)

    def _create(self, table: dict[str, Any]) -> Answer:
        if self.table is not None:
            return error(409, "duplicate", "Already Exists")
        self.made += 1
        self.table = table | {"creationTime": str(1_700_000_000_000 + self.made)}
        self.change_table({})
        return _json(self.table)

    def change_table(self, fields: dict[str, Any]) -> None:
        """Change the table as another client would."""
        assert self.table is not None
        etag = str(int(self.table.get("etag", "0")) + 1)
        self.table |= {**fields, "etag": etag, "location": LOCATION}

    def _load(self, body: bytes) -> Answer:
        """Start a job, which ends at once, by an upload of its configuration and a line of JSON."""
        job, row = (json.loads(part.partition(b"\r\n\r\n")[2]) for part in body.split(b"\r\n--")[:2])
        name = job["jobReference"]["jobId"]
        assert job["jobReference"]["location"] == LOCATION
        if name in self.jobs:
            return error(409, "duplicate", "Already Exists")
        ending = self.endings.popleft() if self.endings else None
        self.jobs[name] = job | {"status": {"state": "RUNNING" if ending == "never" else "DONE"}}
        if ending is None:
            self.rows.append(row)
        elif ending != "never":
            self.jobs[name]["status"]["errorResult"] = {"reason": ending, "message": "so it ended"}
        return _json(self.jobs[name])
