"""A BigQuery emulator in a pod, at an address that other pods reach."""

import json
from dataclasses import dataclass
from typing import Any

from cluster.pods import Kubectl

PROJECT, DATASET = "test-project", "marketing"

_PORT = 9050
_ASK = f"""
import json, sys, urllib.request
url = "http://127.0.0.1:{_PORT}/bigquery/v2/projects/{PROJECT}/queries"
query = json.dumps({{"query": sys.argv[1], "useLegacySql": False}}).encode()
request = urllib.request.Request(url, query, {{"Content-Type": "application/json"}})
print(urllib.request.urlopen(request, timeout=60).read().decode())
"""


@dataclass(frozen=True)
class Emulator:
    """The emulator, as pods and as tests reach it."""

    kubectl: Kubectl
    address: str

    def query(self, sql: str) -> list[tuple[str | None, ...]]:
        """Rows of a query, each field as text."""
        answer = json.loads(self.kubectl("exec", "bigquery", "--", "python3", "-c", _ASK, sql))
        return [tuple(cell["v"] for cell in row["f"]) for row in answer.get("rows", [])]


def emulator(kubectl: Kubectl, image: str) -> Emulator:
    """Start it; it ends with the namespace."""
    kubectl(
        "apply",
        "--filename=-",
        stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": _parts(image)}),
    )
    kubectl("wait", "--for=condition=Ready", "pod/bigquery", "--timeout=90s")
    host = kubectl("get", "service", "bigquery", "--output=jsonpath={.spec.clusterIP}")
    return Emulator(kubectl, f"http://{host}:{_PORT}")


def _parts(image: str) -> list[dict[str, Any]]:
    container = {
        "name": "bigquery",
        "image": image,
        "args": [f"--project={PROJECT}", f"--dataset={DATASET}"],
        "readinessProbe": {"tcpSocket": {"port": _PORT}, "periodSeconds": 1},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    spec = {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
    }
    named = {"name": "bigquery", "labels": {"app": "bigquery"}}
    return [
        {"apiVersion": "v1", "kind": "Pod", "metadata": named, "spec": spec},
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "bigquery"},
            "spec": {"selector": {"app": "bigquery"}, "ports": [{"port": _PORT}]},
        },
    ]
