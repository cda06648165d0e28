"""How a step's pod is made, and what its end means.

Settings are environment variables of Airflow; an empty one is as if it were missing. Those of a pod may
differ by step: `SPENDCAST_MEMORY_TRAIN` goes before `SPENDCAST_MEMORY`.

    SPENDCAST_NAMESPACE        where pods run (default: composer-user-workloads)
    SPENDCAST_SERVICE_ACCOUNT  Kubernetes service account of the pods (default: the namespace's own)
    SPENDCAST_CPU              CPU of a pod, requested and at most
    SPENDCAST_MEMORY           memory of a pod, requested and at most
    SPENDCAST_POD_TEMPLATE     file of a pod that ours is laid over: secrets, volumes, tolerations, and so on
    SPENDCAST_POOL             Airflow pool in which each pod takes a slot (default: default_pool)
    SPENDCAST_KUBE_CONFIG      file that says how to reach the cluster (default: Composer's where there
                               is one; else the cluster that Airflow itself runs in; else KUBECONFIG)
    SPENDCAST_GCP_CONNECTION   Airflow connection that reads the store (default: google_cloud_default)
    SPENDCAST_RETRY_SECONDS    pause before a task's first retry; it doubles (default: 60)

Those named in `PASSED_ON` are handed to the pods as they are.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator, make_safe_label_value
from kubernetes.client import models as k8s
from pod_ends import BASE, NEVER_RETRIED, REJECTED, exit_code, explain

try:
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowTaskTimeout
except ImportError:  # Airflow before 3.2
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowTaskTimeout

PASSED_ON = (
    "SPENDCAST_EVALUATIONS",
    "SPENDCAST_MODEL",
    "GOOGLE_CLOUD_PROJECT",
    "STORAGE_EMULATOR_HOST",
    "BIGQUERY_EMULATOR_HOST",
)

_CPU = {"validate": "500m", "train": "1", "evaluate": "500m", "publish": "250m"}
_MEMORY = {"validate": "512Mi", "train": "1Gi", "evaluate": "512Mi", "publish": "256Mi"}
_COMPOSER_KUBE_CONFIG = Path.home() / "composer_kube_config"
_USER = 10001


class TryFailed(AirflowException):
    """A try failed; another may do better."""


class StepFailed(AirflowFailException):
    """A step failed in a way that a retry would only repeat.

    Args:
        message: why, and what to do.
        exit_code: of the step; None where it was not begun.
        findings: of its document, for rejected data; None where they were not read.
    """

    def __init__(
        self, message: str, exit_code: int | None = None, findings: Sequence[Mapping[str, Any]] | None = None
    ) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.findings = findings


def setting(name: str, default: str) -> str:
    """The environment variable; an empty one is as if it were missing."""
    return os.environ.get(name) or default


@dataclass(frozen=True)
class Stored:
    """A JSON object of the store."""

    fields: Mapping[str, Any]
    generation: int


def read_json(address: str) -> Stored | None:
    """Read `gs://bucket/key`; None where there is no such object.

    Raises:
        AirflowException: it could not be read, or what is there is not a JSON object.
    """
    from google.api_core.exceptions import Forbidden, GoogleAPIError, NotFound
    from google.auth.exceptions import GoogleAuthError

    bucket, _, key = address.removeprefix("gs://").partition("/")
    try:
        blob = _storage_client().bucket(bucket).blob(key)
        data = blob.download_as_bytes()
    except NotFound:
        return None
    except Forbidden as error:
        remedy = "give Airflow's identity the right to read the bucket"
        raise AirflowException(f"{address} may not be read; {remedy} ({error})") from error
    except (GoogleAPIError, GoogleAuthError, OSError, ValueError) as error:  # the last: no name of a bucket
        raise AirflowException(f"{address} could not be read: {error}") from error
    try:
        fields = json.loads(data)
    except ValueError as error:
        raise AirflowException(f"{address} is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise AirflowException(f"{address} is JSON, but no object")
    return Stored(fields, int(blob.generation))


def judged(address: str, status: str) -> Mapping[str, Any]:
    """Fields of the document at `…/runs/RUN_ID/STEP.json`, which is that step's, of that run and that status.

    Raises:
        AirflowException: it is not there, cannot be read, is another's, or says otherwise.
    """
    document = read_json(address)
    if document is None:
        raise AirflowException(f"{address} is not there")
    *_, run_id, name = address.split("/")
    expected = {"step": name.removesuffix(".json"), "run_id": run_id, "status": status}
    for field, value in expected.items():
        if (found := document.fields.get(field)) != value:
            raise AirflowException(f"{address} says {found!r} where {field} should be {value!r}")
    return document.fields


def _storage_client() -> Any:
    """A client of the emulator at `STORAGE_EMULATOR_HOST`, else of Google, by Airflow's connection."""
    if os.environ.get("STORAGE_EMULATOR_HOST"):
        from google.cloud import storage

        return storage.Client()
    from airflow.providers.google.cloud.hooks.gcs import GCSHook

    return GCSHook(gcp_conn_id=setting("SPENDCAST_GCP_CONNECTION", "google_cloud_default")).get_conn()


class StepPod(KubernetesPodOperator):
    """Runs a step in a pod and believes the document in the store, whatever became of the pod.

    The provider marks tasks as done whose pod was destroyed: https://github.com/apache/airflow/issues/71202,
    https://github.com/apache/airflow/issues/73006. Here a task succeeds only if the container ended with 0
    and the step's document says so. Anything else is retried, which costs little: a step that was done before
    ends at once. Exit codes in `NEVER_RETRIED` fail at once, with the findings of the document.

    Args:
        step: name of the step.
        call: `{"image", "arguments", "document"}`: image by digest, arguments, address of its document. May
            have `store`, which the pod's labels then name, and `fault`: why no step may run in this store.
        kwargs: what differs from the defaults below.
    """

    template_fields = (*KubernetesPodOperator.template_fields, "call")

    def __init__(self, *, step: str, call: Any, **kwargs: Any) -> None:
        super().__init__(**{**_defaults(step), **kwargs})
        self.step = step
        self.call = call
        self.warnings: list[str] = []

    def execute(self, context: Any) -> None:
        """Run the pod, then judge by exit code and document.

        The errors end with a sentence that says why; what the provider says of it comes before, in the log.

        Raises:
            StepFailed: the call has a fault, or the step ended with a code that a retry would only repeat.
            TryFailed: anything else but success; Airflow tries again.
        """
        if fault := self.call.get("fault"):
            raise StepFailed(fault)
        self.take_call()
        try:
            self._run(context)
        except AirflowTaskTimeout as error:  # is no `Exception`
            try:
                self.on_kill()  # as Airflow does where it sees this error
            finally:
                raise TryFailed(self._why(error)) from None

    def _run(self, context: Any) -> None:
        try:
            super().execute(context)
        except Exception as error:
            self.log.warning("the provider says: %s", error)
            self._raise_if_permanent()
            raise TryFailed(self._why(error)) from None
        self._raise_if_permanent()
        self._require_success()

    def take_call(self) -> None:
        """Put into the pod what the call says, and labels by which a pod of another call is told apart.

        Raises:
            TryFailed: the pod's template is not there or describes no pod.
        """
        self._require_template()
        self.image = self.call["image"]
        self.arguments = self.call["arguments"]
        self.env_vars.append(k8s.V1EnvVar(name="SPENDCAST_IMAGE", value=self.image))
        self.labels.update(_labels(self.call))

    def _require_template(self) -> None:
        if not self.pod_template_file:
            return
        try:
            _require_pod(self.pod_template_file)
        except Exception as error:  # of a field of another type, the client raises all sorts
            told = " ".join(str(error).split())
            raise TryFailed(
                f"the template {self.pod_template_file} of the pod of {self.step} cannot be used ({told}). "
                "Mend SPENDCAST_POD_TEMPLATE or that file, and clear the task"
            ) from error

    def find_pod(self, namespace: str, context: Any, *, exclude_checked: bool = True) -> k8s.V1Pod | None:
        """The newest pod of the task's call that is not being deleted, of any try; older ones are deleted.

        So a try takes over the pod that a lost worker left, but none of another image, of other arguments or
        of another Airflow's stores: the labels that are looked for tell the call. The provider's own would
        take over a pod that is being deleted too, and stops at two:
        https://github.com/apache/airflow/issues/10544.
        """
        labels = self._build_find_pod_label_selector(context, exclude_checked=exclude_checked)
        found = self.client.list_namespaced_pod(namespace=namespace, label_selector=labels).items
        pods = sorted(
            (pod for pod in found if not pod.metadata.deletion_timestamp),
            key=lambda pod: pod.metadata.creation_timestamp,
        )
        for old in pods[:-1]:
            self.process_pod_deletion(old, reraise=False)
        if not pods:
            return None
        self.log_matching_pod(pods[-1], context)
        return pods[-1]

    def is_istio_enabled(self, pod: k8s.V1Pod) -> bool:  # noqa: ARG002 - the provider's signature
        """Whether the end of the step's container is that of the pod, whatever runs beside it: always.

        The provider asks so of Istio's proxy alone, and waits for all other containers to end.
        """
        return True

    def cleanup(self, pod: k8s.V1Pod, remote_pod: k8s.V1Pod, *args: Any, **kwargs: Any) -> None:
        """Look at the pod once more before the provider deletes it: what it failed of is told there alone."""
        if remote_pod and not self._killed:
            self.remote_pod = remote_pod = self._last_look(remote_pod)
        super().cleanup(pod, remote_pod, *args, **kwargs)

    def _last_look(self, pod: k8s.V1Pod) -> k8s.V1Pod:
        name, namespace = pod.metadata.name, pod.metadata.namespace
        try:
            pod = self.client.read_namespaced_pod(name, namespace)
            if pod.status.phase == "Pending":
                of_pod = f"involvedObject.name={name},type=Warning"
                events = self.client.list_namespaced_event(namespace, field_selector=of_pod).items
                self.warnings = [event.message for event in events if event.message]
        except Exception as error:  # the pod is gone, or the cluster away: what was seen must do
            self.log.warning("the pod cannot be looked at once more: %s", error)
        return pod

    def _why(self, error: BaseException) -> str:
        told = explain(self.step, self.remote_pod, self.warnings, error)
        return told or f"{self.step} failed: {error}"

    def _raise_if_permanent(self) -> None:
        code = exit_code(self.remote_pod)
        if code not in NEVER_RETRIED:
            return
        findings, unread = None, None
        if code == REJECTED:
            try:
                findings = self._findings()
            except Exception as error:  # whatever it is, it is no reason to try again
                unread = str(error)
        message = explain(self.step, self.remote_pod, unread=unread) or ""
        lines = [f"  {finding['severity']}: {finding['message']}" for finding in findings or ()]
        raise StepFailed("\n".join([message, *lines]), code, findings) from None

    def _findings(self) -> list[Mapping[str, Any]]:
        document, needed = self.call["document"], {"severity", "message"}
        found = judged(document, "rejected").get("findings")
        if (
            isinstance(found, list)
            and found
            and all(isinstance(one, dict) and needed <= set(one) for one in found)
        ):
            return found
        raise AirflowException(f"{document} has none that can be told")

    def _require_success(self) -> None:
        """The provider is content; that is not enough."""
        if self._killed:
            raise TryFailed(f"{self.step} was told to stop, by a person or by Airflow. Clear the task")
        if exit_code(self.remote_pod) != 0:
            destroyed = f"the pod of {self.step} was destroyed before it was seen to end. Clear the task"
            raise TryFailed(explain(self.step, self.remote_pod) or destroyed)
        try:
            judged(self.call["document"], "succeeded")
        except AirflowException as error:
            raise TryFailed(f"{self.step} ended with 0, but {error}. Clear the task") from error


def retries() -> dict[str, Any]:
    """How every task is tried again."""
    pause = int(setting("SPENDCAST_RETRY_SECONDS", "60"))
    return {
        "retries": 3,
        "retry_delay": timedelta(seconds=pause),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(seconds=15 * pause),
    }


def _of_step(name: str, step: str, default: str = "") -> str | None:
    return setting(f"{name}_{step.upper()}", setting(name, default)) or None


def _require_pod(template: str) -> None:
    described = yaml.safe_load(Path(template).read_text(encoding="utf-8"))
    if not isinstance(described, Mapping) or described.get("kind") != "Pod":
        raise ValueError("it describes nothing of kind Pod")
    PodGenerator.deserialize_model_dict(described)


def _labels(call: Mapping[str, Any]) -> dict[str, str]:
    """What the call is, and whose."""
    said = json.dumps([call["image"], call["arguments"]])
    store = call.get("store", "").removeprefix("gs://").replace("/", ".")
    return {
        "spendcast-call": hashlib.sha256(said.encode()).hexdigest()[:16],
        **({"spendcast-store": make_safe_label_value(store)} if store else {}),
    }


def _defaults(step: str) -> dict[str, Any]:
    """Arguments of every pod operator, where a DAG gives no others."""
    return {
        **_pod(step),
        **retries(),
        "deferrable": False,  # a deferred task does not see a deleted pod's end
        "do_xcom_push": False,
        "base_container_name": BASE,
        "termination_message_policy": "FallbackToLogsOnError",  # the pod's status then has the log's end
        "on_finish_action": "delete_pod",
        "startup_timeout_seconds": 600,  # a new node and a first pull
        "active_deadline_seconds": 45 * 60,
        "execution_timeout": timedelta(hours=1),
        "log_events_on_failure": True,
        "log_pod_spec_on_failure": False,
        "pool": setting("SPENDCAST_POOL", "default_pool"),
        "map_index_template": "{{ task.call.get('store', '') }}",  # instead of a number in Airflow's pages
    }


def _pod(step: str) -> dict[str, Any]:
    """The pod itself, as the restricted Pod Security Standard wants it."""
    size = {
        "cpu": _of_step("SPENDCAST_CPU", step, _CPU[step]),
        "memory": _of_step("SPENDCAST_MEMORY", step, _MEMORY[step]),
    }
    template = _of_step("SPENDCAST_POD_TEMPLATE", step)
    environment = {"SPENDCAST_LOG": "json"} | {
        name: os.environ[name] for name in PASSED_ON if os.environ.get(name)
    }
    kube_config = os.environ.get("SPENDCAST_KUBE_CONFIG") or None
    if kube_config is None and _COMPOSER_KUBE_CONFIG.exists():
        kube_config = str(_COMPOSER_KUBE_CONFIG)
    return {
        "name": f"spendcast-{step}",
        "namespace": _of_step("SPENDCAST_NAMESPACE", step, "composer-user-workloads"),
        "service_account_name": _of_step("SPENDCAST_SERVICE_ACCOUNT", step),
        "config_file": kube_config,
        "pod_template_file": str(Path(template).expanduser()) if template else None,
        "labels": {"app": "spendcast", "spendcast-step": step},
        # A list, because some providers keep a dict as it is; one more variable comes with the call.
        "env_vars": [k8s.V1EnvVar(name=name, value=value) for name, value in environment.items()],
        "container_resources": k8s.V1ResourceRequirements(requests=size, limits=size),
        "automount_service_account_token": False,
        "security_context": k8s.V1PodSecurityContext(
            run_as_non_root=True,
            run_as_user=_USER,
            run_as_group=_USER,
            seccomp_profile=k8s.V1SeccompProfile(type="RuntimeDefault"),
        ),
        "container_security_context": k8s.V1SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=k8s.V1Capabilities(drop=["ALL"]),
        ),
        "volumes": [k8s.V1Volume(name="tmp", empty_dir=k8s.V1EmptyDirVolumeSource())],
        "volume_mounts": [k8s.V1VolumeMount(name="tmp", mount_path="/tmp")],  # noqa: S108 - the pod's own
    }
