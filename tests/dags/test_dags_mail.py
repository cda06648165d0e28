"""The mail of a failed task, as a server receives it."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dags.conftest import DAGS
from dags.mailbox import DOCUMENT, STORE, context, html
from failure_mail import mail_failure, mail_stop
from pod_defaults import StepFailed, TryFailed

FINDING = {
    "code": "negative-spend",
    "severity": "error",
    "message": "spend of <b>video</b> is negative",
    "where": {"file": "spend.csv", "row": 7, "column": "cost"},
    "fix": "correct the cell",
}


def test_rejected_data_are_told_with_every_finding_and_where_to_look(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org, bob@example.org")
    mail_failure(context(StepFailed("validate ended with 65", 65, [FINDING])))
    (message,) = mailbox
    assert message["Subject"] == "Spendcast: validate rejected the data (gs://bucket/a, r1)"
    assert message["To"] == "ann@example.org, bob@example.org"
    page = html(message)
    for told in (
        "spend.csv, row 7, column cost",
        "correct the cell",
        "negative-spend",
        STORE,
        DOCUMENT,
        "http://airflow/log",
    ):
        assert told in page
    assert "&lt;b&gt;video&lt;/b&gt;" in page


@pytest.mark.parametrize("error", [ValueError("no node"), "killed from outside", None])
def test_any_other_failure_is_told_with_its_reason(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, error: BaseException | str | None
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(error))
    (message,) = mailbox
    assert message["Subject"] == "Spendcast: validate failed (gs://bucket/a, r1)"
    assert str(error or "no reason was given") in html(message)
    assert "Findings" not in html(message)


@pytest.mark.parametrize(
    "error",
    [StepFailed("wrong call", 64), StepFailed("torn", 65), StepFailed("no store"), TryFailed("no node")],
)
def test_a_document_that_the_step_did_not_leave_is_not_linked(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(error))
    assert DOCUMENT not in html(mailbox[0])


def test_a_team_may_replace_the_template(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ours.html").write_text("{{ step }} / {{ store }} / {{ run_id }}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SPENDCAST_MAIL_TEMPLATE", "~/ours.html")
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(None))
    assert html(mailbox[0]).strip() == "validate / gs://bucket/a / r1"


def test_without_receivers_nothing_is_sent(mailbox: list[EmailMessage]) -> None:
    mail_failure(context(None))
    assert mailbox == []


def test_the_look_at_what_was_published_names_its_advertiser_and_document(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    failed = context("has not moved")
    failed["ti"].task_id = "advertiser.published"
    failed["task"] = SimpleNamespace(op_kwargs={"publish": failed["task"].call, "pointer": {}})
    mail_failure(failed)
    assert mailbox[0]["Subject"] == "Spendcast: published failed (gs://bucket/a, r1)"
    assert DOCUMENT in html(mailbox[0])
    assert "When the run began, r0-abc was in force" in html(mailbox[0])
    assert "models list" in html(mailbox[0])  # publish may have promoted


def test_where_no_model_is_in_force_none_is_said_to_answer(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context("no node", in_force=None))
    assert "No model in force was seen" in html(mailbox[0])
    assert "was in force;" not in html(mailbox[0])


def test_where_the_store_could_not_be_read_nothing_is_said_of_what_is_in_force(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(StepFailed("no access"), in_force=None, fault="no access"))
    assert "No model in force was seen" not in html(mailbox[0])
    assert "A failure takes no model out of force" in html(mailbox[0])


def test_the_runs_name_in_the_store_is_told_where_it_is_another(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context("no node") | {"run_id": "manual__a b"})
    mail_failure(context("no node"))
    assert "<td>r1</td>" in html(mailbox[0])
    assert [html(mail).count("run in the store") for mail in mailbox] == [1, 0]


def test_a_task_of_no_advertiser_names_none(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    failed = context("no store")
    failed["ti"].task_id, failed["task"] = "pin", SimpleNamespace(op_kwargs={})
    mail_failure(failed)
    assert mailbox[0]["Subject"] == "Spendcast: pin failed (r1)"
    assert "A failure takes no model out of force" in html(mailbox[0])


BLANK = ["", " \n", "{# a comment #}", "{{ document or '' }}"]
MISSPELT = ["{{ reson }}", "<h1>{{ step }}</h1>{{ reson }}", "{{ step }}{% if reson %}x{% endif %}"]


@pytest.mark.parametrize("text", [None, "{{ step", "{{ nothing.here }}", "{{ 1 / 0 }}", *BLANK, *MISSPELT])
def test_a_template_that_is_missing_or_faulty_gives_way_to_the_shipped_one_and_is_named(
    mailbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    text: str | None,
) -> None:
    ours = tmp_path / "ours.html"
    if text is not None:
        ours.write_text(text)
    monkeypatch.setenv("SPENDCAST_MAIL_TEMPLATE", str(ours))
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(context(TryFailed("no node")))
    assert f"SPENDCAST_MAIL_TEMPLATE ({ours}) could not be used" in html(mailbox[0])
    assert "no node" in html(mailbox[0])
    assert str(ours) in caplog.text


@pytest.mark.parametrize("error", [StepFailed("validate ended with 65", 65, [FINDING]), None])
def test_a_copy_of_the_shipped_template_has_no_fault(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception | None
) -> None:
    ours = tmp_path / "ours.html"
    ours.write_bytes((DAGS / "failure_mail.html").read_bytes() + b"ours")
    monkeypatch.setenv("SPENDCAST_MAIL_TEMPLATE", str(ours))
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    dag = SimpleNamespace(dagrun_timeout=timedelta(hours=12))
    mail_failure(context(error))
    mail_stop({"dag": dag, "run_id": "r1", "reason": "timed_out"})
    assert len(mailbox) == 2
    assert all(html(mail).strip().endswith("ours") for mail in mailbox)


def test_a_long_subject_arrives_whole(mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    store, run_id = "gs://team-marketing-models/advertiser-1", "manual__2026-01-05T05:00:00.000000+00:00"
    mail_failure(context("no node", store=store) | {"run_id": run_id})
    assert mailbox[0]["Subject"] == f"Spendcast: validate failed ({store}, {run_id})"


def test_no_text_of_a_run_ends_the_subject(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure({**context("no node"), "run_id": "a\nBcc: x@example.org"})
    assert (mailbox[0]["Bcc"], "a Bcc: x@example.org" in mailbox[0]["Subject"]) == (None, True)


def test_a_mail_of_many_findings_begins_with_the_errors_and_says_how_many_it_leaves_out(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    found = [{"code": "outlier", "severity": "warning", "message": f"warning {n}"} for n in range(20_000)]
    mail_failure(
        context(StepFailed("x", 65, [*found, {"severity": "error", "message": "a month is missing"}]))
    )
    page = html(mailbox[0])
    assert -1 < page.find("a month is missing") < page.find("warning 0")
    assert "19901 more are in the document." in page
    assert len(page) < 100_000


@pytest.mark.parametrize(
    ("reason", "told"), [("timed_out", "ran longer than 12:00:00"), ("all_tasks_deadlocked", "deadlocked")]
)
def test_a_run_that_airflow_stopped_is_told(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, reason: str, told: str
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    dag = SimpleNamespace(dagrun_timeout=timedelta(hours=12))
    mail_stop({**context(None), "dag": dag, "reason": reason})
    assert mailbox[0]["Subject"] == "Spendcast: the run was stopped (r1)"
    page = html(mailbox[0])
    assert told in page
    assert "http://airflow/log" in page
    assert "tries" not in page


def test_a_run_that_was_stopped_before_a_task_began_is_told_too(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    dag = SimpleNamespace(dagrun_timeout=timedelta(hours=12))
    mail_stop({"dag": dag, "run_id": "r1", "reason": "timed_out"})
    assert "ran longer than 12:00:00" in html(mailbox[0])
    assert "log" not in html(mailbox[0])


def test_a_run_that_failed_by_its_tasks_is_not_told_again(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_stop({**context(None), "reason": "task_failure"})
    assert mailbox == []


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("row 3", "row 3"),
        (["a", 1], "[&#39;a&#39;, 1]"),
        (7, "7"),
        ({"file": "spend.csv", "row": 0}, "spend.csv, row 0"),
    ],
)
def test_a_place_of_any_form_is_told(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, where: Any, told: str
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    finding = {"severity": "error", "message": "m", "where": where}
    mail_failure(context(StepFailed("validate ended with 65", 65, [finding])))
    assert f"<td>{told}</td>" in html(mailbox[0])


PLANS = [
    {
        step: {"store": f"gs://bucket/{name}", "document": f"{name}/{step}.json"}
        for step in ("train", "publish")
    }
    for name in "ab"
]


def lost(task: str, pinned: Any) -> dict[str, Any]:
    """The context that Airflow makes for a worker that was lost: a task without arguments, and no error."""

    def pull(*, task_ids: str, map_indexes: int) -> Any:
        assert (task_ids, map_indexes) == ("pin", -1)
        if isinstance(pinned, Exception):
            raise pinned
        return pinned

    ti = SimpleNamespace(
        task_id=f"advertiser.{task}", map_index=1, try_number=4, log_url="http://airflow/log", xcom_pull=pull
    )
    return {"ti": ti, "task": SimpleNamespace(call=object(), op_kwargs={"publish": object()}), "run_id": "r1"}


@pytest.mark.parametrize(("task", "document"), [("train", "b/train.json"), ("published", "b/publish.json")])
def test_the_mail_of_a_lost_worker_names_advertiser_and_document_by_what_was_pinned(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, task: str, document: str
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(lost(task, PLANS))
    assert mailbox[0]["Subject"] == f"Spendcast: {task} failed (gs://bucket/b, r1)"
    assert document in html(mailbox[0])
    assert "worker was lost" in html(mailbox[0])


@pytest.mark.parametrize("pinned", [None, [], ConnectionError("no database")])
def test_the_mail_of_a_lost_worker_names_the_place_in_the_list_where_nothing_can_be_read(
    mailbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch, pinned: Any
) -> None:
    monkeypatch.setenv("SPENDCAST_MAIL_TO", "ann@example.org")
    mail_failure(lost("train", pinned))
    assert mailbox[0]["Subject"] == "Spendcast: train failed (advertiser 1, r1)"
    assert "number 1 of the list" in html(mailbox[0])
