"""The DAG: how fast it parses, what every task keeps to, and what it calls the steps with."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.exceptions import AirflowException, AirflowFailException
from failure_mail import mail_stop
from jinja2 import Environment, StrictUndefined
from pod_defaults import StepPod
from spendcast_daily import (
    INPUTS,
    PARAMS,
    calls,
    images_of,
    path_safe,
    pin,
    require_no_future,
    run_date,
    stores_of,
)

ROOT = Path(__file__).resolve().parents[2]
IMAGES = {step: f"registry/{step}@sha256:{'0' * 64}" for step in INPUTS}
SCHEDULED = "scheduled__2026-01-05T05:00:00+00:00"


@pytest.fixture
def steps(dags: dict[str, Any]) -> list[StepPod]:
    return [task for dag in dags.values() for task in dag.tasks if isinstance(task, StepPod)]


HEAVY = (
    "kubernetes",
    "google",
    "smtplib",
    *(f"airflow.providers.{name}" for name in ("cncf", "google", "smtp")),
)
"""What takes seconds to import."""

PARSE = """
import contextlib, importlib, json, multiprocessing, sys, time
import airflow.dag_processing.processor
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
from airflow.utils.file import iter_airflow_imports
folder = sys.argv[1]
for module in iter_airflow_imports(folder + "/spendcast_daily.py"):
    with contextlib.suppress(Exception):
        importlib.import_module(module)
def parse(_):
    before, start = set(sys.modules), time.process_time()
    found = list(DagBag(folder).dags)
    seconds = time.process_time() - start
    new = [name for name in sys.modules if name not in before]
    slow = [name for name in new if name.startswith(tuple(sys.argv[2:]))]
    return {"dags": found, "seconds": seconds, "imported": slow}
with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
    print(json.dumps(pool.map(parse, range(3), chunksize=1)))
"""
"""As Airflow's DAG processor does: it imports what the file names, then parses in a fork, each time anew."""


def test_the_dag_parses_in_under_a_second_in_a_fork_of_a_processor_that_imported_what_the_file_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARSE, ROOT / "dags", *HEAVY], text=True, capture_output=True, check=True
    )
    parses = json.loads(done.stdout.splitlines()[-1])
    best = min(parse["seconds"] for parse in parses)
    with capsys.disabled():
        print(f"\nparsed in {best:.3f} s of CPU")  # noqa: T201 - a figure for whoever runs the tier
    assert [parse["dags"] for parse in parses] == [["spendcast_daily"]] * 3
    assert [parse["imported"] for parse in parses] == [[]] * 3
    assert best < 1


@pytest.mark.parametrize("name", ["CRON", "TIMEZONE", "MAX_PODS", "RETRY_SECONDS", "MODEL", "POOL"])
def test_an_empty_setting_is_as_if_it_were_missing(
    dag_bag: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"SPENDCAST_{name}", "")
    for module in ("pod_defaults", "failure_mail"):
        monkeypatch.delitem(sys.modules, module)
    bag = dag_bag()
    assert not bag.import_errors
    dag = bag.dags["spendcast_daily"]
    train = dag.get_task("advertiser.train")
    assert dag.max_active_tasks == 8
    assert str(dag.timezone) == "UTC"
    assert (train.retry_delay, train.pool) == (timedelta(seconds=60), "default_pool")


def test_airflow_reads_the_dag_alone_and_not_its_modules(dag_bag: Callable[[], Any]) -> None:
    assert [Path(read.file).name for read in dag_bag().dagbag_stats] == ["spendcast_daily.py"]


def test_every_dag_runs_alone_does_not_catch_up_and_has_an_owner_and_words_for_the_person_on_call(
    dags: dict[str, Any],
) -> None:
    for dag in dags.values():
        assert dag.max_active_runs == 1
        assert not dag.catchup
        assert dag.dagrun_timeout
        assert dag.doc_md
        assert {task.owner for task in dag.tasks} == {"spendcast"}


def test_every_task_mails_when_it_fails_and_is_retried_and_a_run_mails_when_it_is_stopped(
    dags: dict[str, Any],
) -> None:
    for dag in dags.values():
        assert dag.on_failure_callback is mail_stop or dag.on_failure_callback == [mail_stop]
        for task in dag.tasks:
            assert task.on_failure_callback, task.task_id
            assert task.retries >= 3, task.task_id


def test_every_pod_is_confined_bounded_and_taken_away(steps: list[StepPod]) -> None:
    assert [step.step for step in steps] == list(INPUTS)
    for step in steps:
        assert step.deferrable is False
        assert step.do_xcom_push is False
        assert step.on_finish_action.value == "delete_pod"
        assert step.security_context.run_as_non_root is True
        assert step.container_security_context.read_only_root_filesystem is True
        assert step.container_resources.limits == step.container_resources.requests
        assert step.execution_timeout > timedelta(seconds=step.active_deadline_seconds)
        assert step.startup_timeout_seconds == 600


def test_the_steps_follow_each_other_and_the_last_check_follows_publish(dags: dict[str, Any]) -> None:
    order = ["validate", "train", "evaluate", "publish", "published"]
    tasks = [dags["spendcast_daily"].get_task(f"advertiser.{name}") for name in order]
    for before, after in pairwise(tasks):
        assert after.task_id in before.downstream_task_ids


def test_every_pod_takes_a_slot_of_the_pool_that_is_named_and_no_other_task_does(
    dag_bag: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_POOL", "spendcast")
    pools = {task.task_id.rpartition(".")[2]: task.pool for task in dag_bag().dags["spendcast_daily"].tasks}
    assert {name for name, pool in pools.items() if pool == "spendcast"} == set(INPUTS)


def test_every_task_of_an_advertiser_is_shown_by_its_store(dags: dict[str, Any]) -> None:
    call, jinja = {"store": "gs://bucket/a"}, Environment(undefined=StrictUndefined, autoescape=True)
    for task in dags["spendcast_daily"].tasks:
        if task.task_id != "pin":
            rendered = SimpleNamespace(call=call, op_kwargs={"publish": call})
            assert jinja.from_string(task.map_index_template).render(task=rendered) == "gs://bucket/a"
    assert set(dags["spendcast_daily"].get_task("advertiser.published").op_kwargs) == {"publish", "pointer"}


def test_a_setting_of_one_step_goes_before_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPENDCAST_MEMORY", "1Gi")
    monkeypatch.setenv("SPENDCAST_MEMORY_TRAIN", "4Gi")
    monkeypatch.setenv("SPENDCAST_SERVICE_ACCOUNT_PUBLISH", "publisher")
    made = {step: StepPod(task_id=step, step=step, call={}) for step in INPUTS}
    assert made["train"].container_resources.limits["memory"] == "4Gi"
    assert made["publish"].container_resources.limits["memory"] == "1Gi"
    assert (made["publish"].service_account_name, made["train"].service_account_name) == ("publisher", None)


def test_the_steps_own_parsers_take_what_they_are_called_with() -> None:
    params = {"force": "a better story", "forced_by": "ann"}
    planned = calls("gs://bucket/a", path_safe(SCHEDULED), IMAGES, date(2026, 1, 5), params)
    parse = (
        "import importlib, json, sys\n"
        "from spendcast_contract.call import parse_call, parse_params\n"
        "for name, planned in json.load(sys.stdin).items():\n"
        "    step = importlib.import_module(f'spendcast_{name}.__main__').STEP\n"
        "    call = parse_call(step.name, step.inputs, step.params, step.description, planned['arguments'])\n"
        "    print(name, call.store, call.run_id, parse_params(step.params, call.params).model_dump_json())\n"
    )
    python = ROOT / ".venv/bin/python"
    done = subprocess.run(
        [python, "-c", parse], input=json.dumps(planned), text=True, capture_output=True, check=True
    )
    lines = [line.split(" ", 3) for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == list(INPUTS)
    assert {(line[1], line[2]) for line in lines} == {("gs://bucket/a", path_safe(SCHEDULED))}
    taken = {line[0]: json.loads(line[3]) for line in lines}
    assert taken["validate"]["as_of"] == "2026-01-05"
    assert taken["publish"] == params


@pytest.mark.parametrize("run_id", ["r1", "2026-01-05-0a1b2c3d", "a" * 128])
def test_a_run_id_that_is_safe_for_paths_stays_as_it_is(run_id: str) -> None:
    assert path_safe(run_id) == run_id


@pytest.mark.parametrize(
    ("run_id", "begins"),
    [
        ("manual__a/b c", "manual__a-b-c-"),
        ("__x", "x-"),
        ("___", "run-"),
        ("", "run-"),
        ("..", "run-"),
        ("日次", "run-"),
        ("a" * 129, "a" * 119 + "-"),
        ("r1\n", "r1-"),
    ],
)
def test_other_run_ids_become_safe_for_paths(run_id: str, begins: str) -> None:
    assert re.fullmatch(re.escape(begins) + "[0-9a-f]{8}", path_safe(run_id))
    assert len(path_safe(run_id)) <= 128


def test_run_ids_that_differ_stay_different() -> None:
    run_ids = ["a:b", "a b", "a-b", "a--b", "_a-b", "___", "__", "", "a" * 128, "a" * 129, "a" * 250]
    assert len({path_safe(run_id) for run_id in run_ids}) == len(run_ids)


def test_the_date_of_a_run_is_its_logical_date_or_else_when_it_may_start() -> None:
    fifth, sixth = datetime(2026, 1, 5, 5, tzinfo=UTC), datetime(2026, 1, 6, 5, tzinfo=UTC)
    assert run_date(SimpleNamespace(logical_date=fifth, run_after=sixth)) == date(2026, 1, 5)
    assert run_date(SimpleNamespace(logical_date=None, run_after=sixth)) == date(2026, 1, 6)


@pytest.mark.parametrize("as_of", [date(2026, 1, 7), date(2062, 1, 5)])
def test_a_date_after_tomorrow_is_refused(as_of: date) -> None:
    with pytest.raises(AirflowFailException, match=f"as_of {as_of} is in the future"):
        require_no_future(as_of, today=date(2026, 1, 5))


def test_a_date_that_is_already_begun_somewhere_is_taken() -> None:
    for as_of in (date(2020, 1, 1), date(2026, 1, 5), date(2026, 1, 6)):
        require_no_future(as_of, today=date(2026, 1, 5))


def test_the_pin_refuses_a_mistyped_date_whatever_the_stores_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_VAR_SPENDCAST_STORES", "gs://bucket/a")
    given = {"as_of": "2162-01-05", "store": "gs://bucket/a", "force": None, "forced_by": None}
    context = {"params": given, "dag_run": SimpleNamespace(run_id="r1")}
    monkeypatch.setattr("spendcast_daily.get_current_context", lambda: context)
    monkeypatch.setattr("spendcast_daily.Variable.get", lambda *_: "gs://bucket/a")
    with pytest.raises(AirflowFailException, match="2162-01-05 is in the future"):
        pin.function()


def test_stores_are_listed_with_commas_or_blanks_and_one_may_be_chosen() -> None:
    assert stores_of("gs://b-1/a/, gs://b-1/c\ngs://b-2", None) == ["gs://b-1/a", "gs://b-1/c", "gs://b-2"]
    assert stores_of("gs://b-1/a", "gs://b-1/c/") == ["gs://b-1/c"]


def test_a_store_that_is_listed_twice_runs_once() -> None:
    assert stores_of("gs://b-1/a,gs://b-1/a/", None) == ["gs://b-1/a"]


NO_STORES = [
    "",
    " ",
    "gs://",
    "gs://Bucket/a",
    "s3://bucket/a",
    "gs://bucket/a gs://bucket/b",
    " gs://bucket/a",
]


@pytest.mark.parametrize("chosen", NO_STORES)
def test_a_chosen_store_that_is_none_is_refused_by_the_form_and_by_the_pin_as_a_parameter(
    chosen: str,
) -> None:
    with pytest.raises((ValueError, AirflowException), match=r"does not match|too short"):
        PARAMS["store"].resolve(chosen)
    with pytest.raises(AirflowFailException, match=r"the run's parameter store is .*Trigger a new run"):
        stores_of("gs://bucket/a", chosen)


@pytest.mark.parametrize(
    "chosen", ["gs://bucket", "gs://bucket/a/b", "gs://bucket/a/", "gs://a.b-c_d/広告主"]
)
def test_a_chosen_store_is_taken(chosen: str) -> None:
    assert PARAMS["store"].resolve(chosen) == chosen
    assert stores_of(None, chosen) == [chosen.rstrip("/")]


def test_a_list_of_which_no_store_is_one_is_not_tried_again_and_names_the_variable() -> None:
    told = "store 'gs://Bucket/a' of the variable spendcast_stores must be .*clear the task pin"
    with pytest.raises(AirflowFailException, match=told):
        stores_of("gs://Bucket/a s3://x", None)


@pytest.mark.parametrize("name", ["force", "forced_by"])
def test_a_promotion_is_not_forced_for_a_blank_reason_or_by_nobody(name: str) -> None:
    for blank in ("", "   "):
        with pytest.raises((ValueError, AirflowException), match=r"does not match|too short"):
            PARAMS[name].resolve(blank)
    assert PARAMS[name].resolve("a better story") == "a better story"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, "FileNotFoundError"),
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ("{}", "KeyError"),
        ('{"images": []}', "AttributeError"),
        (json.dumps({"images": {**IMAGES, "train": None}}), "no image of train by its digest"),
        (
            json.dumps({"images": {**IMAGES, "train": "registry/train:latest"}}),
            "no image of train by its digest",
        ),
        (json.dumps({"images": {**IMAGES, "train": ["a"]}}), "no image of train by its digest"),
    ],
)
def test_a_manifest_without_every_image_is_named_and_not_tried_again(
    tmp_path: Path, text: str | None, fault: str
) -> None:
    manifest = tmp_path / "images.json"
    if text is not None:
        manifest.write_text(text)
    with pytest.raises(AirflowFailException, match=rf"{manifest} .*\({fault}.*ci/sync-dags\.sh"):
        images_of(manifest)


def test_a_manifest_gives_the_image_of_each_step(tmp_path: Path) -> None:
    manifest = tmp_path / "images.json"
    manifest.write_text(json.dumps({"commit": "c", "images": IMAGES}))
    assert images_of(manifest) == IMAGES


def test_what_runs_airflow_here_begins_with_the_venv_that_fills_its_store() -> None:
    block = (ROOT / "docs/engineer/airflow.md").read_text().split("```")[1]
    assert ".venv/bin/spendcast" in (ROOT / "ci/local-store.sh").read_text()
    assert -1 < block.find("make setup") < block.find("ci/local-store.sh")


def test_the_words_for_the_person_on_call_say_when_clearing_is_not_safe(dags: dict[str, Any]) -> None:
    words = " ".join(dags["spendcast_daily"].doc_md.split())
    assert "Clearing `pin` is not once a later run or a rollback has moved the pointer" in words
    assert "clear the run with `pin`" in words


@pytest.mark.parametrize("listed", [None, "", " , "])
def test_a_list_without_a_store_is_refused(listed: str | None) -> None:
    with pytest.raises(AirflowFailException, match="store"):
        stores_of(listed, None)
