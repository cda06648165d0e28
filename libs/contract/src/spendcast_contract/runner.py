"""Run a step by the contract's rules: reuse, claim an attempt, work, and write the document last."""

import logging
import os
import signal
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from types import FrameType
from typing import Any

from spendcast_contract import logs
from spendcast_contract.cache import cache_key
from spendcast_contract.call import Call, DatedParams, Params, parse_call, parse_params
from spendcast_contract.documents import Artifact, Producer, Severity, StepDocument, parse_document, utc_now
from spendcast_contract.exits import ExitCode, InputUnusable, StepError, TryAgain, exit_code_of
from spendcast_contract.inputs import Inputs, read_inputs
from spendcast_contract.installed import installed
from spendcast_contract.step import Output, P, Step, Work
from spendcast_storage import ObjectMissing, ObjectStore, PreconditionFailed, StoreError, open_store, sha256

log = logging.getLogger("spendcast")

StoreOpener = Callable[[str], ObjectStore]


class _Terminated(BaseException):
    """SIGTERM arrived. No `Exception`, so that no handler on the way swallows it."""


def run_step(step: Step[P], argv: Sequence[str] | None = None, *, opener: StoreOpener = open_store) -> int:
    """Run a step as its command line says and return its exit code.

    Args:
        step: what to run.
        argv: arguments after the program's name; by default those of this process.
        opener: from an address to a store.
    """
    logs.configure({"step": step.name})
    try:
        with _sigterm_raises():
            call = parse_call(step.name, step.inputs, step.params, step.description, argv)
            logs.configure({"run_id": call.run_id, "step": step.name})
            return _run(step, call, opener(call.store))
    except (_Terminated, KeyboardInterrupt):
        return _failed("interrupted; the same call may be made again", ExitCode.TRY_AGAIN)
    except (StepError, StoreError) as error:
        return _failed(str(error), exit_code_of(error))
    except Exception:
        log.exception("unexpected error; what was in force still is")
        return _failed(
            "this is a fault of Spendcast's, not of the data; the lines above say where", ExitCode.BUG
        )


def _run(step: Step[P], call: Call, store: ObjectStore) -> int:
    log.info("started")
    started = utc_now()
    generation, earlier = _existing(store, call.output)
    params = parse_params(step.params, call.params)
    inputs = read_inputs(store, step.inputs, call.run_id)
    as_of = _as_of(inputs, params)
    code = installed(f"spendcast-{step.name}")
    key = cache_key(step.name, as_of, params, code, inputs.artifacts)
    if earlier and earlier.cache_key == key and _is_whole(store, earlier):
        return _ended(earlier, reused=True)

    attempt = _claim_attempt(store, call.run_id, step.name)
    work = Work(store, call.run_id, as_of, params, key, inputs.documents, inputs.raw)
    result = step.work(work)
    folder = f"{_attempts(call.run_id, step.name)}{attempt}"
    document = StepDocument(
        step=step.name,
        run_id=call.run_id,
        as_of=as_of,
        status=result.status,
        inputs=[*inputs.artifacts, *result.extra_inputs],
        outputs=[*(_stored(store, folder, output) for output in result.outputs), *result.stored],
        params=params.model_dump(mode="json"),
        metrics=dict(result.metrics),
        findings=list(result.findings),
        cache_key=key,
        producer=Producer(
            image=os.environ.get("SPENDCAST_IMAGE"),
            commit=os.environ.get("SPENDCAST_COMMIT"),
            packages=code.versions,
        ),
        started_at=started,
        finished_at=utc_now(),
        attempt=attempt,
    )
    return _ended(*_committed(store, call.output, document, generation))


def _as_of(inputs: Inputs, params: Params) -> date:
    """The first step is told the date; the others take it from the documents before them."""
    if isinstance(params, DatedParams):
        return params.as_of
    if inputs.as_of is None:
        raise TypeError("a step without input documents must have DatedParams")
    return inputs.as_of


def _existing(store: ObjectStore, key: str) -> tuple[int, StepDocument | None]:
    """Generation of the document that is there (0: none) and the document, None if unreadable."""
    try:
        found = store.read(key)
    except ObjectMissing:
        return 0, None
    try:
        return found.generation, parse_document(found.data, key)
    except InputUnusable as error:
        log.warning("the document that is there will be replaced: %s", error)
        return found.generation, None


def _is_whole(store: ObjectStore, document: StepDocument) -> bool:
    """Whether all outputs that the document names are still there as it names them."""
    folders = {artifact.key.rpartition("/")[0] for artifact in document.outputs}
    there = {(o.key, o.generation) for folder in folders for o in store.list(f"{folder}/")}
    return all((artifact.key, artifact.generation) in there for artifact in document.outputs)


def _attempts(run_id: str, step: str) -> str:
    return f"runs/{run_id}/{step}/"


def _claim_attempt(store: ObjectStore, run_id: str, step: str) -> int:
    """The smallest attempt that nobody else has claimed."""
    for attempt in count(1):
        try:
            store.write(
                f"{_attempts(run_id, step)}{attempt}/claim", uuid.uuid4().hex.encode(), if_generation=0
            )
        except PreconditionFailed:
            continue
        return attempt
    raise AssertionError  # count() has no end


def _stored(store: ObjectStore, folder: str, output: Output) -> Artifact:
    key = f"{folder}/{output.name}"
    return Artifact(
        name=output.name,
        key=key,
        generation=store.write(key, output.data, if_generation=0, media_type=output.media_type),
        sha256=sha256(output.data),
        size=len(output.data),
        media_type=output.media_type,
    )


def _committed(
    store: ObjectStore, key: str, document: StepDocument, generation: int
) -> tuple[StepDocument, bool]:
    """Write the document over the generation read at the start; with a twin, the first one stands.

    Returns:
        The document that stands, and whether it is a twin's.
    """
    try:
        store.write(key, document.to_bytes(), if_generation=generation, media_type="application/json")
    except PreconditionFailed as error:
        _, theirs = _existing(store, key)
        if theirs is None or theirs.cache_key != document.cache_key:
            raise TryAgain(
                f"{key} was written meanwhile by another call with other data, parameters or code"
            ) from error
        return theirs, True
    return document, False


def _ended(document: StepDocument, reused: bool) -> int:
    for finding in document.findings:
        log.log(_LEVELS[finding.severity], str(finding), extra={"finding": finding.model_dump(mode="json")})
    fields: dict[str, Any] = {
        "status": document.status,
        "reused": reused,
        "exit_code": int(document.exit_code),
        "errors": _codes(document, "error"),
        "warnings": _codes(document, "warning"),
    }
    how = "done before with the same inputs" if reused else f"attempt {document.attempt}"
    level = logging.INFO if document.exit_code == ExitCode.OK else logging.ERROR
    log.log(level, "%s (%s)", document.status, how, extra=fields)
    return int(document.exit_code)


def _codes(document: StepDocument, severity: Severity) -> str:
    """Codes of the findings, in one text: an alert can take a text out of a log line, not a list."""
    return " ".join(sorted({finding.code for finding in document.findings if finding.severity == severity}))


def _failed(message: str, code: ExitCode) -> int:
    log.error(message, extra={"status": "failed", "exit_code": int(code)})
    return int(code)


_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO}


@contextmanager
def _sigterm_raises() -> Iterator[None]:
    """Turn SIGTERM into an exception, so that the step ends at once and by the usual way out."""

    def raise_terminated(_signal: int, _frame: FrameType | None) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, raise_terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
