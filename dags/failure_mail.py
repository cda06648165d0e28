"""The mail that says which step of which run failed, or that a run was stopped, why, and where to look.

Settings are environment variables of Airflow:

    SPENDCAST_MAIL_TO          receivers, separated by commas; without it nothing is sent
    SPENDCAST_MAIL_FROM        sender (default: that of the connection)
    SPENDCAST_SMTP_CONNECTION  Airflow connection of the mail server (default: smtp_default)
    SPENDCAST_MAIL_TEMPLATE    Jinja template of the mail (default: failure_mail.html, beside this file,
                               which also stands in for one that is missing or faulty)

Airflow's SMTP provider (2.0.3 and 3.2.0 were looked at) makes a message of HTML and attachments alone: it has
no place for a plain-text part.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from airflow.providers.smtp.hooks.smtp import SmtpHook
from pod_defaults import REJECTED, StepFailed

_TEMPLATE = Path(__file__).with_name("failure_mail.html")
_TASK_FAILURE = "task_failure"
"""The reason that Airflow gives for a run that failed because a task did."""
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
    receivers = [name.strip() for name in os.environ.get("SPENDCAST_MAIL_TO", "").split(",") if name.strip()]
    if not receivers:
        log.warning("no mail is sent: SPENDCAST_MAIL_TO names nobody")
        return
    # Not its notifier: before 2.1 that needs a sender, though the connection has one.
    with SmtpHook(smtp_conn_id=os.environ.get("SPENDCAST_SMTP_CONNECTION", "smtp_default")) as server:
        server.send_email_smtp(
            to=receivers,
            from_email=os.environ.get("SPENDCAST_MAIL_FROM"),
            subject="Spendcast: {step} {verb} ({place}{run_id})".format(
                place=f"{facts['store']}, " if facts["store"] else "", **facts
            ),
            html_content=_render(facts),
        )


def failure(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a template may tell: the names below.

    `findings` are `{severity, code, place, message, fix}`. `store` and `document` are None for a task that is
    of no advertiser, `tried` for a run; `in_force` is the version when the run began, None where none was
    seen.
    """
    ti, error = context["ti"], context.get("exception")
    step = ti.task_id.rpartition(".")[2]
    rejected = isinstance(error, StepFailed) and error.exit_code == REJECTED
    call = _call(context.get("task"))
    return {
        "step": step,
        "verb": "rejected the data" if rejected else "failed",
        "store": call.get("store"),
        "in_force": call.get("in_force"),
        "run_id": context["run_id"],
        "tried": ti.try_number,
        "reason": str(error).partition("\n")[0] if error else "no reason was given; see the log",
        "findings": _rows(error.findings if isinstance(error, StepFailed) else []),
        "document": call.get("document"),
        "log_url": ti.log_url,
    }


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
        "in_force": None,
        "run_id": context["run_id"],
        "tried": None,
        "reason": f"Airflow ended the run: {told}. What is done stays done: clear the tasks that are not, "
        "and it goes on from there.",
        "findings": [],
        "document": None,
        "log_url": ti.log_url if ti else None,
    }


def _call(task: Any) -> Mapping[str, Any]:
    """What the step was called with, or the step that the task `published` looks after."""
    call = getattr(task, "call", None)
    if call is None and isinstance(given := getattr(task, "op_kwargs", None), Mapping):
        call = given.get("publish")
    return call if isinstance(call, Mapping) else {}


def _rows(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    rows = []
    for finding in findings:
        where = finding.get("where") or {}
        place = ", ".join(form.format(where[part]) for part, form in _PLACE.items() if where.get(part))
        rows.append(
            {
                "severity": finding["severity"],
                "code": finding.get("code") or "",
                "place": place,
                "message": finding["message"],
                "fix": finding.get("fix") or "",
            }
        )
    return rows


def _render(facts: Mapping[str, Any]) -> str:
    """Fill the team's template, else the shipped one; what the data says is escaped."""
    own, fault = os.environ.get("SPENDCAST_MAIL_TEMPLATE"), None
    if own:
        try:
            return _filled(Path(own).expanduser(), facts)
        except Exception as error:  # whatever it does, the mail must go out
            fault = f"SPENDCAST_MAIL_TEMPLATE ({own}) could not be used: {type(error).__name__}: {error}"
            log.exception("%s; the mail is of the shipped template", fault)
    return _filled(_TEMPLATE, {**facts, "template_fault": fault})


def _filled(template: Path, facts: Mapping[str, Any]) -> str:
    from jinja2 import Environment

    return str(Environment(autoescape=True).from_string(template.read_text(encoding="utf-8")).render(facts))
