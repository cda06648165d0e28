"""The daily run: validate, train, evaluate and publish, for each advertiser of the portfolio.

Settings are environment variables of Airflow, beside those of `pod_defaults` and `failure_mail`:

    SPENDCAST_CRON, SPENDCAST_TIMEZONE  when it runs (default: 0 5 * * *, UTC)
    SPENDCAST_MAX_PODS                  how many tasks of a run may be at work at once (default: 8)
    SPENDCAST_MODEL                     name of the model in the stores (default: revenue)

Airflow's variable `spendcast_stores` names the stores, one an advertiser, separated by commas or blanks.
"""

import hashlib
import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# Named though not used: what this file imports at its top level, Airflow's DAG processor imports once, before
# it parses; what only our modules import, or a `try`, it imports at each parse anew, which takes seconds.
import airflow.providers.cncf.kubernetes.operators.pod  # noqa: F401

try:
    from airflow.sdk import (
        DAG,
        CronTriggerTimetable,
        Param,
        Variable,
        chain,
        get_current_context,
        task,
        task_group,
    )
    from airflow.sdk.exceptions import AirflowException, AirflowFailException
except ImportError:  # Airflow before 3.2
    from airflow.decorators import task, task_group
    from airflow.exceptions import AirflowException, AirflowFailException
    from airflow.models import DAG, Variable
    from airflow.models.baseoperator import chain
    from airflow.models.param import Param
    from airflow.operators.python import get_current_context
    from airflow.timetables.trigger import CronTriggerTimetable

# Composer has this folder below the one that Airflow puts on the path.
sys.path.insert(0, str(Path(__file__).parent))

from failure_mail import mail_failure, mail_stop
from pod_defaults import StepPod, Stored, TryFailed, judged, read_json, retries, setting

INPUTS = {
    "validate": ("raw",),
    "train": ("validate",),
    "evaluate": ("validate", "train"),
    "publish": ("validate", "train", "evaluate"),
}
IMAGES = Path(__file__).with_name("images.json")
TIMEZONE = setting("SPENDCAST_TIMEZONE", "UTC")

_STORE = re.compile(r"gs://[a-z0-9][a-z0-9._\-]+[a-z0-9](/[^\/\s]+)*")  # browsers want `-` and `/` escaped
_DIGEST = re.compile(r"[^\s@]+@sha256:[0-9a-f]{64}")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_MENDED_LENGTH = 119

log = logging.getLogger(__name__)

DOC = """
Trains and judges a model for each store of the variable `spendcast_stores`, and puts it in force if the gates
let it pass. A failure takes no model out of force, and other advertisers go on.

| task | does |
|---|---|
| `pin` | fixes image digests, date and pointer generation; every retry reads them |
| `validate`, `train`, `evaluate`, `publish` | a pod each; done when its document is in the store |
| `published` | reads publish's document and says what came of the run |

**When a task is red**, its log and the mail end with a sentence that says why and what to do; it names
the exit code, if the step came to an end.

| code | means | do |
|---|---|---|
| 65 | the data was rejected | mend the file that the findings name, add it again, clear `validate` |
| 64 | wrong usage | mend the setting or parameter that the log names, clear the run |
| 66 | an input is missing or damaged | clear the step that is named, else `validate` |
| 70 | a fault of Spendcast's | keep the log, go back to the earlier build, clear the run with `pin` |
| 137, `OOMKilled` | memory ran out | raise `SPENDCAST_MEMORY_STEP`, clear the task |
| 75, 137, 143 | passing: the store was away, a node went | it was retried; clear the task |
| none | the cluster was away, refused the pod, found no node or no image, or lost it | as the sentence says |

A store that `pin` could not read fails at its own `validate`: mend what the log says, then clear `pin`.

Clearing a step is always safe: with the same inputs it ends at once with its document. Clearing `pin` is not
once a later run or a rollback has moved the pointer: publish's document still says promoted, and `published`
fails. Trigger a new run instead. To undo a promotion: `spendcast models rollback`.

**By hand**: trigger with `as_of` for another date, `store` for one advertiser, `force` and `forced_by` to
promote against the gates. A past `as_of` is for a store whose files end there too: rows after it are rejected
(`future_date`). So a backfill over past days, with today's files, sends a rejection for each day and store.
"""

PARAMS = {
    "as_of": Param(
        None, type=["null", "string"], format="date", description="the date that the run speaks of"
    ),
    "store": Param(
        None, type=["null", "string"], pattern=rf"^{_STORE.pattern}/?$(?!\n)", description="this store alone"
    ),
    "force": Param(
        None,
        type=["null", "string"],
        pattern=r"\S",
        minLength=3,
        description="promote though the gates failed: why",
    ),
    "forced_by": Param(None, type=["null", "string"], pattern=r"\S", description="who forces the promotion"),
}


def path_safe(run_id: str) -> str:
    """Airflow's run id as the contract takes it: as it is, or mended and with a digest of what it was."""
    if _RUN_ID.fullmatch(run_id):
        return run_id
    digest = hashlib.sha256(run_id.encode()).hexdigest()[:8]
    mended = re.sub(r"[^A-Za-z0-9._-]+", "-", run_id).strip("._-") or "run"
    return f"{mended[:_MENDED_LENGTH]}-{digest}"


def stores_of(listed: str | None, chosen: str | None) -> list[str]:
    """The stores of a run: the chosen one, else all that are listed, each once.

    Raises:
        AirflowFailException: none is named, or none by an address.
    """
    if chosen is not None:
        if not _STORE.fullmatch(chosen.rstrip("/")):
            raise AirflowFailException(
                f"the run's parameter store is {chosen!r} and must be gs://bucket/prefix. Trigger a "
                "new run with the right one"
            )
        return [chosen.rstrip("/")]
    named = [store.rstrip("/") for store in re.split(r"[,\s]+", listed or "") if store]
    if not named:
        raise AirflowFailException(
            "no store: set Airflow's variable spendcast_stores to gs://bucket/prefix, then clear the task pin"
        )
    if not any(_STORE.fullmatch(store) for store in named):
        raise AirflowFailException(f"{_no_address(named[0])}. Mend that, then clear the task pin")
    return list(dict.fromkeys(named))


def _no_address(store: str) -> str:
    return f"store {store!r} of the variable spendcast_stores must be gs://bucket/prefix"


def images_of(manifest: Path) -> Mapping[str, str]:
    """The image of each step, by the build manifest; by digest, for a tag may name another at the next try.

    Raises:
        AirflowFailException: it cannot be read, or lacks one.
    """
    try:
        images = json.loads(manifest.read_text(encoding="utf-8"))["images"]
        fault = ", ".join(
            f"no image of {step} by its digest"
            for step in INPUTS
            if not _DIGEST.fullmatch(str(images.get(step)))
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        images, fault = {}, f"{type(error).__name__}: {error}"
    if fault:
        raise AirflowFailException(
            f"{manifest} names no images for the steps ({fault}). Deploy the DAG with the images.json of its "
            "build, as ci/sync-dags.sh does, then clear the task pin"
        )
    return dict(images)


def calls(
    store: str, run_id: str, images: Mapping[str, str], as_of: date, params: Mapping[str, Any]
) -> dict[str, Any]:
    """What each step is called with: step → `{"image", "arguments", "document"}`."""
    model = model_name()
    step_params = {
        "validate": {"as_of": as_of.isoformat(), "model": model},
        "evaluate": {"model": model},
        "publish": {name: params[name] for name in ("force", "forced_by") if params.get(name)},
    }

    def document(name: str) -> str:
        return f"{store}/runs/{run_id}/{name}.json"

    def call(step: str, inputs: Sequence[str]) -> dict[str, Any]:
        arguments = [
            f"--input={name}={store}/raw/" if name == "raw" else f"--input={name}={document(name)}"
            for name in inputs
        ]
        arguments.append(f"--output={document(step)}")
        arguments += [f"--param={name}={value}" for name, value in step_params.get(step, {}).items()]
        return {"image": images[step], "arguments": arguments, "document": document(step)}

    return {step: call(step, inputs) for step, inputs in INPUTS.items()}


def run_date(dag_run: Any) -> date:
    """The logical date in the DAG's time zone; a run without one (Airflow 3) goes by when it may start."""
    moment: datetime = dag_run.logical_date or dag_run.run_after
    return moment.astimezone(ZoneInfo(TIMEZONE)).date()


def require_no_future(as_of: date, today: date) -> None:
    """A model of a date to come would keep out those of all runs before that date.

    Raises:
        AirflowFailException: the date is after tomorrow, which it may already be somewhere.
    """
    if as_of > today + timedelta(days=1):
        raise AirflowFailException(
            f"as_of {as_of} is in the future (today is {today}, UTC): the model would keep out those of all "
            "runs until then. Trigger a run with the right date"
        )


def model_name() -> str:
    """The model's name in the stores.

    Raises:
        AirflowFailException: it is no name.
    """
    name = setting("SPENDCAST_MODEL", "revenue")
    if not _MODEL.fullmatch(name):
        raise AirflowFailException(
            f"SPENDCAST_MODEL {name!r} is no name of a model: at most 64 letters, digits, '.', '_' and '-', "
            "beginning with a letter or digit. Mend the setting, then clear the run"
        )
    return name


def pointer_address(store: str) -> str:
    """Where the store says which model is in force."""
    return f"{store}/models/{model_name()}/current.json"


def current(store: str) -> Stored | None:
    """The store's pointer; None where no model is in force.

    Raises:
        AirflowException: the store's address is no address, or the pointer cannot be read or is damaged.
    """
    if not _STORE.fullmatch(store):
        raise AirflowException(_no_address(store))
    pointer = read_json(pointer_address(store))
    if pointer and "version" not in pointer.fields:
        raise AirflowException(f"{pointer_address(store)} is damaged: it names no version")
    return pointer


def plan(
    store: str, run_id: str, images: Mapping[str, str], as_of: date, params: Mapping[str, Any]
) -> dict[str, Any]:
    """All that a retry must not see change: what each step is called with, and the pointer as it is now.

    Each call also says `store`, `in_force` (the version; None for none) and `fault`: why this store cannot be
    worked in, of which its own first step fails and nobody else's.
    """
    pointer, fault = None, None
    try:
        pointer = current(store)
    except AirflowException as error:
        fault = f"{error}. Mend that, then clear the task pin"
    said = {"store": store, "in_force": pointer.fields["version"] if pointer else None, "fault": fault}
    steps = calls(store, run_id, images, as_of, params)
    return {
        **{step: {**call, **said} for step, call in steps.items()},
        "pointer": {
            "address": pointer_address(store),
            "generation": pointer.generation if pointer else 0,
        },
    }


def plans(
    stores: Sequence[str], run_id: str, images: Mapping[str, str], as_of: date, params: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A plan for each store.

    Raises:
        AirflowFailException: a promotion is forced for more than one, or by nobody.
        AirflowException: there is no store that can be worked in.
    """
    if params["force"] and len(stores) > 1:
        raise AirflowFailException("force is for one advertiser: name its store")
    if bool(params["force"]) != bool(params["forced_by"]):
        raise AirflowFailException("force (why) and forced_by (who) go together: give both or neither")
    made = [plan(store, run_id, images, as_of, params) for store in stores]
    faults = [found["validate"]["fault"] for found in made]
    if all(faults):
        raise AirflowException(faults[0])
    for fault in filter(None, faults):
        log.error("%s", fault)
    return made


@task(**retries())
def pin() -> list[dict[str, Any]]:
    """Fix all that a retry must not see change: for each store what its steps are called with."""
    context = get_current_context()
    params, dag_run = context["params"], context["dag_run"]
    as_of = date.fromisoformat(params["as_of"]) if params["as_of"] else run_date(dag_run)
    require_no_future(as_of, datetime.now(UTC).date())
    stores = stores_of(Variable.get("spendcast_stores", None), params["store"])
    return plans(stores, path_safe(dag_run.run_id), images_of(IMAGES), as_of, params)


def outcome(address: str) -> dict[str, Any]:
    """What publish's document says came of the run.

    Raises:
        AirflowException: it is no document of success, or does not say.
    """
    try:
        metrics = judged(address, "succeeded")["metrics"]
        return {name: metrics[name] for name in ("outcome", "version", "reason")}
    except AirflowException as error:
        raise TryFailed(
            f"{error}, so what came of the run is not known. Clear the task publish; what is promoted stays"
        ) from error
    except (KeyError, TypeError) as error:
        raise AirflowException(f"{address} does not say what came of the run: {error!r}") from error


@task(**retries(), map_index_template="{{ task.op_kwargs['publish']['store'] }}")
def published(publish: Mapping[str, Any], pointer: Mapping[str, Any]) -> dict[str, Any]:
    """Look once more into the store: publish's document must be there, and the pointer must agree with it.

    Without a pointer, `kept` and `unchanged` are right too: the first model was broken.
    """
    said = outcome(publish["document"])
    now = read_json(pointer["address"])
    if now is None and pointer["generation"]:
        raise AirflowException(f"{pointer['address']} was there when the run began, and is not now")
    if said["outcome"] == "promoted" and (
        now is None
        or (now.generation == pointer["generation"] and now.fields.get("version") != said["version"])
    ):
        raise AirflowException(
            f"publish says promoted, but {pointer['address']} has not moved: where pin was cleared after a "
            "rollback or a newer promotion, publish's document is out of date. `spendcast models list` says "
            "what is in force; for another model, trigger a new run instead of clearing this one"
        )
    if now is None:
        log.warning("no model is in force in %s: %s", pointer["address"], said["reason"])
    if said["outcome"] == "kept":
        log.warning("the new model was not put in force: %s", said["reason"])
    return said


@task_group
def advertiser(
    validate: Mapping[str, Any],
    train: Mapping[str, Any],
    evaluate: Mapping[str, Any],
    publish: Mapping[str, Any],
    pointer: Mapping[str, Any],
) -> None:
    """The run of one advertiser."""
    steps = {"validate": validate, "train": train, "evaluate": evaluate, "publish": publish}
    pods = [StepPod(task_id=step, step=step, call=call) for step, call in steps.items()]
    chain(*pods, published(publish=publish, pointer=pointer))


with DAG(
    dag_id="spendcast_daily",
    description="Validate, train, evaluate and publish each advertiser's model",
    schedule=CronTriggerTimetable(setting("SPENDCAST_CRON", "0 5 * * *"), timezone=TIMEZONE),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    max_active_tasks=int(setting("SPENDCAST_MAX_PODS", "8")),
    dagrun_timeout=timedelta(hours=12),
    on_failure_callback=mail_stop,
    params=PARAMS,
    default_args={"owner": "spendcast", "on_failure_callback": mail_failure},
    tags=["spendcast"],
    doc_md=DOC,
):
    advertiser.expand_kwargs(pin())
