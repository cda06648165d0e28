"""The mail that says which step of which run failed, or that a run was stopped, why, and where to look.

Settings are environment variables of Airflow:

    SPENDCAST_MAIL_TO          receivers, separated by commas; without it nothing is sent
    SPENDCAST_MAIL_FROM        sender (default: that of the connection)
    SPENDCAST_SMTP_CONNECTION  Airflow connection of the mail server (default: smtp_default)
    SPENDCAST_MAIL_TEMPLATE    Jinja template of the mail (default: failure_mail.html, beside this file, which
                               also stands in for one that is missing, uses an unknown name, is otherwise
                               faulty or comes out blank)

Airflow's SMTP provider (2.0.3 and 3.2.0 were looked at) makes a message of HTML and attachments alone: it has
no place for a plain-text part.
"""

import logging
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pod_defaults import StepFailed, TryFailed, setting
from pod_ends import REJECTED

_TEMPLATE = Path(__file__).with_name("failure_mail.html")
_TASK_FAILURE = "task_failure"
"""The reason that Airflow gives for a run that failed because a task did."""
_NO_REASON = "no reason was given; if its log breaks off, the task's worker was lost"
_PAUSES = (3, 5, 8)
"""Seconds before a mail is tried again, as long as `_PATIENCE` lasts."""
_PATIENCE = 18.0
"""Seconds in all: Airflow 3 kills a process 20 s after its task ended (`task_success_overtime`)."""
_ANSWER = 7
"""Seconds that a server may take for an answer; the hook itself would wait 30."""
_RANK = {"error": 0, "warning": 1, "info": 2}
_MOST_FINDINGS = 100
"""In a mail; the document has all of them."""
_PLACE = {"file": "{}", "row": "row {}", "column": "column {}"}

log = logging.getLogger(__name__)


def mail_failure(context: Mapping[str, Any]) -> None:
    """Callback of a task that failed for good."""
    _send(failure(context))


def mail_stop(context: Mapping[str, Any]) -> None:
    """Callback of the DAG, for a run that Airflow ended itself; tasks that failed mail on their own."""
    if context.get("reason") != _TASK_FAILURE:
        _send(stop(context))


def _send(facts: Mapping[str, Any]) -> None:
    receivers = [name.strip() for name in setting("SPENDCAST_MAIL_TO", "").split(",") if name.strip()]
    if not receivers:
        log.warning("no mail is sent: SPENDCAST_MAIL_TO names nobody")
        return
    subject, page = _sendable(_subject(facts)), _sendable(_render(facts))
    end = time.monotonic() + _PATIENCE
    for pause in _PAUSES:
        try:
            _hand_over(receivers, subject, page, end)
        except Exception as error:  # whatever it is may have passed by then
            if time.monotonic() + pause + 1 > end:
                raise
            log.warning("%r was not sent (%s); it is tried again in %d s", subject, error, pause)
            time.sleep(pause)
        else:
            return
    _hand_over(receivers, subject, page, end)


def _sendable(text: str) -> str:
    """The text with a question mark for each character that no mail can hold, as in a damaged document."""
    return text.encode("utf-8", "replace").decode()


def _subject(facts: Mapping[str, Any]) -> str:
    place = facts["store"] or ("" if facts["index"] is None else f"advertiser {facts['index']}")
    about = ", ".join(part for part in (place, facts["run_id"]) if part)
    return " ".join(f"Spendcast: {facts['step']} {facts['verb']} ({about})".split())


def _hand_over(receivers: Sequence[str], subject: str, page: str, end: float) -> None:
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    class Hook(SmtpHook):
        """Waits as long as is left, and leaves trying again to us."""

        smtp_retry_limit = 1
        timeout = max(1, min(_ANSWER, int(end - time.monotonic())))

    # Not its notifier: before 2.1 that needs a sender, though the connection has one.
    with Hook(smtp_conn_id=setting("SPENDCAST_SMTP_CONNECTION", "smtp_default")) as server:
        server.send_email_smtp(
            to=list(receivers),
            from_email=setting("SPENDCAST_MAIL_FROM", "") or None,
            subject=subject,
            html_content=page,
        )


def failure(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a template may tell: the names below.

    `findings` are `{severity, code, place, message, fix}`, errors first, and `left_out` counts those that
    would make the mail too long. `store`, `index` (the advertiser's place in the run's list, from 0) and
    `document` are None for a task that is of no advertiser, `document` also where the step left none that was
    read, `tried` for a run. `folder` is the run's name in the store, None where it is not known. `in_force`
    is the version when the run began, None where none was seen; `looked` is whether that could be seen.
    """
    ti, error = context["ti"], context.get("exception")
    step = ti.task_id.rpartition(".")[2]
    rejected = isinstance(error, StepFailed) and error.exit_code == REJECTED
    told = error.findings if isinstance(error, StepFailed) else None
    call = _call(context)
    document = call.get("document")
    findings = _rows(told or [])
    return {
        "step": step,
        "verb": "rejected the data" if rejected else "failed",
        "store": call.get("store"),
        "index": _index(ti),
        "in_force": call.get("in_force"),
        "looked": bool(call) and not call.get("fault"),
        "run_id": context["run_id"],
        "folder": document.split("/")[-2] if document else None,
        "tried": ti.try_number,
        "reason": _reason(error),
        "findings": findings[:_MOST_FINDINGS],
        "left_out": max(len(findings) - _MOST_FINDINGS, 0),
        "document": document if told is not None or not isinstance(error, StepFailed | TryFailed) else None,
        "log_url": ti.log_url,
    }


def _reason(error: Any) -> str:
    """The first line that says anything; of a lost worker Airflow 2 gives the task's keys for a reason."""
    told = str(error or "")
    line = next((line for line in told.splitlines() if line.strip()), "")
    if not line:
        return type(error).__name__ if isinstance(error, BaseException) else _NO_REASON
    return _NO_REASON if "'DAG Id'" in line else line


def stop(context: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a run that Airflow ended; the log is that of the last task that was at work.

    Airflow 2 and 3 both give `reason`, `dag` and `run_id`; the task is missing where none had begun.
    """
    reason = context.get("reason")
    told = f"it ran longer than {context['dag'].dagrun_timeout}" if reason == "timed_out" else reason
    ti = context.get("ti")
    return {
        "step": "the run",
        "verb": "was stopped",
        "store": None,
        "index": None,
        "in_force": None,
        "looked": False,
        "run_id": context["run_id"],
        "folder": None,
        "tried": None,
        "reason": f"Airflow ended the run: {told}. What is done stays done: clear the tasks that are not, "
        "and it goes on from there.",
        "findings": [],
        "left_out": 0,
        "document": None,
        "log_url": ti.log_url if ti else None,
    }


def _call(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the step was called with, or the step that the task `published` looks after."""
    task = context.get("task")
    call = getattr(task, "call", None)
    if call is None and isinstance(given := getattr(task, "op_kwargs", None), Mapping):
        call = given.get("publish")
    return call if isinstance(call, Mapping) else _pinned(context["ti"])


def _pinned(ti: Any) -> Mapping[str, Any]:
    """The same as `pin` handed it on: of a lost worker's task, Airflow tells without its arguments."""
    if (index := _index(ti)) is None:
        return {}
    step = ti.task_id.rpartition(".")[2]
    try:
        call = ti.xcom_pull(task_ids="pin", map_indexes=-1)[index]["publish" if step == "published" else step]
    except Exception:  # the mail must go out without it
        log.exception("what pin handed on cannot be read; the mail names no store")
        return {}
    return call if isinstance(call, Mapping) else {}


def _index(ti: Any) -> int | None:
    index = getattr(ti, "map_index", None)
    return index if index is not None and index >= 0 else None


def _rows(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    rows = [
        {
            "severity": str(finding["severity"]),
            "code": finding.get("code") or "",
            "place": _place(finding.get("where")),
            "message": finding["message"],
            "fix": finding.get("fix") or "",
        }
        for finding in findings
    ]
    return sorted(rows, key=lambda row: _RANK.get(row["severity"], 0))


def _place(where: Any) -> str:
    """File, row and column; what is of another form is told as it is."""
    if not isinstance(where, Mapping):
        return "" if where is None else str(where)
    return ", ".join(form.format(where[part]) for part, form in _PLACE.items() if where.get(part) is not None)


def _render(facts: Mapping[str, Any]) -> str:
    """Fill the team's template, else the shipped one; what the data says is escaped."""
    own, fault = os.environ.get("SPENDCAST_MAIL_TEMPLATE"), None
    if own:
        try:
            return _filled(Path(own).expanduser(), {**facts, "template_fault": None})
        except Exception as error:  # whatever it does, the mail must go out
            fault = f"SPENDCAST_MAIL_TEMPLATE ({own}) could not be used: {type(error).__name__}: {error}"
            log.exception("%s; the mail is of the shipped template", fault)
    return _filled(_TEMPLATE, {**facts, "template_fault": fault})


def _filled(template: Path, facts: Mapping[str, Any]) -> str:
    """The template's text; an unknown name is an error, and so is a blank page, which no server is handed."""
    from jinja2 import Environment, StrictUndefined

    jinja = Environment(autoescape=True, undefined=StrictUndefined)
    page = str(jinja.from_string(template.read_text(encoding="utf-8")).render(facts))
    if not page.strip():
        raise ValueError("it comes out blank")
    return page
