"""The file over which our pod is laid: what it gives, and that it is named where it is faulty."""

from pathlib import Path

import pytest
from dags.fake_servers import FakeBucket, FakeCluster
from dags.step_calls import CALL, DOCUMENT, IMAGE, SUCCEEDED, run
from pod_defaults import StepPod, TryFailed

TEMPLATE = """
apiVersion: v1
kind: Pod
metadata: {labels: {team: growth}}
spec:
  tolerations: [{key: batch, operator: Exists}]
  securityContext: {runAsUser: 0}
  containers:
    - name: base
      image: something-else
      args: [other]
      env: [{name: GOOGLE_APPLICATION_CREDENTIALS, value: /key/key.json}]
      securityContext: {privileged: true}
      volumeMounts: [{name: key, mountPath: /key, readOnly: true}]
  volumes: [{name: key, secret: {secretName: spendcast-key}}]
"""


def test_a_template_gives_a_pod_what_ours_lacks_and_takes_nothing_away(
    cluster: FakeCluster, bucket: FakeBucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pod.yaml").write_text(TEMPLATE)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SPENDCAST_POD_TEMPLATE", "~/pod.yaml")
    bucket.put(DOCUMENT, SUCCEEDED)
    run(StepPod(task_id="train", step="train", call=CALL, startup_check_interval_seconds=1))
    labels, spec = cluster.created[0]["metadata"]["labels"], cluster.created[0]["spec"]
    assert (labels["team"], labels["app"]) == ("growth", "spendcast")
    assert spec["tolerations"] == [{"key": "batch", "operator": "Exists"}]
    assert {volume["name"] for volume in spec["volumes"]} == {"key", "tmp"}
    assert spec["securityContext"]["runAsUser"] == 10001
    (container,) = spec["containers"]
    assert (container["image"], container["args"]) == (IMAGE, CALL["arguments"])
    assert "privileged" not in container["securityContext"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {"key", "tmp"}
    assert {"GOOGLE_APPLICATION_CREDENTIALS", "SPENDCAST_IMAGE"} <= {e["name"] for e in container["env"]}


@pytest.mark.parametrize(
    "content",
    [
        None,
        "spec: [1, {",
        "",
        "hello",
        "[1, 2]",
        "spec: {}",
        "kind: Deployment",
        "{kind: Pod, spec: {containers: [{name: base}], terminationGracePeriodSeconds: 30s}}",
        "{kind: Pod, spec: {containers: [base]}}",
    ],
)
def test_a_template_that_is_not_there_or_no_pod_starts_none_and_is_named(
    content: str | None, cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    template = tmp_path / "pod.yaml"
    if content is not None:
        template.write_text(content)
    monkeypatch.setenv("SPENDCAST_POD_TEMPLATE_TRAIN", str(template))
    named = rf"the template {template} of the pod of train cannot be used \(.*Mend SPENDCAST_POD_TEMPLATE"
    with pytest.raises(TryFailed, match=named):
        run(StepPod(task_id="train", step="train", call=CALL))
    assert cluster.created == []
