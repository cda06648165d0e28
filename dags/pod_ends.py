"""Why a pod failed and what to do about it, in a sentence: for the task's log and the mail.

Knows what Kubernetes says of a pod, what the step said last (the pod's status has it, as its container's
termination message falls back to the log), and what the exit codes of a step mean.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kubernetes.client import models as k8s
from kubernetes.client.exceptions import ApiException
from kubernetes.config import ConfigException
from urllib3.exceptions import HTTPError

try:
    from airflow.sdk.exceptions import AirflowTaskTimeout
except ImportError:  # Airflow before 3.2
    from airflow.exceptions import AirflowTaskTimeout

BASE = "base"
"""The container of the step."""
REJECTED = 65
BUG = 70
NEVER_RETRIED = {
    64: "the step was called in a wrong way",
    REJECTED: "the data was rejected",
    66: "an input is missing, damaged or of another version",
    BUG: "a fault of Spendcast's; the task's log says where",
}
"""Exit codes that a retry would only repeat, and what they mean."""

_PASSING = {
    75: "something passing, such as a store that is away",
    137: "it was killed",
    143: "it was told to stop, as when its node goes",
}
_REMEDIES = {
    64: "Mend the setting or parameter that is named, and clear the run",
    REJECTED: "Do as the findings say, and clear validate, which reads the mended files",
    66: "Clear the step that is named, else validate; `spendcast doctor` says whether the store is damaged",
    BUG: "Keep the task's log, go back to the earlier build, and clear the run: a task alone keeps its image",
}
_FIRST_STEP = "validate"
"""Has no step before it: its inputs are the raw files, which are listed anew."""
_REFUSED = {
    "failed calling webhook": "See that the webhook's service is up, or ask who keeps it",
    "admission webhook": "Do as the webhook says, or ask who keeps it",
    "exceeded quota": "Raise the namespace's quota, or bound the pods by SPENDCAST_MAX_PODS or a pool",
    "serviceaccount ": "Mend SPENDCAST_SERVICE_ACCOUNT",
    "namespaces ": "Mend SPENDCAST_NAMESPACE",
    "violates PodSecurity": "Mend SPENDCAST_POD_TEMPLATE",
    "RuntimeClass": "Mend SPENDCAST_POD_TEMPLATE",
    "quantities": "Mend SPENDCAST_CPU or SPENDCAST_MEMORY",
    "is invalid": "Mend the setting that makes it so, or SPENDCAST_POD_TEMPLATE",
    " cannot ": "Give Airflow's identity the right that is named",
}
"""Words of what the cluster's API answers, the surest first, and what to do."""
_GONE = re.compile(r'pods "[^"]*" not found')
_NO_ROOM = {
    "affinity": "Mend the node selector or affinity of SPENDCAST_POD_TEMPLATE, or give a node its labels",
    "persistentvolumeclaim": "Mend the volumes of SPENDCAST_POD_TEMPLATE",
    "taint": "Let SPENDCAST_POD_TEMPLATE tolerate the taint, or add a node without it",
}
"""The same of what its scheduler says."""
_NOT_YET = {"ContainerCreating", "PodInitializing"}
_LONGEST = 600
"""Characters that are told of a message that is somebody else's."""


def explain(
    step: str,
    pod: k8s.V1Pod | None,
    warnings: Iterable[str] = (),
    error: BaseException | None = None,
    unread: str | None = None,
) -> str | None:
    """What the step's pod failed of, and what to do; None where nothing is known.

    Args:
        step: name of the step.
        pod: the pod as it was last seen; None where it was never made.
        warnings: what the cluster warned of while it did not start, the newest last.
        error: what the task failed of, of whose chain the cluster's refusals are told.
        unread: why the findings of rejected data are not told; None where they are.
    """
    of_pod = _of_pod(step, pod, list(warnings), unread) if pod else ()
    return next(iter([*of_pod, *_refusals(step, error)]), None)


def exit_code(pod: k8s.V1Pod | None) -> int | None:
    """Exit code of the step's container; None where it was not seen to end."""
    ended = _ended(pod) if pod else None
    return ended.exit_code if ended else None


def _of_pod(step: str, pod: k8s.V1Pod, warnings: list[str], unread: str | None) -> Iterator[str]:
    """All that can be told, the surest first."""
    ended, status = _ended(pod), pod.status or k8s.V1PodStatus()
    if ended and ended.exit_code in NEVER_RETRIED:
        yield _code(step, ended, unread)
    if ended and ended.reason == "OOMKilled":
        yield (
            f"{step} ended with {ended.exit_code}: its memory ran out (OOMKilled; limit {_memory(pod)}). "
            f"Raise SPENDCAST_MEMORY_{step.upper()}, and clear the task"
        )
    if status.reason == "DeadlineExceeded":
        yield (
            f"the pod of {step} was ended after {pod.spec.active_deadline_seconds} s (DeadlineExceeded). "
            f"See the task's log for what took so long, raise SPENDCAST_CPU_{step.upper()}, clear the task"
        )
    for told in [status, *_conditions(status, "DisruptionTarget", "True")]:
        if told.reason:
            yield f"the pod of {step} was ended by the cluster ({_said(told)}). Clear the task"
    if ended and ended.exit_code:
        yield _code(step, ended)
    yield from _others(step, status)
    yield from _never_started(step, pod, status, warnings)


def _others(step: str, status: k8s.V1PodStatus) -> Iterator[str]:
    """Of a container of the pod's template that failed before the step could start."""
    for container in status.init_container_statuses or []:
        if (ended := container.state and container.state.terminated) and ended.exit_code:
            yield (
                f"the container {container.name}, which goes before {step}, ended with {ended.exit_code} "
                f"({_said(ended)}). Mend SPENDCAST_POD_TEMPLATE, and clear the task"
            )


def _never_started(step: str, pod: k8s.V1Pod, status: k8s.V1PodStatus, warnings: list[str]) -> Iterator[str]:
    for container in [*(status.init_container_statuses or []), *(status.container_statuses or [])]:
        waiting = container.state and container.state.waiting
        if waiting and waiting.reason and waiting.reason not in _NOT_YET:
            yield f"{_waiting(step, container.name, waiting, _image(pod, container))}, and clear the task"
    for condition in _conditions(status, "PodScheduled", "False"):
        remedy = _room(step, condition)
        yield f"no node took the pod of {step} ({_said(condition)}). {remedy}, and clear the task"
    if status.phase == "Pending" and warnings:
        yield f"the pod of {step} did not start: {_short(warnings[-1])}. Mend that, and clear the task"
    for container in status.init_container_statuses or []:
        if container.state and container.state.running:
            yield (
                f"the container {container.name}, which goes before {step}, did not come to its end. "
                "Mend SPENDCAST_POD_TEMPLATE, and clear the task"
            )


def _room(step: str, condition: k8s.V1PodCondition) -> str:
    lacking = (remedy for words, remedy in _NO_ROOM.items() if words in (condition.message or ""))
    less = f"ask for less by SPENDCAST_CPU_{step.upper()} and SPENDCAST_MEMORY_{step.upper()}"
    return next((f"{remedy}; or, if it lacks room, {less}" for remedy in lacking), f"Make room, or {less}")


def _waiting(step: str, container: str, waiting: k8s.V1ContainerStateWaiting, image: str) -> str:
    whose = step if container == BASE else f"the container {container} beside {step}"
    if "Image" in waiting.reason:
        return (
            f"the image {image} of {whose} cannot be pulled ({_said(waiting)}). "
            "See that it is in the registry and that the cluster's nodes may read it"
        )
    return f"{whose} cannot be started ({_said(waiting)}). Mend that"


def _refusals(step: str, error: BaseException | None) -> Iterator[str]:
    """What the cluster's API refused, or that it was not reached, in an error or one that it came of."""
    while error:
        if isinstance(error, ApiException):
            told = _body(error)
            what = f"the cluster says of the pod of {step}: {error.status}, {told}"
            yield f"{what}. {_refused(error.status, told)}; then clear the task"
        if isinstance(error, ConfigException | HTTPError):
            yield (
                f"the cluster was not reached for {step} ({_short(str(error))}). See that it is up and that "
                "SPENDCAST_KUBE_CONFIG names a file that leads to it, and clear the task"
            )
        if isinstance(error, AirflowTaskTimeout):
            yield (
                f"{step} took longer than the task may ({_short(str(error))}). See the task's log for what "
                "took so long, and clear the task"
            )
        error = error.__cause__ or error.__context__


def _refused(status: int, told: str) -> str:
    """What to do about it. Of all that is not found, only the pod itself was there before."""
    if status == 404 and _GONE.fullmatch(told):
        return "It was destroyed from outside: by an eviction, as of a drained node, or by a person"
    return next((remedy for words, remedy in _REFUSED.items() if words in told), "Mend that")


def _body(error: ApiException) -> str:
    """The message of a Status, which the API answers as JSON; else what there is."""
    try:
        return _short(json.loads(error.body)["message"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return _short(str(error.body or error.reason))


def _code(step: str, ended: k8s.V1ContainerStateTerminated, unread: str | None = None) -> str:
    code = ended.exit_code
    means = NEVER_RETRIED.get(code) or _PASSING.get(code) or "no exit code of a step"
    remedy = _REMEDIES.get(code, "See the task's log, and clear the task")
    last = last_words(ended.message or "")
    if code == BUG or (code == REJECTED and unread is None):
        last = ""  # of a bug always the same; of rejected data the findings say more
    if code == REJECTED and unread is not None:
        remedy = (
            f"Its findings could not be read: {_short(unread)}. See the task's log, mend the data, and clear "
            "validate, which reads them"
        )
    if code == 66 and step == _FIRST_STEP:
        remedy = "Clear the task"
    return f"{step} ended with {code}: {means}{f' ({last})' if last else ''}. {remedy}"


def last_words(tail: str) -> str:
    """The message of the last line of a log whose lines are JSON objects, or that line where it is none."""
    line = next((line for line in reversed(tail.splitlines()) if line.strip()), "")
    try:
        fields = json.loads(line)
    except ValueError:
        return _short(line)
    return _short(str(fields.get("message", line) if isinstance(fields, Mapping) else line))


def _ended(pod: k8s.V1Pod) -> k8s.V1ContainerStateTerminated | None:
    statuses = (pod.status and pod.status.container_statuses) or []
    return next(
        (status.state.terminated for status in statuses if status.name == BASE and status.state), None
    )


def _conditions(status: k8s.V1PodStatus, kind: str, holds: str) -> list[k8s.V1PodCondition]:
    return [one for one in status.conditions or [] if (one.type, one.status) == (kind, holds)]


def _said(state: Any) -> str:
    """Reason and message of anything that has these."""
    return ": ".join(_short(part) for part in (state.reason, state.message) if part) or "no reason was given"


def _short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _image(pod: k8s.V1Pod, status: k8s.V1ContainerStatus) -> str:
    containers = [*(pod.spec.init_containers or []), *pod.spec.containers]
    return next((str(one.image) for one in containers if one.name == status.name), str(status.image))


def _memory(pod: k8s.V1Pod) -> str:
    container = next(container for container in pod.spec.containers if container.name == BASE)
    limits = (container.resources and container.resources.limits) or {}
    return str(limits.get("memory", "that of the node"))
